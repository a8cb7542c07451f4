"""Numbers and names of TLS: suites taken apart, groups, signature schemes, extensions (IANA's TLS registries)."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Final

from hoshitori.facts.tls import ORDER, CipherSuite

SSL3: Final = 0x0300
TLS10: Final = 0x0301
TLS12: Final = 0x0303
TLS13: Final = 0x0304
VERSIONS: Final[Mapping[str, int]] = {name: SSL3 + order for order, name in enumerate(ORDER)}
"""Wire numbers of the versions, oldest first."""

RENEGOTIATION_SCSV: Final = 0x00FF
FALLBACK_SCSV: Final = 0x5600
SIGNALLING: Final = frozenset({RENEGOTIATION_SCSV, FALLBACK_SCSV})

GROUPS: Final[Mapping[int, tuple[str, int]]] = {
    1: ("sect163k1", 163), 2: ("sect163r1", 163), 3: ("sect163r2", 163), 4: ("sect193r1", 193),
    5: ("sect193r2", 193), 6: ("sect233k1", 233), 7: ("sect233r1", 233), 8: ("sect239k1", 239),
    9: ("sect283k1", 283), 10: ("sect283r1", 283), 11: ("sect409k1", 409), 12: ("sect409r1", 409),
    13: ("sect571k1", 571), 14: ("sect571r1", 571), 15: ("secp160k1", 160), 16: ("secp160r1", 160),
    17: ("secp160r2", 160), 18: ("secp192k1", 192), 19: ("secp192r1", 192), 20: ("secp224k1", 224),
    21: ("secp224r1", 224), 22: ("secp256k1", 256), 23: ("secp256r1", 256), 24: ("secp384r1", 384),
    25: ("secp521r1", 521), 26: ("brainpoolP256r1", 256), 27: ("brainpoolP384r1", 384),
    28: ("brainpoolP512r1", 512), 29: ("x25519", 255), 30: ("x448", 448), 31: ("brainpoolP256r1tls13", 256),
    32: ("brainpoolP384r1tls13", 384), 33: ("brainpoolP512r1tls13", 512), 34: ("GC256A", 256), 35: ("GC256B", 256),
    36: ("GC256C", 256), 37: ("GC256D", 256), 38: ("GC512A", 512), 39: ("GC512B", 512), 40: ("GC512C", 512),
    41: ("curveSM2", 256), 256: ("ffdhe2048", 2048), 257: ("ffdhe3072", 3072), 258: ("ffdhe4096", 4096),
    259: ("ffdhe6144", 6144), 260: ("ffdhe8192", 8192), 512: ("MLKEM512", 0), 513: ("MLKEM768", 0),
    514: ("MLKEM1024", 0), 4587: ("SecP256r1MLKEM768", 256), 4588: ("X25519MLKEM768", 255),
    4589: ("SecP384r1MLKEM1024", 384), 25497: ("X25519Kyber768Draft00", 255),
}  # fmt: skip
"""Names and field or prime sizes in bits of the key-exchange groups; 0 bits where there is no such size."""

SCHEMES: Final[Mapping[int, str]] = {
    0x0101: "rsa_pkcs1_md5", 0x0201: "rsa_pkcs1_sha1", 0x0202: "dsa_sha1", 0x0203: "ecdsa_sha1",
    0x0301: "rsa_pkcs1_sha224", 0x0302: "dsa_sha224", 0x0303: "ecdsa_sha224", 0x0401: "rsa_pkcs1_sha256",
    0x0402: "dsa_sha256", 0x0403: "ecdsa_secp256r1_sha256", 0x0501: "rsa_pkcs1_sha384", 0x0502: "dsa_sha384",
    0x0503: "ecdsa_secp384r1_sha384", 0x0601: "rsa_pkcs1_sha512", 0x0602: "dsa_sha512",
    0x0603: "ecdsa_secp521r1_sha512", 0x0804: "rsa_pss_rsae_sha256", 0x0805: "rsa_pss_rsae_sha384",
    0x0806: "rsa_pss_rsae_sha512", 0x0807: "ed25519", 0x0808: "ed448", 0x0809: "rsa_pss_pss_sha256",
    0x080A: "rsa_pss_pss_sha384", 0x080B: "rsa_pss_pss_sha512", 0x081A: "ecdsa_brainpoolP256r1tls13_sha256",
    0x081B: "ecdsa_brainpoolP384r1tls13_sha384", 0x081C: "ecdsa_brainpoolP512r1tls13_sha512",
    0x0904: "mldsa44", 0x0905: "mldsa65", 0x0906: "mldsa87",
}  # fmt: skip

_WITH: Final = re.compile(r"(?:TLS|SSL)_(?P<exchange>.+?)_WITH_(?P<rest>.+)\Z")
_HASH: Final = re.compile(r"(?P<cipher>.+)_(?P<hash>NULL|MD5|SHA\d*|SM3|GOSTR3411|OMAC|IMIT)\Z")
_COMMON: Final = re.compile(r"TLS_((ECDHE|DHE|ECDH|DH)_(RSA|ECDSA|DSS|anon)|RSA|AES|CHACHA20)")
_EVERYDAY: Final = re.compile(r"AES_(128|256)|CHACHA20|3DES|RC4_128|CAMELLIA_(128|256)_CBC")


@functools.cache
def suite_names() -> Mapping[int, str]:
    """Return IANA's names of all cipher suites, by number."""
    text = resources.files("hoshitori_plugins.tls").joinpath("cipher_suites.txt").read_text(encoding="ascii")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {int(code, 16): name for code, name in lines}


def take_apart(name: str) -> tuple[str, str, str]:
    """Return key exchange, cipher and hash of a suite's name; TLS 1.3's names have no key exchange."""
    if (match := _WITH.match(name)) is not None:
        exchange, rest = match["exchange"], match["rest"]
    else:
        exchange, rest = "", re.sub(r"\A(TLS|SSL)_", "", name)
    if rest in {"SHA256_SHA256", "SHA384_SHA384"}:
        # RFC 9150: integrity without encryption
        return exchange, "NULL", rest.partition("_")[0]
    if (parts := _HASH.match(rest)) is not None:
        return exchange, parts["cipher"], parts["hash"]
    # the CCM suites of RFC 6655 and RFC 7251 name no hash; their PRF is SHA-256
    return exchange, rest, "SHA256"


def suite(code: int, version: str = "") -> CipherSuite:
    """Return a suite by its number, under a version where one is meant."""
    name = suite_names().get(code, f"UNKNOWN_{code:04X}")
    exchange, cipher, digest = take_apart(name) if code in suite_names() else ("", "", "")
    return CipherSuite(
        id=f"{version} {name}".strip(),
        version=version,
        code=code,
        name=name,
        key_exchange=exchange,
        cipher=cipher,
        hash=digest,
    )


@functools.cache
def offered(version: int) -> tuple[int, ...]:
    """Return all suites worth offering under a version, everyday ones first."""
    if version == TLS13:
        # 0x1301 to 0x13FF are TLS 1.3's; the rest are those of RFC 9150, RFC 8998 and RFC 9367
        only = {0x00C6, 0x00C7, 0xC0B4, 0xC0B5, *range(0xC103, 0xC107)}
        return tuple(code for code in suite_names() if code >> 8 == 0x13 or code in only)
    codes = (code for code in suite_names() if code >> 8 != 0x13)
    return tuple(sorted(codes, key=lambda code: (_rank(suite_names()[code]), code)))


def _rank(name: str) -> int:
    everyday = _COMMON.match(name) is not None and _EVERYDAY.search(name) is not None
    return 0 if everyday and "EXPORT" not in name else 1


def group_name(code: int) -> str:
    """Return the name of a group, or its number where IANA has none."""
    return GROUPS[code][0] if code in GROUPS else f"UNKNOWN_{code:04X}"


def scheme_name(code: int) -> str:
    """Return the name of a signature scheme, or its number where IANA has none."""
    return SCHEMES.get(code, f"UNKNOWN_{code:04X}")


def version_name(number: int) -> str:
    """Return the name of a version by its wire number, or the number where there is none."""
    return next((name for name, code in VERSIONS.items() if code == number), f"UNKNOWN_{number:04X}")


def is_grease(code: int) -> bool:
    """Return whether a value is one that clients throw in to be ignored (RFC 8701)."""
    return code & 0x0F0F == 0x0A0A and code >> 8 == code & 0xFF
