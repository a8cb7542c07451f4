"""What the harness itself writes into a record, in Japanese: names of facts, units, and its sentences about absence.

A record is written in English once and for all. These translate what Hoshitori wrote; what a plug-in or a device
wrote stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.report.observed import document_name
from hoshitori.report.reasons_controls import CONTROLS, IN_ENGLISH, kinds_named
from hoshitori.report.reasons_probes import PROBES

_FACTS: Final = {
    "port-survey": Text(ja="全ポートの調査", en="survey of all ports"),
    "service-names": Text(ja="サービス名の推定", en="names of services"),
    "service-identity": Text(ja="サービスの識別", en="identity of a service"),
    "network-presence": Text(ja="ネットワーク上の所在", en="presence on the network"),
    "tls-survey": Text(ja="TLSの調査", en="TLS survey"),
    "ssh-survey": Text(ja="SSHの調査", en="SSH survey"),
    "client-hellos": Text(ja="機器からのTLS接続の提案", en="TLS offers made by the device"),
    "default-login": Text(ja="初期値でのログイン試行", en="log-in with default values"),
    "shown-components": Text(ja="機器が示す部品表", en="components as the device lists them"),
    "known-vulnerabilities": Text(ja="既知の脆弱性の調査", en="look-up of known vulnerabilities"),
    "vulnerability-judgements": Text(ja="既知の脆弱性についての判断", en="judgement of known vulnerabilities"),
    "login-surface": Text(ja="ログイン手段の調査", en="survey of log-in"),
    "unit-identity": Text(ja="個体の鍵と認証値", en="keys and values of a unit"),
    "first-use": Text(ja="最初の利用", en="first use"),
    "value-change": Text(ja="認証値の変更", en="change of an authentication value"),
    "guessing-run": Text(ja="総当たりの試行", en="guessing run"),
    "update-series": Text(ja="更新の試行", en="series of updates"),
    "inventory": Text(ja="機器が示す型番・版・部品", en="model, version and components shown"),
    "web-sweep": Text(ja="Web画面とAPIの巡回", en="sweep of web pages and APIs"),
    "upload-sweep": Text(ja="宣言にない更新経路の探索", en="search for undeclared uploads"),
    "erase": Text(ja="データ消去の試行", en="erasure"),
    "stored-secrets": Text(ja="記憶装置の探索", en="search of the storage"),
    "kept-data": Text(ja="保存されるデータの調査", en="data that are kept"),
    "update-paths": Text(ja="更新経路の調査", en="traces of updates"),
    "document-element": Text(ja="文書の記載", en="element of a document"),
    "client-trust": Text(ja="偽の証明書への応対", en="answer to false certificates"),
    "traffic": Text(ja="通信の観察", en="watch over the traffic"),
    "outage": Text(ja="停電・断線の試験", en="loss of power or network"),
    "snmp-survey": Text(ja="SNMPの調査", en="SNMP survey"),
    "judgement": Text(ja="評価者の判断", en="assessor's judgement"),
}

_UNITS: Final = {
    "ports": Text(ja="{count}ポート", en="{count} ports"),
    "packets": Text(ja="{count}パケット", en="{count} packets"),
    "milliseconds": Text(ja="{count}ミリ秒", en="{count} ms"),
    "handshakes": Text(ja="ハンドシェイク{count}回", en="{count} handshakes"),
    "tries": Text(ja="試行{count}回", en="{count} tries"),
    "places": Text(ja="画面{count}か所", en="{count} places"),
    "components": Text(ja="部品{count}点", en="{count} components"),
    "images": Text(ja="更新イメージ{count}件", en="{count} images"),
    "files": Text(ja="ファイル{count}件", en="{count} files"),
    "forms": Text(ja="探した形{count}通り", en="{count} spellings"),
    "kinds": Text(ja="データの種類{count}件", en="{count} kinds of data"),
    "requests": Text(ja="要求{count}回", en="{count} requests"),
    "connections": Text(ja="接続{count}回", en="{count} connections"),
    "bytes": Text(ja="{count}バイト", en="{count} bytes"),
    "paths": Text(ja="パス{count}個", en="{count} paths"),
    "pages": Text(ja="{count}ページ", en="{count} pages"),
    "documents": Text(ja="文書{count}件", en="{count} documents"),
    "sources": Text(ja="情報源{count}件", en="{count} sources"),
    "conversations": Text(ja="通信の組{count}件", en="{count} conversations"),
    "device_packets": Text(ja="うち機器が送った{count}パケット", en="{count} packets sent by the device"),
    "secrets": Text(ja="探した値{count}個", en="{count} values looked for"),
    "cuts": Text(ja="切断{count}回", en="{count} cuts"),
    "calls": Text(ja="機器からの接続{count}回", en="{count} calls by the device"),
    "suites": Text(ja="暗号スイート{count}種", en="{count} suites"),
    "records": Text(ja="脆弱性の記録{count}件", en="{count} vulnerability records"),
}

_DEPTH: Final = 4

_SENTENCES: Final = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (
            r"(?P<fact>[a-z-]+) on (?P<subject>\S+) is not on record",
            "{subject}の「{fact}」が記録にない",
        ),
        (
            r"discovery \((?P<fact>[a-z-]+)\): (?P<reason>.+)",
            "対象を見つける「{fact}」ができなかった：{reason}",
        ),
        (
            r"(?P<fact>[a-z-]+) on (?P<subject>\S+): (?P<reason>.+)",
            "{subject}の「{fact}」：{reason}",
        ),
        (
            r"(?P<subject>(?:tcp|udp)/\d+(?:@ipv6)?): (?P<reason>.+)",
            "{subject}：{reason}",
        ),
        (
            r"no installed probe provides (?P<fact>[a-z-]+)",
            "「{fact}」を観測するプローブがない",
        ),
        (
            r"nothing is declared that this case is about",
            "この試験の対象となるものが申告されていない",
        ),
        (
            r"there is nothing this case could be about",
            "この試験の対象となるものがない",
        ),
        (
            r"(?P<subject>\S+) names no endpoint to look at \((?P<fact>[a-z-]+)\)",
            "{subject}に、「{fact}」を行う接続先の申告がない",
        ),
        (
            r"(?P<fact>[a-z-]+): (?P<spent>\d+) (?P<unit>\S+), at least (?P<least>\d+) needed",
            "「{fact}」が{spent} {unit}にとどまる（{least}以上が必要）",
        ),
        (
            r"(?P<fact>[a-z-]+): no positive control \((?P<reason>.*)\)",
            "「{fact}」の対照が成立していない（{reason}）",
        ),
        (
            r"(?P<subject>1-AuthMech/\S+): the declared value opened no session(?: \(\d+\))?",
            "{subject}：宣言された認証値でログインできなかった",
        ),
        (
            r"the administrator's session reads (?P<spent>\d+) pages, to the end (?P<least>\d+) that are guarded",
            "管理者のセッションで{spent}ページを読み、最後まで読めた認証付きのページは{least}",
        ),
        (
            r"no row of (?P<table>\S+) is declared",
            "{table}に該当する行の申告がない",
        ),
        (
            r"no alternative is claimed",
            "どの方法によるかの申告がない",
        ),
        (
            r"a needed fact was read and is not there",
            "必要な観測がない",
        ),
        (
            r"the case did not say what it saw in: (?P<what>.+)",
            "試験が観測を用いていない（{what}）",
        ),
        (
            r"not answered|no answer was given|the assessor has not answered.*",
            "評価者が回答していない",
        ),
        (
            r"this bench has no (?P<what>.+)",
            "この試験環境に「{what}」がない",
        ),
        (
            r"this bench gives no raw frames: .+",
            "この試験環境では生のフレームを送れない（カーネルによる送信先の制限が必要）",
        ),
        (
            r"external programs run only behind the kernel's address guard",
            "外部プログラムは、カーネルによる送信先の制限のもとでのみ動かす",
        ),
        (
            r"(?P<what>\S+) is not installed",
            "{what}が試験機に入っていない",
        ),
        (
            r"(?P<what>\S+) did not end within (?P<least>\d+) ms",
            "{what}が{least}ミリ秒以内に終わらなかった",
        ),
        (
            r"(?P<what>\S+) is not on record, and this probe builds on it",
            "前提となる「{what}」が記録にない",
        ),
        (
            r"the secret of (?P<what>.+) was not given",
            "{what}の秘密情報が渡されていない",
        ),
        (
            r"no document '?(?P<document>[^']+)'? is declared",
            "文書「{document}」の申告がない",
        ),
        (
            r"document '(?P<document>[^']+)' is declared by URL only; .+",
            "文書「{document}」はURLだけが申告されている。要約値とともにファイルの提出が必要",
        ),
        (
            r"document '(?P<document>[^']+)' is not the file the declaration's digest names",
            "文書「{document}」が、申告された要約値のファイルではない",
        ),
        (
            r"document '(?P<document>[^']+)' cannot be read: .+",
            "文書「{document}」を読めない",
        ),
        (
            r"the device did not answer|no answer",
            "機器が応答しない",
        ),
        (
            r"no document is declared as '(?P<document>[^']+)' or cited for that topic",
            "「{document}」に当たる文書の申告がない",
        ),
        (
            r"neither a scanner's report .* nor vulnerability records .* are declared",
            "検査ツールの結果（[[vulnerability_report]]）も脆弱性データ（[[vulnerability_feed]]）も宣言されていない",
        ),
        (
            r"no interface is declared that shows the device's components .*",
            "機器の部品表を示すインターフェースが宣言されていない（component_list_path）",
        ),
        (
            r"nobody has answered '(?P<text>[^']+)' on (?P<subject>\S+)",
            "{subject}についての質問「{text}」に評価者が回答していない",
        ),
        (
            r"ports over (?P<what>\S+) cannot be looked at yet",
            "{what}のポートを調べるプローブがまだない",
        ),
        (
            r"(?P<what>\S+) does not answer ARP: no device at that address",
            "{what}に機器がない（ARPに応答しない）",
        ),
        (
            r"(?P<what>\S+) stopped answering during the scan",
            "調査の途中で{what}が応答しなくなった",
        ),
        (
            r"the bench's wire is down: .+",
            "試験環境の回線が切れている",
        ),
        (
            r"the bench's wire failed during the scan: .+",
            "調査の途中で試験環境の回線が切れた",
        ),
        (
            r"the supplier gave no genuine image, without which a refusal shows nothing",
            "正規の更新イメージが提出されておらず、拒否しても何も示さない",
        ),
        (
            r"the PDF holds pictures only: no quote can be looked up in it",
            "PDFが画像だけであり、引用を探せない",
        ),
        (
            r"the PDF is locked with a password",
            "PDFがパスワードで保護されている",
        ),
        (
            r"too slow for a whole survey \(.+\)",
            "応答が遅く、全体を調べられない",
        ),
        (
            r"(?:UpdateDelivery\S*: )*no way leads an image to '(?P<what>[^']+)'",
            "{what}に更新イメージを渡す手段が、この試験環境にない",
        ),
        (
            r"no SSH identification string came",
            "SSHの識別文字列が届かない",
        ),
        (
            r"the device says that nobody listens there",
            "そのポートで待ち受けていないと機器が応答した",
        ),
        (
            r"hellos of every version came to nothing \(.+\)",
            "どの版のTLSの提案にも応じない",
        ),
        (
            r"closed after (?P<spent>\d+) of (?P<least>\d+) bytes",
            "{least}バイトのうち{spent}バイトで接続が閉じられた",
        ),
        (
            r"the server closed the connection",
            "サーバーが接続を閉じた",
        ),
        (
            r"no log-in form at (?P<what>.+)",
            "{what}にログイン画面がない",
        ),
        (
            r"timed out",
            "時間切れ",
        ),
        (
            r"the device limits its ICMP answers: (?P<a>\d+) of (?P<b>\d+) within a moment",
            "機器がICMPの応答を制限している（一度に問い合わせた{b}件のうち{a}件に応答）",
        ),
        (
            r"(?P<a>\d+) answers found no room in the observer and were asked for again",
            "受け取りきれなかった応答{a}件は、もう一度問い合わせた",
        ),
        (
            r"the device stopped answering in the middle of the scan; what was left is undetermined",
            "調査の途中で機器が応答しなくなり、残りは不明である",
        ),
        (
            r"the bench's interface has no IPv6 address to ask from",
            "試験環境のインターフェースに、問い合わせに使うIPv6アドレスがない",
        ),
        (
            r"(?P<what>\S+) does not answer neighbour discovery, or no authorisation covers it",
            "{what}が近隣探索に応答しない、または許諾の範囲にない",
        ),
        (
            r"the storage is not looked at: (?P<reason>.+)",
            "記憶装置は調べていない：{reason}",
        ),
        (
            r"not looked for, as an update without any cut takes it away too: (?P<what>.+)",
            "切断のない更新でも失われるため、探さなかったもの：{what}",
        ),
        (
            r"the device's own list of components: (?P<reason>.+)",
            "機器が示す部品表：{reason}",
        ),
        (
            r"the declared value of (?P<what>\S+) opened no session; a well-known one did",
            "{what}の宣言された値ではログインできず、よく知られた値でログインできた",
        ),
        (
            r"(?P<reason>.+); (?P<a>\d+) pairs of the list were left alone",
            "{reason}。一覧のうち{a}組は試さなかった",
        ),
        (
            r"the device did not fetch the genuine image: it would have refused nothing",
            "機器が正規の更新イメージを取りに来なかった。これでは、改変したものを渡しても拒否したことにならない",
        ),
        (
            r"the device shows version '(?P<what>[^']*)'; there is no genuine image of another one for it",
            "機器の示す版は{what}であり、これと異なる版の正規の更新イメージがない",
        ),
        (
            r"the device shows version '(?P<what>[^']*)'; the genuine image carries '(?P<other>[^']*)', .*",
            "機器の示す版は{what}、正規の更新イメージの版は{other}であり、更新しても違いが現れない",
        ),
        (
            r"the genuine image (?P<what>\S+), offered first and last, was not seen to be installed each time",
            "正規の更新イメージ（{what}）を最初と最後に渡したが、そのつど適用されることを確かめられなかった",
        ),
        (
            r"speaks none of SSH, telnet, HTTP and MQTT",
            "SSH、telnet、HTTP、MQTTのいずれも話さず、ログインを試せない",
        ),
        (
            r"everything looked for was (?P<word>not )?there before",
            "停止の前、探すものは{there}",
        ),
        (
            r"the device was (?P<word>not )?seen to be without it",
            "停止が実際に起きたことは{seen}",
        ),
        (
            r"the same image was (?P<word>not )?installed when nothing was cut",
            "切らずに渡した同じ更新イメージは{installed}",
        ),
        (
            r"the declared value of (?P<what>\S+) opened no session, so that its refusal would mean nothing",
            "{what}の宣言された値でログインできず、変更後に拒否されても何も示さない",
        ),
        (
            r"the declared value of (?P<what>\S+) opened a session before any was set: .*",
            "{what}の宣言された値で、設定の前からログインできた。すでに使い始められており、最初の利用を試せない",
        ),
        (
            r"(?P<what>\S+) asked for no first value: .*",
            "{what}が最初の値の設定を求めない。出荷状態でないか、宣言と異なる",
        ),
        (
            r"before (?P<what>\S+): the device is no longer as it was, and this bench cannot bring it back",
            "{what}の前に、機器が元の状態でなくなり、この試験環境では戻せない",
        ),
        (
            r"the judge gave no result",
            "判定の処理が結果を返さなかった",
        ),
        (
            r"connection refused",
            "接続が拒否された",
        ),
    )
)

_WHETHER: Final = {
    "there": ("揃っていた", "揃っていなかった"),
    "seen": ("確かめた", "確かめられなかった"),
    "installed": ("適用された", "適用されなかった"),
}
"""Of the parts of an outage's control: what is said of one that held, and of one that did not."""

_IN_ENGLISH: Final = (
    (
        re.compile(r"(?P<fact>[a-z-]+) on (?P<subject>\S+) is not on record"),
        "there is no record of: {fact} ({subject})",
    ),
    (
        re.compile(r"discovery \((?P<fact>[a-z-]+)\): (?P<reason>.+)"),
        "what there is to look at could not be found ({fact}): {reason}",
    ),
    (re.compile(r"(?P<fact>[a-z-]+) on (?P<subject>\S+): (?P<reason>.+)"), "{fact} ({subject}): {reason}"),
    (
        re.compile(r"(?P<fact>[a-z-]+): no positive control \((?P<reason>.*)\)"),
        "{fact}: the positive control did not hold ({reason})",
    ),
    (
        re.compile(r"(?P<fact>[a-z-]+): (?P<spent>\d+) (?P<unit>\S+), at least (?P<least>\d+) needed"),
        "{fact}: {spent} {unit}, at least {least} needed",
    ),
    (
        re.compile(r"(?:UpdateDelivery\S*: )*no way leads an image to '(?P<what>[^']+)'"),
        "this bench has no way of bringing an image to {what}",
    ),
)
"""Sentences of the record that name a fact by its id, or a part of the bench by its name in the program."""


def fact_name(name: str, language: str) -> str:
    """Return what a fact type is called; one of a plug-in's own by its id."""
    found = _FACTS.get(name)
    return found.in_language(language) if found else name


def unit_name(unit: str, count: int, language: str) -> str:
    """Return a number with its unit."""
    found = _UNITS.get(unit)
    return found.in_language(language).format(count=f"{count:,}") if found else f"{count:,} {unit}"


def in_words(reason: str, language: str, texts: Mapping[str, Text], depth: int = _DEPTH) -> str:
    """Return a reason in a language, as far as the harness wrote it or a text of the catalogue stands for it."""
    if reason in texts:
        return texts[reason].in_language(language)
    if depth == 0:
        return reason
    if language != "ja":
        return _in_english(reason, texts, depth)
    for pattern, japanese in (*_SENTENCES, *CONTROLS, *PROBES):
        if found := pattern.fullmatch(reason):
            whether = {
                name: told["word" in found.groupdict() and bool(found["word"])] for name, told in _WHETHER.items()
            }
            return japanese.format(
                **whether,
                **{name: _part(name, part or "", texts, depth) for name, part in found.groupdict().items()},
            )
    first, separator, others = reason.partition("; ")
    if separator:
        return f"{in_words(first, language, texts, depth)}。{in_words(others, language, texts, depth - 1)}"
    return reason


def _in_english(reason: str, texts: Mapping[str, Text], depth: int) -> str:
    """Return a sentence of the record with facts by their names in place of their ids; others stand as written."""
    for pattern, english in (*_IN_ENGLISH, *IN_ENGLISH):
        found = pattern.fullmatch(reason)
        if found is None or ("fact" in found.groupdict() and found["fact"] not in _FACTS):
            continue
        parts = found.groupdict()
        if "fact" in parts:
            parts["fact"] = fact_name(parts["fact"], "en")
        parts |= {name: kinds_named(told, "en") for name, told in parts.items() if name in {"kinds", "others"}}
        if "reason" in parts:
            parts["reason"] = in_words(parts["reason"], "en", texts, depth - 1)
        if parts.get("subject") == "device":
            parts["subject"] = "the device"
        return english.format(**parts)
    return reason


def _part(name: str, part: str, texts: Mapping[str, Text], depth: int) -> str:
    if name == "fact":
        return fact_name(part, "ja")
    if name == "document":
        return document_name(part, "ja")
    if name == "text":
        return texts[part].ja if part in texts else part
    if name == "reason":
        return in_words(part, "ja", texts, depth - 1)
    if name in {"kinds", "others"}:
        return kinds_named(part, "ja")
    return "供試品" if name == "subject" and part == "device" else part
