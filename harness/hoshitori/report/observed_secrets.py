"""What tests saw of passwords, communities and keys, told in Japanese and English: who was let in, what stands where.

The values themselves are on no record, and on no page.
"""

from __future__ import annotations

import re
from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.report.observed_names import KINDS, NAMES

_LOGINS: Final = (
    (
        r"(?P<login>[A-Z_0-9]+) (?P<where>\S.*): (?P<user>ADMINISTRATOR|ORDINARY|DECLARED|NONE)",
        Text(
            ja="{login}（{where}）に、{user}と既知の初期値・弱い値でログインできた",
            en="{login} ({where}) opened for {user} with a known default or weak value",
        ),
    ),
    (
        r"(?P<login>[A-Za-z_0-9]+): a random wrong value opened a session",
        Text(ja="{login}に、でたらめに作った値でログインできた", en="{login} opened for a value made at random"),
    ),
    (
        r"snmp serves who shows no credential",
        Text(
            ja="認証値のないSNMPの要求に応答した",
            en="an SNMP request that brought no credential was answered",
        ),
    ),
    (
        r"(?P<count>\d+) \((?P<n>\d+)-at-once-(?P<m>\d+)-address(?:es)?, (?P<t>\d+) ms\)",
        Text(
            ja="1日に{count}回試せる（クッキーなしの新しい接続で、送信元{m}、同時{n}本、1回あたり{t}ミリ秒）",
            en="{count} tries a day (fresh connections, no cookies; {n} at once, addresses used: {m}, {t} ms a try)",
        ),
    ),
)
"""Sentences of cases on who was let in, and how often one may try."""
_COMPILED: Final = tuple((re.compile(pattern), text) for pattern, text in _LOGINS)
_SESSIONS: Final = re.compile(
    r"[A-Z_0-9]+(?: [^,:]+)?: (?:ADMINISTRATOR|ORDINARY|DECLARED|NONE)"
    r"(?:, [A-Z_0-9]+(?: [^,:]+)?: (?:ADMINISTRATOR|ORDINARY|DECLARED|NONE))+"
)

_FORMS: Final = {
    "json": Text(ja="JSONのエスケープ", en="JSON escapes"),
    "xml": Text(ja="XMLのエスケープ", en="XML escapes"),
    "utf-16-le": Text(ja="UTF-16LE", en="UTF-16LE"),
    "utf-16-be": Text(ja="UTF-16BE", en="UTF-16BE"),
    "nt": Text(ja="ソルトのないNTハッシュ", en="an NT hash without salt"),
    **{
        name: Text(ja=f"ソルトのない{title}ハッシュ", en=f"{article} {title} hash without salt")
        for name, title, article in (
            ("md5", "MD5", "an"),
            ("sha1", "SHA-1", "a"),
            ("sha224", "SHA-224", "a"),
            ("sha256", "SHA-256", "a"),
            ("sha384", "SHA-384", "a"),
            ("sha512", "SHA-512", "a"),
        )
    },
}
_COLUMNS: Final = {
    None: Text(ja="{row}の認証値", en="the value of {row}"),
    "lesser_user_secret": Text(
        ja="{row}の権限の少ない利用者の認証値", en="the value of the user with fewer rights of {row}"
    ),
}
_OWNED: Final = re.compile(r"(?P<row>1-AuthMech/[^/\s]+)(?:/(?P<column>[a-z_]+))?")
_STANDS: Final = re.compile(r"(?P<value>\S.*): (?P<form>[a-z0-9-]+) in (?P<place>\S+)\+(?P<offset>\d+)")
_KEY: Final = re.compile(r"(?P<form>PEM|OPENSSH|DER) (?P<place>\S+)\+(?P<offset>\d+)")
_MORE: Final = re.compile(r"and (?P<n>\d+) more")
_PLACES: Final = (
    (
        _STANDS,
        Text(
            ja="{value}が{form}の形で、{place} の{offset}バイト目にある",
            en="{value} stands as {form} in {place}, at byte {offset}",
        ),
    ),
    (
        _KEY,
        Text(
            ja="パスフレーズのない秘密鍵が{form}の形で、{place} の{offset}バイト目にある",
            en="a private key without a passphrase stands as {form} in {place}, at byte {offset}",
        ),
    ),
    (_MORE, Text(ja="ほか{n}か所", en="and {n} more places")),
)


_ASKED: Final = re.compile(r"(?P<way>(?:NO_AUTH|AUTH_NO_PRIV|AUTH_PRIV|V1|V2C) (?:declared|well-known)): (?P<said>.+)")
_SAID: Final = {
    "answered": Text(ja="応答した", en="answered"),
    "answered in clear": Text(ja="暗号化せずに応答した", en="answered in clear"),
    "answered without proof": Text(ja="認証のない応答を返した", en="answered without proof"),
    "silence": Text(ja="応答なし", en="silence"),
}
_ERROR: Final = re.compile(r"error (?P<number>\d+)")


def secrets_in_full(seen: str, language: str) -> str | None:
    """Return what was seen of secrets told in full, or nothing where the words are about something else."""
    if _SESSIONS.fullmatch(seen):
        told = [_let_in(one, language) for one in seen.split(", ")]
        known = [one for one in told if one]
        return ("、" if language == "ja" else ", ").join(known) if len(known) == len(told) else None
    return _let_in(seen, language) or _asked(seen, language) or _standing(seen, language)


def value_of(what: str, language: str) -> str:
    """Return whose value a row of the declaration, or a marker, stands for; another one's name stands as it is."""
    owned = _OWNED.fullmatch(what)
    words = _COLUMNS.get(owned["column"]) if owned else None
    return words.in_language(language).format(row=owned["row"]) if owned and words else _named(what, language)


def _named(value: str, language: str) -> str:
    found = _FORMS.get(value) or NAMES.get(value)
    return found.in_language(language) if found else value


def _let_in(seen: str, language: str) -> str | None:
    for pattern, text in _COMPILED:
        if found := pattern.fullmatch(seen):
            parts = {name: _part(name, part, language) for name, part in found.groupdict().items()}
            return text.in_language(language).format(**parts)
    return None


def _part(name: str, part: str, language: str) -> str:
    if name == "count":
        return f"{int(part):,}"
    return part if name == "where" else _named(part, language)


def _standing(seen: str, language: str) -> str | None:
    """Return at which places of the storage what stands, or nothing where one of the words says no such thing."""
    told = [_place(one, language) for one in seen.split("; ")]
    known = [one for one in told if one]
    return ("。" if language == "ja" else "; ").join(known) if len(known) == len(told) else None


def _place(one: str, language: str) -> str | None:
    for pattern, text in _PLACES:
        if found := pattern.fullmatch(one):
            parts = found.groupdict()
            told = {
                **parts,
                **({"value": value_of(parts["value"], language)} if "value" in parts else {}),
                **({"form": _named(parts["form"], language)} if "form" in parts else {}),
            }
            return text.in_language(language).format(**told)
    return None


def _asked(seen: str, language: str) -> str | None:
    """Return how an SNMP agent met each way of asking, or nothing where one of the words says no such thing."""
    ways = [_ASKED.fullmatch(one) for one in seen.split("; ")]
    told = [f"{_way(one['way'], language)}{_met(one['said'], language)}" for one in ways if one]
    return ("。" if language == "ja" else "; ").join(told) if len(told) == len(ways) else None


def _way(way: str, language: str) -> str:
    named = KINDS[way].in_language(language) if way in KINDS else way
    return f"{named}：" if language == "ja" else f"{named}: "


def _met(said: str, language: str) -> str:
    """Return answers one by one; what the agent calls them itself stands."""
    told = [_answer(one, language) for one in said.split(", ")]
    return ("、" if language == "ja" else ", ").join(told)


def _answer(one: str, language: str) -> str:
    if one in _SAID:
        return _SAID[one].in_language(language)
    found = _ERROR.fullmatch(one)
    return f"エラー{found['number']}" if found and language == "ja" else one
