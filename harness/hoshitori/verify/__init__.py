"""Verifying a bundle against a trust file: offline, without a test, a probe or a socket."""

from hoshitori.verify.check import Expectations, KnownProfile, check
from hoshitori.verify.errors import TrustError

__all__ = ["Expectations", "KnownProfile", "TrustError", "check"]
