"""What tests saw in their own shorthand, told in full in Japanese and English; what a device said is named as such."""

from __future__ import annotations

import re
from typing import Final

from hoshitori.model.catalogue import Text

_NAMES: Final = {
    "SELF_SIGNED": Text(ja="自己署名の証明書", en="a self-signed certificate"),
    "WRONG_NAME": Text(ja="別の名前の証明書", en="a certificate for another name"),
    "EXPIRED": Text(ja="期限切れの証明書", en="an expired certificate"),
    "EMPTY": Text(ja="空の値", en="an empty value"),
    "SHORT": Text(ja="短い値", en="a short value"),
    "PAGES": Text(ja="機器の画面またはAPIから変更", en="changed through the device's own pages"),
    "UI": Text(ja="試験環境の操作で変更", en="changed by the bench's hand at the interface"),
    "HTTP_FORM": Text(ja="ログイン画面", en="log-in form"),
    "HTML_FORM": Text(ja="ログイン画面", en="log-in form"),
    "API_LOGIN": Text(ja="APIのログイン", en="log-in by API"),
    "HTTP_BASIC": Text(ja="HTTPのBasic認証", en="HTTP Basic"),
    "HTTP_DIGEST": Text(ja="HTTPのDigest認証", en="HTTP Digest"),
    "SSH_PASSWORD": Text(ja="SSHのパスワード認証", en="SSH password"),
    "TELNET": Text(ja="telnet", en="telnet"),
    "MQTT": Text(ja="MQTT", en="MQTT"),
    "SNMP_COMMUNITY": Text(ja="SNMPのコミュニティ名", en="SNMP community"),
    "HTTP_JSON": Text(ja="APIのログイン", en="log-in by API"),
    "SSH_INTERACTIVE": Text(ja="SSHの対話式認証", en="SSH keyboard-interactive"),
    "SNMP_V1": Text(ja="SNMPv1", en="SNMPv1"),
    "SNMP_V2C": Text(ja="SNMPv2c", en="SNMPv2c"),
    "SNMP_V3": Text(ja="SNMPv3", en="SNMPv3"),
    "ADMINISTRATOR": Text(ja="管理者によくある利用者名", en="a usual name of an administrator"),
    "ORDINARY": Text(ja="一般の利用者名", en="an ordinary user name"),
    "DECLARED": Text(ja="宣言された利用者名", en="a declared user name"),
    "NONE": Text(ja="利用者名なし", en="no user name"),
    "COMPONENT_LIST": Text(ja="部品表によって", en="by the list of components"),
    "ADDRESS": Text(ja="アドレスによって", en="by address"),
    "DIGEST": Text(ja="要約値によって", en="by digest"),
    "MODEL": Text(ja="型番によって", en="by model"),
    "log-in": Text(ja="ログイン", en="log-in"),
    "settings: location": Text(ja="設定の「設置場所」", en="settings: location"),
    "list of users": Text(ja="利用者の一覧", en="list of users"),
    "log of events": Text(ja="ログ", en="log of events"),
    "service key: its comment": Text(ja="保守用の鍵のコメント", en="service key: its comment"),
    "recordings, and settings: owner name": Text(
        ja="録画と、設定の「所有者名」", en="recordings, and settings: owner name"
    ),
    "marker: credential": Text(ja="目印（認証値）", en="marker (credential)"),
    "marker: setting": Text(ja="目印（設定）", en="marker (setting)"),
    "marker: personal-data": Text(ja="目印（個人データ）", en="marker (personal data)"),
}

_SPOKEN: Final = "ssh|telnet|ftp|http|https|ssdp|mdns|mqtt|mqtts|snmp|smtp|rtsp|upnp|unknown|tls"

_SENTENCES: Final = (
    (
        r"(?P<a>\S+) → (?P<b>\S+); (?P<answer>\d{3} .*)",
        Text(ja="{a} → {b}。機器の応答：{answer}", en="{a} → {b}; the device answered: {answer}"),
    ),
    (
        r"(?P<a>\S+) → (?P<b>\S+); (?P<answer>\{'.*\})",
        Text(ja="{a} → {b}。機器のログ：{answer}", en="{a} → {b}; the device's log: {answer}"),
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
        r"(?P<a>\d+) \((?P<n>\d+)-at-once-(?P<m>\d+)-address(?:es)?, (?P<t>\d+) ms\)",
        Text(
            ja="1日に{a}回（送信元{m}、同時{n}本、1回あたり{t}ミリ秒）",
            en="{a} a day ({n} at once from {m} source, {t} ms a try)",
        ),
    ),
    (
        r"\d+ (?P<name>[A-Z_]+): (?P<a>\d+)/(?P<b>\d+), (?P<server>\S+)",
        Text(
            ja="{server}の代わりに{name}を示した：接続{b}回のうち{a}回で拒否した",
            en="{name} shown in place of {server}: {a} of {b} calls refused",
        ),
    ),
    (
        r"(?P<login>[A-Z_]+): (?P<user>ADMINISTRATOR|ORDINARY|DECLARED|NONE)",
        Text(ja="{login}に、{user}でログインできた", en="{login} opened for {user}"),
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
        r"open=\{(?P<a>.*)\} silent=\{(?P<s>.*)\} declared=\{(?P<b>.*)\}",
        Text(
            ja="開いているポート {{{a}}}、応答のないポート {{{s}}}、宣言されたポート {{{b}}}",
            en="open {{{a}}}, silent {{{s}}}, declared {{{b}}}",
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
_COMPILED: Final = tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in _SENTENCES)
_SOUGHT: Final = re.compile(r"0 \((?P<sought>.+: \d+)\)")
_FORMS: Final = re.compile(r"(?P<what>.+): (?P<forms>\d+)")


def named(value: str, language: str) -> str:
    """Return what a value of the shorthand is called; one without a name stands as it is."""
    found = _NAMES.get(value)
    return found.in_language(language) if found else value


def in_full(seen: str, language: str) -> str | None:
    """Return the shorthand of a test told in full, or nothing where it is none."""
    if seen in _NAMES:
        return named(seen, language)
    if found := _SOUGHT.fullmatch(seen):
        told = [_sought(part, language) for part in found["sought"].split(", ")]
        return f"0件（{'、'.join(told)}）" if language == "ja" else f"none ({', '.join(told)})"
    for pattern, text in _COMPILED:
        if found := pattern.fullmatch(seen):
            parts = {name: named(part, language) for name, part in found.groupdict().items()}
            return text.in_language(language).format(**parts)
    return None


def _sought(part: str, language: str) -> str:
    found = _FORMS.fullmatch(part)
    if found is None:
        return part
    what = named(found["what"], language)
    return f"{what}を{found['forms']}通りの形で探した" if language == "ja" else f"{what} in {found['forms']} spellings"
