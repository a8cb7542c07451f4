"""What tests saw in their own shorthand, told in full in Japanese and English; what a device said is named as such."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.report.observed_faults import CUTS, FAULTS, TRIES
from hoshitori.report.observed_names import KINDS, NAMES, VALUES
from hoshitori.report.observed_secrets import secrets_in_full, value_of

_SPOKEN: Final = "ssh|telnet|ftp|http|https|ssdp|mdns|mqtt|mqtts|snmp|smtp|rtsp|upnp|unknown|tls"

_SENTENCES: Final = (
    (r"(?P<ports>\{[0-9, …-]*\})", Text(ja="応答したポート：{ports}", en="ports that answered: {ports}")),
    (r"declared: (?P<name>.+)", Text(ja="宣言：{name}", en="declared: {name}")),
    (r"no TLS was spoken", Text(ja="TLSで応答しない", en="no TLS was spoken")),
    (r"compression was accepted", Text(ja="圧縮を受け入れた", en="compression was accepted")),
    (
        r"the application did not answer after the deletion",
        Text(ja="削除の後、アプリケーションが応答しない", en="the application did not answer after the deletion"),
    ),
    (
        r"changed by the deletion: (?P<list>.+)",
        Text(ja="削除の前後で鍵が変わった：{list}", en="the key changed with the deletion: {list}"),
    ),
    (
        r"(?P<quote>.+): (?P<key>RSA|DSA|EC|Ed25519|Ed448) (?P<bits>\d+), (?P<hash>\S+)",
        Text(
            ja="証明書 {quote}：鍵は{bits}ビットの{key}、署名のハッシュは{hash}",
            en="certificate {quote}: its key is {key} of {bits} bits, it is signed with {hash}",
        ),
    ),
    (
        r"(?P<quote>.+): (?P<key>RSA|DSA|EC|Ed25519|Ed448) (?P<bits>\d+), ?",
        Text(ja="証明書 {quote}：鍵は{bits}ビットの{key}", en="certificate {quote}: its key is {key} of {bits} bits"),
    ),
    (r"(?P<answer>\d{3} [{<].*)", Text(ja="機器の応答：{answer}", en="the device answered: {answer}")),
    (
        r"http (?P<to>https?://\S+)",
        Text(ja="httpから{to}へ転送する", en="http, sends on to {to}"),
    ),
    (
        rf"(?P<protocol>{_SPOKEN}) (?P<answer>\S.*)",
        Text(ja="{protocol}。機器の応答：{answer}", en="{protocol}; the device said: {answer}"),
    ),
    (
        rf"(?P<protocol>{_SPOKEN})",
        Text(ja="サービスは{protocol}", en="the service speaks {protocol}"),
    ),
    (
        r"(?P<a>\S+) → (?P<b>\S+) → (?P<c>\S+)",
        Text(ja="出荷時 {a} → 削除の前 {b} → 削除の後 {c}", en="shipped {a} → before {b} → after {c}"),
    ),
    (
        r"\d+ (?P<name>[A-Z_]+): (?P<a>\d+)/(?P<b>\d+), (?P<server>\S+)",
        Text(
            ja="{server}の代わりに{name}を示した：接続{b}回のうち{a}回で拒否した",
            en="{name} shown in place of {server}: {a} of {b} calls refused",
        ),
    ),
    (
        r"(?P<login>[A-Z_0-9]+): (?P<user>ADMINISTRATOR|ORDINARY|DECLARED|NONE)",
        Text(
            ja="{login}に、{user}と既知の初期値・弱い値でログインできた",
            en="{login} opened for {user} with a known default or weak value",
        ),
    ),
    (r"(?P<name>EMPTY|SHORT): (?P<a>\d+)", Text(ja="{name}（{a}文字）", en="{name} ({a} characters)")),
    (r"(?P<a>\d+)/(?P<b>\d+)", Text(ja="{b}件のうち{a}件", en="{a} of {b}")),
    (
        r"(?P<a>\d+) × TLS, (?P<b>\d+) s; (?P<c>\d+) s",
        Text(
            ja="{b}秒の観察で、TLSの接続{a}回。試験環境から何も働きかけない間が{c}秒あった",
            en="{a} TLS calls in {b} s of watching, after {c} s in which the bench told it nothing",
        ),
    ),
    (
        r"(?P<tool>\S+ .*): (?P<a>\d+) (?P<unit>components?|hosts?|address(?:es)?), (?P<name>[A-Z_]+)",
        Text(ja="{tool}：{name}{a}件を照合した", en="{tool}: {a} looked at, {name}"),
    ),
    (
        r"credentials: the secret of (?P<of>\S+), which is never shown",
        Text(ja="外部サービス{of}の秘密（画面には表示されない）", en="the secret of {of}, which is never shown"),
    ),
    (
        r"0 \(PEM, DER\)",
        Text(ja="0件（PEM形式とDER形式の鍵を探した）", en="none (keys in PEM and DER were looked for)"),
    ),
)
_COMPILED: Final = tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in (*CUTS, *FAULTS, *_SENTENCES))
_SOUGHT: Final = re.compile(r"0 \((?P<sought>.+: \d+)\)")
_FORMS: Final = re.compile(r"(?P<what>.+): (?P<forms>\d+)")
_COMMA: Final = re.compile(r", (?![^(]*\))")
"""Between the members of a list: a comma that is in no brackets."""
_MORE: Final = re.compile(r" and (\d+) more$")
_NOTED: Final = re.compile(r"(?P<name>[a-z-]+) \((?P<where>.+)\)")
_LOGINS: Final = re.compile(r"[A-Z_0-9]+: (?:ADMINISTRATOR|ORDINARY|DECLARED|NONE)(?:, [A-Z_0-9]+: [A-Z]+)+")
_TAKEN: Final = re.compile(r"[A-Z_]+/[a-z0-9-]+ \S+ /\S*: \S* → \S*(?:, [A-Z_]+/[a-z0-9-]+ \S+ /\S*: \S* → \S*)+")
_TRIED: Final = re.compile(r"old value before: \w+;.*")
_FOUND_IN: Final = re.compile(r"(?P<form>[a-z0-9-]+) in (?P<place>\S+)")
_SNMP: Final = re.compile(
    r"(?P<level>noAuthNoPriv|authNoPriv|authPriv|V1|V2C) (?P<who>declared|known|community)-(?P<n>\d+)"
    r"(?P<rest>.*?)(?P<clear> in clear)?"
)
_FIELD: Final = re.compile(r"'(?P<name>\w+)': (?:'(?P<quoted>[^'{}]*)'|(?P<bare>\w+))")
_ENTRY: Final = re.compile(r"\{'\w+': (?:'[^'{}]*'|\w+)(?:, '\w+': (?:'[^'{}]*'|\w+))*\}")
_ASKED_AS: Final = {
    "declared": Text(ja="宣言された利用者{n}", en="declared user {n}"),
    "known": Text(ja="よく知られた名前の利用者{n}", en="user {n} of those with well-known names"),
    "community": Text(ja="コミュニティ名{n}", en="community {n}"),
}


def named(value: str, language: str) -> str:
    """Return what a value of the shorthand is called; one without a name stands as it is."""
    found = NAMES.get(value) or VALUES.get(value) or KINDS.get(value)
    return found.in_language(language) if found else value


def in_full(seen: str, language: str) -> str | None:
    """Return the shorthand of a test told in full, or nothing where it is none."""
    if whole := named(seen, language) if seen in NAMES else secrets_in_full(seen, language):
        return whole
    if _TRIED.fullmatch(seen):
        return _tried(seen, language)
    if _LOGINS.fullmatch(seen) or _TAKEN.fullmatch(seen):
        return _listed(seen, language)
    if found := _SOUGHT.fullmatch(seen):
        told = [_sought(part, language) for part in found["sought"].split(", ")]
        return f"0件（{'、'.join(told)}）" if language == "ja" else f"none ({', '.join(told)})"
    for pattern, text in _COMPILED:
        if found := pattern.fullmatch(seen):
            parts = {name: _part(name, part or "", language) for name, part in found.groupdict().items()}
            return text.in_language(language).format(**parts)
    return None


def _part(name: str, part: str, language: str) -> str:
    if teller := _TELLERS.get(name.partition("_")[0]):
        return teller(part, language)
    if name == "secret" and part.startswith("met-"):
        return f"試験中に入れた目印（{part}）" if language == "ja" else f"a mark that was planted ({part})"
    return part if name in {"answer", "quote", "other", "place"} and part != "none" else named(part, language)


def _rest(sentence: str, language: str) -> str:
    return in_full(sentence, language) or sentence


def _ports(numbers: str, language: str) -> str:
    """Return numbers of ports in a sentence, without the braces of a set."""
    told = numbers.strip("{}") or named("none", language)
    return told.replace(", ", "、") if language == "ja" else told


def _versions(shown: str, language: str) -> str:
    """Return the versions shown before and after, or that it stayed as it was; one that was not shown is said so."""
    none = "表示なし" if language == "ja" else "(none shown)"
    before, after = (version or none for version in shown.split(" → "))
    if language == "ja":
        return f"{before} のまま" if before == after else f"{before} → {after}"
    return f"stayed {before}" if before == after else f"went from {before} to {after}"


def _logged(entry: str, language: str) -> str:
    """Return an entry of a device's log field by field; one that was cut short, or is no flat table, as it stands."""
    if not _ENTRY.fullmatch(entry):
        return entry or named("none", language)
    fields = (f"{found['name']}={found['quoted'] or found['bare'] or ''}" for found in _FIELD.finditer(entry))
    return ("、" if language == "ja" else ", ").join(fields)


def _served(paths: str, language: str) -> str:
    """Return paths with what each answered."""
    if language != "ja":
        return paths
    told = paths.replace(", asks for a password", "、パスワードを求める").replace("), ", ")、")
    return re.sub(r" \((\d{3}[^()]*)\)", r"（\1）", told)


def _listed(members: str, language: str) -> str:
    """Return a list told member by member, with the number of those that were left out."""
    more = _MORE.search(members)
    told = [_member(one, language) for one in _COMMA.split(members[: more.start()] if more else members)]
    if language == "ja":
        return "、".join(told) + (f"、ほか{more[1]}件" if more else "")
    return ", ".join(told) + (more[0] if more else "")


def _member(one: str, language: str) -> str:
    japanese = language == "ja"
    if found := _NOTED.fullmatch(one):
        name, where = named(found["name"], language), in_full(found["where"], language) or found["where"]
        return f"{name}（{where}）" if japanese else f"{name} ({where})"
    if found := _FOUND_IN.fullmatch(one):
        form = named(found["form"], language)
        return f"{found['place']}（{form}）" if japanese else f"{found['place']} ({form})"
    if found := _SNMP.fullmatch(one):
        level = found["level"].lower() if found["who"] == "community" else found["level"]
        who = _ASKED_AS[found["who"]].in_language(language).format(n=found["n"]) + found["rest"]
        if japanese:
            return f"{level}（{who}{'。応答は平文' if found['clear'] else ''}）"
        return f"{level} ({who}{'; answered in clear' if found['clear'] else ''})"
    return in_full(one, language) or named(one, language)


def _tried(steps: str, language: str) -> str:
    """Return the steps of a change of an authentication value, each with how it ended."""
    told: list[str] = []
    for step in steps.split("; "):
        name, _, ended = step.partition(": ")
        named_step, named_end = (TRIES[part].in_language(language) if part in TRIES else part for part in (name, ended))
        told.append(f"{named_step}：{named_end}" if language == "ja" else f"{named_step}: {named_end}")
    return "。".join(told) if language == "ja" else "; ".join(told)


def _sought(part: str, language: str) -> str:
    found = _FORMS.fullmatch(part)
    if found is None:
        return part
    what = value_of(found["what"], language)
    return f"{what}を{found['forms']}通りの形で探した" if language == "ja" else f"{what} in {found['forms']} spellings"


_TELLERS: Final[Mapping[str, Callable[[str, str], str]]] = {
    "list": _listed,
    "log": _logged,
    "ports": _ports,
    "rest": _rest,
    "served": _served,
    "version": _versions,
}
"""Parts of a sentence that are told by themselves, by the beginning of their names."""
