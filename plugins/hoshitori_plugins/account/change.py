"""The probe that changes an authentication value and looks what the old and the new one do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hoshitori.facts.account import AccountWay, ValueChange
from hoshitori.facts.base import Control
from hoshitori.model.observation import Impact
from hoshitori.model.subject import Row
from hoshitori.model.verdict import Cause
from hoshitori.probe import Reach, Unavailable, probe
from hoshitori_plugins.account.mechanisms import ByHand, Mechanism, Password, SshKey, new_private_key
from hoshitori_plugins.account.pages import pages_of
from hoshitori_plugins.login.attempt import random_value
from hoshitori_plugins.login.browser import Browser
from hoshitori_plugins.login.web import FormLogin, JsonLogin
from hoshitori_plugins.throttling.mechanism import login_of, speaks_tls

_COMMON: Final = ("password", "password1", "1234567890", "Password123!", "passwordpassword")
_WITH_SESSION: Final = frozenset({"form", "json", "basic"})
_LATER_MILLISECONDS: Final = (1_000, 3_000, 6_000)
"""How long a change that seems to have done nothing is waited for: many devices say done, and then apply it."""


@probe(provides=ValueChange, impact=Impact.DESTRUCTIVE, timeout_ms=240_000)
def change_value(target: Row, reach: Reach) -> ValueChange:
    """Change one mechanism's value by its declared way, try new and old, and change it back.

    Impact: the value is another one for some seconds; a device that cannot change it back is left with the new one
    (the declared `other_secret` where there is one), unless the bench restores it. A few failed log-ins.

    What makes it wrong:
    - Wrong columns (`change_path`, field names) look like a device that says done and does nothing.
    - A new value may be against the device's own rules: only the declarer's own `other_secret` counts against it.
    - A device that says done and goes on with the old value is looked at again for ten seconds; one that takes longer
      looks as if it kept it for good.
    - A device that answers tries of the old value only with a lock is undecided.
    - Keys: only Ed25519 is offered as the new one.
    """
    subject = target.subject
    kind = subject.text("authentication_kind")
    mechanism = _mechanism(target, reach)
    old, new, declared = reach.secret(subject.id), *_new_value(target, reach)
    tries: list[str] = []

    def opens(name: str, value: str) -> bool | None:
        opened = mechanism.opens(value)
        word = "could not be told" if opened is None else ("opened" if opened else "refused")
        tries.append(f"{name}: {word}")
        return opened

    if opens("old value before", old) is not True:
        reason = f"the declared value of {subject.id} opened no session, so that its refusal would mean nothing"
        raise Unavailable(reason, cause=Cause.EFFORT)
    said_done = mechanism.change(old, new)
    tries.append(f"change: the device {'said' if said_done else 'did not say'} that it was done")
    new_opened, old_opened = opens("new value", new), opens("old value", old)
    waits = _LATER_MILLISECONDS if said_done and not isinstance(mechanism, ByHand) else ()
    late = False
    for pause in waits:
        if new_opened is not False and not old_opened:
            break
        late = True
        reach.wait(pause)
        new_opened, old_opened = opens("new value", new), opens("old value", old)
    common: bool | None = None
    if new_opened and kind == "password" and not late:
        # to one that takes its time a common value might come when the change back is over
        common = _take_common(mechanism, new, target, tries)
    changed_back = old_opened is True
    if new_opened:
        changed_back = _change_back(mechanism, reach, old, new, tries, waits=waits if late else ())
    return ValueChange(
        way=mechanism.way,
        kind=kind,
        value_declared=declared,
        said_done=said_done,
        new_opened=new_opened,
        old_opened=old_opened,
        changed_back=changed_back,
        common_taken=common,
        tries=tuple(tries),
        control=_control(new_opened=new_opened),
    )


def _mechanism(target: Row, reach: Reach) -> Mechanism:
    subject, endpoint = target.subject, target.endpoint
    kind, method = subject.text("authentication_kind"), subject.text("login_method")
    if kind == "key" and method == "ssh" and endpoint is not None:
        return SshKey(subject=subject, reach=reach, endpoint=endpoint, user=subject.text("user_name"))
    if kind != "password" or endpoint is None:
        return ByHand(subject=subject, reach=reach)
    login, user, _ = login_of(target, endpoint, reach)
    if isinstance(login, FormLogin | JsonLogin) and not login.marks.tell_failure:
        login.learn_failure(user)
    tls = speaks_tls(endpoint, reach) if method in _WITH_SESSION else False
    return Password(
        subject=subject,
        reach=reach,
        login=login,
        visit=(lambda source: Browser(endpoint, reach, tls=tls, source=source)) if method in _WITH_SESSION else None,
        pages=pages_of(subject),
        user=user,
    )


def _new_value(target: Row, reach: Reach) -> tuple[str, bool]:
    """Return the value to change to, and whether the declarer chose it."""
    try:
        return reach.secret(f"{target.subject.id}/other_secret"), True
    except Unavailable:
        kind = target.subject.text("authentication_kind")
        if kind not in {"password", "key", "token", "community"}:
            raise
        value = new_private_key() if kind == "key" else random_value()
        reach.seal_value(value)
        return value, False


def _take_common(mechanism: Mechanism, now: str, target: Row, tries: list[str]) -> bool | None:
    """Return whether a very common value, long enough, is taken as well; the value now in force comes back."""
    if mechanism.way is not AccountWay.PAGES:
        return None
    least = target.subject.number("minimum_length")
    common = next((one for one in _COMMON if len(one) >= least), "")
    if not common:
        return None
    try:
        if not mechanism.change(now, common):
            return False
        taken = mechanism.opens(common)
        if taken:
            mechanism.change(common, now)
    except Unavailable as error:
        tries.append(f"common value: {error.reason}"[:200])
        return None
    tries.append(f"common value: {'taken' if taken else 'not taken'}")
    return taken


def _change_back(
    mechanism: Mechanism, reach: Reach, old: str, new: str, tries: list[str], *, waits: Sequence[int]
) -> bool:
    try:
        mechanism.change(new, old)
    except Unavailable as error:
        tries.append(f"change back: {error.reason}"[:200])
        return False
    back = mechanism.opens(old) is True
    for pause in waits:
        if back:
            break
        reach.wait(pause)
        back = mechanism.opens(old) is True
    tries.append(f"old value after changing back: {'opened' if back else 'did not open'}")
    return back


def _control(*, new_opened: bool | None) -> Control:
    if new_opened:
        return Control(held=True, what="the old value opened a session before, and the new one did after the change")
    return Control(held=False, what="the new value was not seen to open a session after the change")
