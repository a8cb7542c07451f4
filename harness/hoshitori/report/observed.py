"""What tests saw and what probes were asked for, in Japanese: values of the wire, and short sentences of the tests.

As with reasons, a record is written in English once and for all; what a device or an assessor wrote stands as it is.
"""

from __future__ import annotations

import re
from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.report.observed_names import KINDS, VALUES
from hoshitori.report.observed_sentences import in_full

_PARAMETERS: Final = {
    ("moment", "idle"): Text(ja="待機中に切る", en="cut while idle"),
    ("moment", "configuration-write"): Text(ja="設定の書込み中に切る", en="cut while writing a setting"),
    ("moment", "update"): Text(ja="更新中に切る", en="cut while updating"),
    ("transport", "tcp"): Text(ja="TCP", en="TCP"),
    ("transport", "udp"): Text(ja="UDP", en="UDP"),
    ("family", "ipv4"): Text(ja="IPv4", en="IPv4"),
    ("family", "ipv6"): Text(ja="IPv6", en="IPv6"),
    ("document", "technical-file"): Text(ja="技術文書", en="technical file"),
    ("document", "change-authentication"): Text(ja="認証値の変更の説明", en="how to change authentication values"),
    ("document", "secure-setup"): Text(ja="安全な設定の説明", en="secure set-up"),
    ("document", "update-procedure"): Text(ja="更新手順の説明", en="update procedure"),
    ("document", "update-priority"): Text(ja="更新の優先度方針", en="update priority policy"),
    ("document", "support-period"): Text(ja="サポート期間の公開文書", en="support period"),
    ("document", "disclosure-policy"): Text(ja="脆弱性開示ポリシー", en="disclosure policy"),
    ("document", "deletion"): Text(ja="データ削除の説明", en="deletion of data"),
    ("document", "socket-list"): Text(ja="ソケットの一覧", en="list of sockets"),
}

_KEPT: Final = re.compile(r"(?P<kind>version|password) (?P<id>\S+?)(?P<lesser>/lesser_user)?")
_KEPT_NAMES: Final = {
    "version": Text(ja="版（{id}）", en="version {id}"),
    "password": Text(ja="パスワード（{id}）", en="the password of {id}"),
    "password/lesser_user": Text(
        ja="権限の少ない利用者のパスワード（{id}）", en="the password of the user with fewer rights of {id}"
    ),
}
_KIND: Final = re.compile(rf"(?:(?<=^)|(?<=[,;] ))({'|'.join(KINDS)})(?=[ ,:]|$)")

_MARKED: Final = "|".join(re.escape(name) for name in sorted(VALUES, key=len, reverse=True) if "/" in name)

_SENTENCES: Final = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (r"cut (?P<n>\d+): back within (?P<ms>\d+) ms", "{n}回目：{ms}ミリ秒以内に応答"),
        (r"(?P<a>\d+) guarded pages of (?P<b>\d+) found", "見つかった{b}ページのうち、認証付きの{a}ページで試した"),
        (r"(?P<what>\S+): (?P<a>\d+) of (?P<b>\d+) tries refused", "{what}：試行{b}回のうち{a}回を拒否"),
        (r"(?P<what>\S+): nothing asked for a password", "{what}：パスワードを求めるものがない"),
        (r"0 found \((?P<what>.+)\)", "0件（探した場所：{what}）"),
        (
            (
                r"(?P<a>\d+) values, (?P<b>\d+) destinations, (?P<x>\S+) to (?P<y>\S+); known words were found in what "
                r"the device itself sent: (?P<what>.+)"
            ),
            (
                "{a}個の値を、{b}か所あての通信の中で探した（{x}から{y}まで、協定世界時）。"
                "同じ探し方で、機器が送った既知の語が見つかっている：{what}"
            ),
        ),
        (
            r"the port speaks no HTTP, so there is no page to refuse",
            "このポートはHTTPを話さず、断るべきページがない",
        ),
        (
            r"the server demands a client certificate before anything else",
            "サーバーが、まずクライアント証明書を求める",
        ),
        (
            r"certificate (?P<a>\d+) has a pinned digest",
            "証明書の経路の{a}番目（0が機器の証明書）が、ピン留めされた要約値をもつ",
        ),
        (r"not found in the document", "文書の中に見つからない"),
        (r"leads to the declared authority", "宣言された認証局に至る"),
        (r"the declared authority is outside its validity", "宣言された認証局の有効期間の外である"),
        (
            r"no IPv6 packet among (?P<a>\d+) of the device's since its start",
            "起動からの機器の{a}パケットの中に、IPv6のものはない",
        ),
        (r"serial: (?P<value>\w+)", "シリアル：{value}"),
        (r"a password of the time before opened a session", "削除の前のパスワードでログインできた"),
        (r"the declared first password opens no session", "宣言された最初のパスワードでログインできない"),
        (
            (
                r"old value before: opened; change: the device said that it was done; new value: opened; "
                r"old value: refused;(?: common value: (?P<c>\S+);)? old value after changing back: opened"
            ),
            "変更前の値でログインできた。変更後は新しい値でログインでき、前の値は拒否された。元に戻した後は前の値でログインできた",
        ),
    )
)


def value_name(value: str, language: str) -> str:
    """Return what a value of an expectation is called; one that a device or a supplier gave stands as it is."""
    if found := VALUES.get(value):
        return found.in_language(language)
    if kept := _KEPT.fullmatch(value):
        return _KEPT_NAMES[kept["kind"] + (kept["lesser"] or "")].in_language(language).format(id=kept["id"])
    return value


def parameter_name(name: str, value: str, language: str) -> str:
    """Return what a probe was asked for; `name=value` where the two have no words."""
    found = _PARAMETERS.get((name, value))
    return found.in_language(language) if found else f"{name}={value}"


def document_name(name: str, language: str) -> str:
    """Return what a document of the profile is called; one of the declaration's own by its id."""
    found = _PARAMETERS.get(("document", name))
    return found.in_language(language) if found else name


def _part(part: str) -> str:
    return in_full(part, "ja") or value_name(part, "ja")


def observation_in_words(text: str, language: str) -> str:
    """Return what a test saw in a language, as far as the test or a probe wrote it."""
    if text in VALUES and "/" in text:
        return VALUES[text].in_language(language)
    told = in_full(text, language)
    if told is not None:
        return told
    named = re.sub(f"^({_MARKED})(?=: )", lambda found: VALUES[found[1]].in_language(language), text)
    if language != "ja":
        return _KIND.sub(lambda found: KINDS[found[1]].en, named)
    for pattern, japanese in _SENTENCES:
        if found := pattern.fullmatch(named):
            parts = {name: _part(part or "") for name, part in found.groupdict().items()}
            return japanese.format(**parts)
    kinds = _KIND.sub(lambda found: KINDS[found[1]].ja, named)
    return kinds.replace(", ", "、") if kinds != named else kinds
