"""What tests saw and what probes were asked for, in Japanese: values of the wire, and short sentences of the tests.

As with reasons, a record is written in English once and for all; what a device or an assessor wrote stands as it is.
"""

from __future__ import annotations

import re
from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.report.observed_sentences import in_full

_VALUES: Final = {
    "setting": Text(ja="設定", en="setting"),
    "personal-data": Text(ja="個人データ", en="personal data"),
    "credential": Text(ja="外部サービスの認証値", en="credential of a service"),
    "TCP": Text(ja="TCP", en="TCP"),
    "BIT_FLIP/payload": Text(ja="1ビット反転：本体", en="one bit flipped: payload"),
    "BIT_FLIP/payload-end": Text(ja="1ビット反転：本体の末尾", en="one bit flipped: end of the payload"),
    "BIT_FLIP/description": Text(ja="1ビット反転：記述部", en="one bit flipped: description"),
    "BIT_FLIP/signature": Text(ja="1ビット反転：署名", en="one bit flipped: signature"),
    "TRUNCATED/half": Text(ja="半分で切り詰め", en="cut off at half"),
    "TRUNCATED/last-byte": Text(ja="最後の1バイトを欠く", en="last byte missing"),
    "TRUNCATED/no-payload": Text(ja="本体を欠く", en="payload missing"),
    "UNSIGNED/supplied": Text(ja="署名なし：提出されたもの", en="unsigned: as supplied"),
    "FOREIGN_SIGNED/supplied": Text(ja="別の鍵による署名：提出されたもの", en="signed by a stranger: as supplied"),
    "RESEALED/payload": Text(
        ja="本体を改変し、要約値をすべて付け直したもの", en="payload altered, every digest mended"
    ),
    "OLDER/supplied": Text(ja="正規の旧版", en="genuine, older version"),
    "REPLAYED/same-version": Text(ja="正規の同じ版の再送", en="genuine, the same version again"),
    "open": Text(ja="開いている", en="open"),
    "enabled": Text(ja="有効", en="enabled"),
    "disabled": Text(ja="無効", en="disabled"),
    "none": Text(ja="なし", en="none"),
}

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

_KINDS: Final = {
    "NAME_LOOKUP": "名前の問い合わせ",
    "HTTP_REQUEST": "HTTPの要求",
    "TLS_SERVER_NAME": "TLSの接続先の名前",
    "UPLOAD_FORM": "ファイル送信欄",
    "UPDATE_PAGE": "更新のページ",
    "UPDATE_API": "更新のAPI",
    "HTML_FORM": "ログイン画面",
    "API_LOGIN": "APIのログイン",
    "HTTP_BASIC": "HTTPのBasic認証",
    "HTTP_DIGEST": "HTTPのDigest認証",
    "SSH_KEY": "SSHの公開鍵認証",
    "SSH_PASSWORD": "SSHのパスワード認証",
    "SNMP_COMMUNITY": "SNMPのコミュニティ名",
    "SNMP_USER": "SNMPv3の利用者",
    "V1 well-known": "よく知られたコミュニティ名（v1）",
    "V2C well-known": "よく知られたコミュニティ名（v2c）",
    "NO_AUTH declared": "宣言された利用者（認証も暗号化もなし）",
    "NO_AUTH well-known": "よく知られた名前の利用者（認証も暗号化もなし）",
    "AUTH_NO_PRIV declared": "宣言された利用者（認証あり、暗号化なし）",
    "AUTH_NO_PRIV well-known": "よく知られた値（認証あり、暗号化なし）",
    "AUTH_PRIV declared": "宣言された利用者（認証と暗号化あり）",
    "AUTH_PRIV well-known": "よく知られた値（認証と暗号化あり）",
    "CLIENT_CERTIFICATE": "クライアント証明書",
}
_KIND: Final = re.compile(rf"(?:(?<=^)|(?<=[,;] ))({'|'.join(_KINDS)})(?=[ ,:]|$)")

_MARKED: Final = "|".join(re.escape(name) for name in sorted(_VALUES, key=len, reverse=True) if "/" in name)

_SENTENCES: Final = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (r"cut (?P<n>\d+): there", "{n}回目：ある"),
        (r"cut (?P<n>\d+): not there any more", "{n}回目：復旧後には失われている"),
        (r"cut (?P<n>\d+): back within (?P<ms>\d+) ms", "{n}回目：{ms}ミリ秒以内に応答"),
        (r"cut (?P<n>\d+): not back: (?P<what>.+)", "{n}回目：応答が戻らない（{what}）"),
        (
            r"cut (?P<n>\d+), (?P<at>\d+) ms into (?P<of>\d+) ms: OLD",
            "{n}回目（{of}ミリ秒のうち{at}ミリ秒で切断）：旧のまま",
        ),
        (
            r"cut (?P<n>\d+), (?P<at>\d+) ms into (?P<of>\d+) ms: NEW",
            "{n}回目（{of}ミリ秒のうち{at}ミリ秒で切断）：新になった",
        ),
        (
            r"cut (?P<n>\d+), (?P<at>\d+) ms into (?P<of>\d+) ms: NEITHER",
            "{n}回目（{of}ミリ秒のうち{at}ミリ秒で切断）：旧でも新でもない（失われたか壊れた）",
        ),
        (r"(?P<a>\d+) guarded pages of (?P<b>\d+) found", "見つかった{b}ページのうち、認証付きの{a}ページで試した"),
        (r"(?P<what>\S+): (?P<a>\d+) of (?P<b>\d+) tries refused", "{what}：試行{b}回のうち{a}回を拒否"),
        (r"(?P<what>\S+): nothing asked for a password", "{what}：パスワードを求めるものがない"),
        (r"0 found \((?P<what>.+)\)", "0件（探した場所：{what}）"),
        (r"snmp, (?P<what>.+)", "SNMPで応答した要求：{what}"),
        (
            r"open: \{(?P<a>.*)\}; declared: \{(?P<b>.*)\}",
            "開いているポート {{{a}}}、宣言されたポート {{{b}}}",
        ),
        (
            r"open: \{(?P<a>.*)\}; silent: \{(?P<s>.*)\}; declared: \{(?P<b>.*)\}",
            "開いているポート {{{a}}}、応答のないポート {{{s}}}、宣言されたポート {{{b}}}",
        ),
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
        (r"not found in the document", "文書の中に見つからない"),
        (
            r"certificate (?P<a>\d+) of the path is outside its validity",
            "証明書の経路の{a}番目（0が機器の証明書）が有効期間の外である",
        ),
        (r"leads to the declared authority", "宣言された認証局に至る"),
        (r"the declared authority is outside its validity", "宣言された認証局の有効期間の外である"),
        (
            r"(?P<a>\S+) → (?P<b>\S+); the device looked at the offer and left it",
            "{a} → {b}。機器は配信を見て、取り込まなかった",
        ),
        (
            r"no IPv6 packet among (?P<a>\d+) of the device's since its start",
            "起動からの機器の{a}パケットの中に、IPv6のものはない",
        ),
        (r"declared: (?P<value>.+)", "宣言：{value}"),
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
    found = _VALUES.get(value)
    return found.in_language(language) if found else value


def parameter_name(name: str, value: str, language: str) -> str:
    """Return what a probe was asked for; `name=value` where the two have no words."""
    found = _PARAMETERS.get((name, value))
    return found.in_language(language) if found else f"{name}={value}"


def _part(part: str) -> str:
    return in_full(part, "ja") or value_name(part, "ja")


def observation_in_words(text: str, language: str) -> str:
    """Return what a test saw in a language, as far as the test or a probe wrote it."""
    if text in _VALUES and "/" in text:
        return _VALUES[text].in_language(language)
    told = in_full(text, language)
    if told is not None:
        return told
    named = re.sub(f"^({_MARKED})(?=: )", lambda found: _VALUES[found[1]].in_language(language), text)
    if language != "ja":
        return named
    for pattern, japanese in _SENTENCES:
        if found := pattern.fullmatch(named):
            parts = {name: _part(part or "") for name, part in found.groupdict().items()}
            return japanese.format(**parts)
    return _KIND.sub(lambda found: _KINDS[found[1]], named)
