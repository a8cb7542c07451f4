"""What tests saw that is not as it ought to be, told in Japanese and English; the record keeps the English.

A part named `list` is a list whose members are told one by one, `ports…` one of port numbers, `version` what a device
showed before and after, `log` an entry of its log; `answer` and `quote` are others' words and stand.
"""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text

_IMAGE: Final = r"(?P<image>[A-Z_]+/[a-z0-9-]+)"
_VERSIONS: Final = r"(?P<version>[^;:→]* → [^;:→]*)"
"""The version that the device showed before and after: empty where it showed none."""

FAULTS: Final = (
    (
        r"given without a session: (?P<list>.+)",
        Text(ja="セッションなしで許された要求：{list}", en="requests granted without a session: {list}"),
    ),
    (
        r"given to a session that was logged out: (?P<list>.+)",
        Text(
            ja="ログアウトした後のセッションで許された要求：{list}",
            en="requests granted to a session that was logged out: {list}",
        ),
    ),
    (
        r"given to the user with fewer rights: (?P<list>.+)",
        Text(
            ja="権限の少ない利用者に許された要求：{list}",
            en="requests granted to the user with fewer rights: {list}",
        ),
    ),
    (
        r"no authentication declared; reason given: none",
        Text(
            ja="認証の仕組みも、認証のない理由も申告されていない",
            en="neither an authentication mechanism nor a reason for having none is declared",
        ),
    ),
    (
        r"no authentication declared; reason given: (?P<quote>.+)",
        Text(
            ja="認証の仕組みの申告がない（申告された理由：{quote}）",
            en="no authentication mechanism is declared (reason given: {quote})",
        ),
    ),
    (
        r"telnet serves who shows no credential",
        Text(
            ja="接続しただけの相手に、認証を求めずにコマンド入力のプロンプトを出した（telnetまたは平文の対話）",
            en="gave a command prompt to a client that had shown no credential (telnet, or plain text like it)",
        ),
    ),
    (
        r"(?P<protocol>\S+) serves who shows no credential",
        Text(
            ja="認証値を示さずに{protocol}で接続した相手に、セッションを開いた",
            en="{protocol} opened a session for a client that showed no credential",
        ),
    ),
    (
        r"answered before a password was set: (?P<list>.+)",
        Text(ja="パスワードの設定前に応答した：{list}", en="answered before a password was set: {list}"),
    ),
    (
        r"(?P<name>EMPTY|SHORT): (?P<a>\d+); taken as the first password, (?P<b>\d+) declared as the least",
        Text(
            ja="{name}（{a}文字）が最初のパスワードとして受け付けられた（宣言された最短は{b}文字）",
            en="{name} ({a} characters) was taken as the first password; the declared least is {b}",
        ),
    ),
    (
        r"(?P<quote>\S+) \((?P<kind>[a-z-]+)\) opens both units",
        Text(
            ja="{quote}（{kind}）は、1台目の値で2台目でも認証できた",
            en="the first unit's value of {quote} ({kind}) opened the second unit too",
        ),
    ),
    (
        r"the same on both units: (?P<list>.+)",
        Text(ja="2台で同じ鍵：{list}", en="the same key on both units: {list}"),
    ),
    (
        rf"{_IMAGE}: written before it was checked; {_VERSIONS}; (?P<log>.*)",
        Text(
            ja="「{image}」が、検査の前に書き込まれた（版は {version}）。機器の応答またはログ：{log}",
            en="“{image}” was written before it was checked (the version {version}); the device's answer or log: {log}",
        ),
    ),
    (
        r"(?P<protocol>\S+) in clear; (?P<answer>.+)",
        Text(
            ja="{protocol}を平文で話す。機器の応答：{answer}",
            en="speaks {protocol} in clear; the device said: {answer}",
        ),
    ),
    (r"(?P<protocol>\S+) in clear", Text(ja="{protocol}を平文で話す", en="speaks {protocol} in clear")),
    (
        r"served in clear: (?P<served>.+)",
        Text(ja="平文で応答したパス：{served}", en="served in clear: {served}"),
    ),
    (r"open TCP ports: (?P<ports>\{.*\})", Text(ja="開いているTCPポート：{ports}", en="open TCP ports: {ports}")),
    (
        r"UDP ports that answer, or keep silent: (?P<ports>\{.*\})",
        Text(
            ja="応答するか、応答も拒否もないUDPポート：{ports}",
            en="UDP ports that answer, or neither answer nor refuse: {ports}",
        ),
    ),
    (
        r"not declared: (?P<ports>\{[^}]*\}); (?P<rest>open.*)",
        Text(ja="宣言にないポート：{ports}。{rest}", en="not declared: {ports}; {rest}"),
    ),
    (r"the device kept: (?P<list>.+)", Text(ja="保存されていた：{list}", en="kept: {list}")),
    (
        r"found after the deletion: (?P<list>.+)",
        Text(ja="削除の後に見つかった：{list}", en="found after the deletion: {list}"),
    ),
    (
        r"model not at (?P<list>.+); called the model there: (?P<quote>.+); words like it: (?P<other>.+)",
        Text(
            ja="宣言された型番は、読んだ画面（{list}）のどこにもない。型番として示された値：{quote}。似た語：{other}",
            en=(
                "the declared model is at none of the places read ({list}); "
                "values called the model there: {quote}; words like it: {other}"
            ),
        ),
    ),
    (
        r"called the model there: (?P<quote>.+)",
        Text(ja="型番として示された値：{quote}", en="called the model there: {quote}"),
    ),
    (
        r"no TLS call in (?P<a>\d+) s; every (?P<b>\d+) s",
        Text(
            ja="{a}秒の観察で、更新サーバーへのTLS接続は1回もなかった（宣言された間隔は{b}秒）",
            en="not one TLS call to the update server in {a} s of watching (declared interval: {b} s)",
        ),
    ),
    (r"not on the list: (?P<list>.+)", Text(ja="許容一覧にないもの：{list}", en="not on the list: {list}")),
    (
        r"(?P<interface>serial|jtag|swd|usb|sd|bluetooth|wireless|ethernet|other): (?P<status>enabled|disabled)",
        Text(ja="宣言：{interface}、{status}", en="declared: {interface}, {status}"),
    ),
    (r"versions accepted: (?P<list>.+)", Text(ja="受け入れた版：{list}", en="accepted versions: {list}")),
    (
        r"valid from (?P<a>\S+) to (?P<b>\S+)",
        Text(ja="有効期間は{a}から{b}まで（協定世界時）", en="valid from {a} to {b} (UTC)"),
    ),
    (
        r"certificate (?P<a>\d+) of the path is outside its validity",
        Text(
            ja="証明書の経路の{a}番目（0が機器の証明書）が有効期間の外である",
            en="certificate {a} of the path (0 is the device's own) is outside its validity",
        ),
    ),
    (
        r"requests answered in clear: (?P<list>.+)",
        Text(ja="暗号化せずに応答した要求：{list}", en="answered in clear: {list}"),
    ),
    (r"requests answered: (?P<list>.+)", Text(ja="応答した要求：{list}", en="answered: {list}")),
    (
        r"quotation not in (?P<a>\S+), but in (?P<b>\S+(?:, \S+)*): (?P<quote>.*) \((?P<place>.*)\)",
        Text(
            ja="文書 {a} の中に見つからず、別の文書 {b} にある。引用：「{quote}」（{place}）",
            en="not in document {a}, but in another one, {b}; the quotation: “{quote}” ({place})",
        ),
    ),
    (
        r"quotation not in (?P<a>\S+): (?P<quote>.*) \((?P<place>.*)\)",
        Text(
            ja="文書 {a} の中に見つからない。引用：「{quote}」（{place}）",
            en="not found in document {a}; the quotation: “{quote}” ({place})",
        ),
    ),
    (
        r"the declared model is not in (?P<a>\S+); other models that it names: (?P<quote>.+)",
        Text(
            ja="文書 {a} は宣言された型番を挙げていない（挙げている別の型番：{quote}）",
            en="document {a} does not name the declared model, but {quote}",
        ),
    ),
    (
        r"the declared model is not in (?P<a>\S+); it names no other",
        Text(
            ja="文書 {a} は宣言された型番を挙げていない（別の型番も挙げていない）",
            en="document {a} names neither the declared model nor another one",
        ),
    ),
    (
        r"(?P<a>.+); cited as (?P<quote>.+)",
        Text(ja="{a}にあり、引用に添えられた場所（{quote}）と合わない", en="found at {a}, cited as {quote}"),
    ),
    (
        r"(?P<secret>\S+) (?P<form>[A-Z0-9_]+) (?P<way>SENT|RECEIVED|REQUIRED) (?P<where>\S+) ×(?P<n>\d+)",
        Text(
            ja="{secret}が{form}で通信に現れた（{way}、{where}、{n}回）",
            en="{secret} was on the wire as {form} ({way}, {where}, ×{n})",
        ),
    ),
    (
        r"(?P<to>(?:tcp|udp)/\S+ \S+) (?P<protocol>\S+) (?P<quote>.*?) ?\((?P<row>11-SecComMech/\S+)\)",
        Text(
            ja="{to} へ平文で送られた：{protocol} {quote}（暗号化すると宣言された通信路：{row}）",
            en="sent in clear to {to}: {protocol} {quote} (declared as protected: {row})",
        ),
    ),
    (
        rf"{_IMAGE} (?P<way>\S+ /\S*): (?P<same>[^;:→]*) → (?P=same)",
        Text(
            ja="{way} に送ると書き込まれた（{image}、版は {same} のまま）",
            en="written when sent to {way} ({image}; the version stayed {same})",
        ),
    ),
    (
        rf"{_IMAGE} (?P<way>\S+ /\S*): {_VERSIONS}",
        Text(
            ja="{way} に送ると取り込まれた（{image}、版は {version}）",
            en="installed when sent to {way} ({image}; the version {version})",
        ),
    ),
    (
        (
            r"(?P<cve>[A-Z]+-[A-Za-z0-9-]+(?: = [^:]+)?), (?P<where>\S+): "
            r"(?P<quote>(?:(?! / ).)+) / (?P<answer>(?:(?! / ).)*)"
        ),
        Text(
            ja="{cve}（{where}）。公表された要約：{quote}。評価者の判断：{answer}",
            en="{cve} ({where}); as published: {quote}; the assessor: {answer}",
        ),
    ),
    (
        rf"{_IMAGE}: {_VERSIONS}; no answer for (?P<t>\d+) ms",
        Text(
            ja="「{image}」を渡した後の版：{version}。{t}ミリ秒の間、応答がない",
            en="after “{image}” the version {version}; no answer for {t} ms",
        ),
    ),
    (
        rf"{_IMAGE}: {_VERSIONS}; another version after a power cut",
        Text(
            ja="「{image}」を渡した後の版：{version}。直後に電源を切って入れ直すと、旧版で起動しない",
            en="after “{image}” the version {version}; cut off power at once, and it does not start with the old one",
        ),
    ),
    (
        rf"{_IMAGE}: {_VERSIONS}",
        Text(ja="「{image}」を渡した後の版：{version}", en="after “{image}” the version {version}"),
    ),
    (
        rf"{_VERSIONS}; (?P<answer>\d{{3}} .*)",
        Text(ja="版は {version}。機器の応答：{answer}", en="the version {version}; the device answered: {answer}"),
    ),
    (
        rf"{_VERSIONS}; (?P<log>\{{'.*\}})",
        Text(ja="版は {version}。機器のログ：{log}", en="the version {version}; the device's log: {log}"),
    ),
    (
        rf"{_VERSIONS}; the device looked at the offer and left it",
        Text(
            ja="版は {version}。機器は配信を見て、取り込まなかった",
            en="the version {version}; the device looked at the offer and left it",
        ),
    ),
    (
        rf"{_VERSIONS}; the device did not ask its update server",
        Text(
            ja="版は {version}。機器は更新サーバーに問い合わせなかった",
            en="the version {version}; the device did not ask its update server",
        ),
    ),
    (
        rf"{_VERSIONS}; the device came to no end with it",
        Text(
            ja="版は {version}。機器は更新の処理を終えなかった",
            en="the version {version}; the device came to no end with it",
        ),
    ),
    (
        rf"{_VERSIONS}; (?P<log>.*)",
        Text(
            ja="版は {version}。機器の応答またはログ：{log}",
            en="the version {version}; the device's answer or log: {log}",
        ),
    ),
    (r"(?P<what>\S+): lost in the update", Text(ja="{what}：更新で失われた", en="{what}: lost in the update")),
    (r"(?P<what>\S+): kept", Text(ja="{what}：保たれた", en="{what}: kept")),
    (
        r"(?P<what>\S+): not seen after the update",
        Text(ja="{what}：更新の後は確かめられなかった", en="{what}: could not be looked at after the update"),
    ),
    (
        (
            r"open(?:: |=)(?P<ports_open>\{[^}]*\})[; ] ?silent(?:: |=)(?P<ports_silent>\{[^}]*\})[; ] ?"
            r"declared(?:: |=)(?P<ports_declared>\{[^}]*\})"
        ),
        Text(
            ja=(
                "開いているポート：{ports_open}。応答も拒否もないポート（開いているとみなす）：{ports_silent}。"
                "宣言されたポート：{ports_declared}"
            ),
            en=(
                "open: {ports_open}; neither answering nor refusing (taken as open): {ports_silent}; "
                "declared: {ports_declared}"
            ),
        ),
    ),
    (
        r"open: (?P<ports_open>\{[^}]*\}); declared: (?P<ports_declared>\{[^}]*\})",
        Text(
            ja="開いているポート：{ports_open}。宣言されたポート：{ports_declared}",
            en="open: {ports_open}; declared: {ports_declared}",
        ),
    ),
    (r"snmp, (?P<list>.+)", Text(ja="SNMPで応答した要求：{list}", en="speaks SNMP; requests answered: {list}")),
    (
        r"(?P<login>SNMP_V(?:1|2C)): NONE",
        Text(ja="{login}がよく知られたコミュニティ名に応答した", en="{login} answered to a well-known community"),
    ),
    (
        r"SNMP_V3: (?P<user>ADMINISTRATOR|ORDINARY|DECLARED|NONE)",
        Text(ja="SNMPv3が{user}とよく知られた値に応答した", en="SNMPv3 answered to {user} with a well-known value"),
    ),
)
"""Sentences of cases on what they found wrong."""

CUTS: Final = (
    (r"cut (?P<n>\d+): there", Text(ja="{n}回目：ある", en="cut {n}: there")),
    (
        r"cut (?P<n>\d+): not there any more",
        Text(ja="{n}回目：復旧後には失われている", en="cut {n}: lost, not there after the return"),
    ),
    (
        r"cut (?P<n>\d+): not back: (?P<list>.+)",
        Text(ja="{n}回目：応答が戻らない（{list}）", en="cut {n}: no answer after the return ({list})"),
    ),
    (
        r"cut (?P<n>\d+), (?P<at>\d+) ms into (?P<of>\d+) ms: OLD",
        Text(
            ja="{n}回目（所要{of}ミリ秒の処理を、開始から{at}ミリ秒で切断）：旧のまま",
            en="cut {n}, {at} ms after the start of what takes {of} ms: still the old one",
        ),
    ),
    (
        r"cut (?P<n>\d+), (?P<at>\d+) ms into (?P<of>\d+) ms: NEW",
        Text(
            ja="{n}回目（所要{of}ミリ秒の処理を、開始から{at}ミリ秒で切断）：新になった",
            en="cut {n}, {at} ms after the start of what takes {of} ms: the new one",
        ),
    ),
    (
        r"cut (?P<n>\d+), (?P<at>\d+) ms into (?P<of>\d+) ms: NEITHER",
        Text(
            ja="{n}回目（所要{of}ミリ秒の処理を、開始から{at}ミリ秒で切断）：旧でも新でもない（失われたか壊れた）",
            en="cut {n}, {at} ms after the start of what takes {of} ms: neither the old nor the new one (lost or torn)",
        ),
    ),
)
"""What was left after each cut of power or network."""

TRIES: Final = {
    "old value before": Text(ja="変更前に、前の値", en="before the change, the old value"),
    "change": Text(ja="変更", en="the change"),
    "new value": Text(ja="変更後に、新しい値", en="after the change, the new value"),
    "old value": Text(ja="変更後に、前の値", en="after the change, the old value"),
    "common value": Text(ja="よくある値への変更", en="a change to a common value"),
    "change back": Text(ja="元に戻す操作", en="changing back"),
    "old value after changing back": Text(ja="元に戻した後に、前の値", en="after changing back, the old value"),
    "opened": Text(ja="ログインできた", en="opened a session"),
    "refused": Text(ja="拒否された", en="was refused"),
    "did not open": Text(ja="ログインできない", en="did not open"),
    "taken": Text(ja="受け付けられた", en="was taken"),
    "not taken": Text(ja="受け付けられない", en="was not taken"),
    "the device said that it was done": Text(ja="機器は完了と知らせた", en="the device said that it was done"),
    "the device did not say that it was done": Text(
        ja="機器は完了を知らせない", en="the device did not say that it was done"
    ),
}
"""The steps of a change of an authentication value, and how each ended."""
