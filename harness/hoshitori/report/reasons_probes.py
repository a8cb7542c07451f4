"""Why a probe could not observe something, in Japanese: what the harness's own probes write of it."""

from __future__ import annotations

import re
from typing import Final

PROBES: Final = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (
            r"the device did not call (?P<what>\S+) within (?P<a>\d+) ms",
            "{a}ミリ秒の間に、機器から{what}への接続がなかった",
        ),
        (
            r"(?P<fact>[a-z-]+) on (?P<subject>\S+) cannot be read: (?P<what>.+)",
            "{subject}の「{fact}」の記録を、この版では読めない（{what}）",
        ),
        (r"no answer within (?P<a>\d+) ms", "{a}ミリ秒以内に応答がない"),
        (
            r"the declared value of (?P<what>\S+) opens nothing: nothing can be lost with it",
            "{what}の宣言された値でログインできず、停止で失われるかどうかは調べていない",
        ),
        (
            r"a weak first value was taken and could not be replaced: (?P<reason>.+)",
            "弱い値が最初の値として受け付けられ、ほかの値に替えられなかった：{reason}",
        ),
        (
            r"the declared value as the first one: (?P<reason>.+)",
            "宣言された値を最初の値として設定できなかった：{reason}",
        ),
        (
            r"it could not be taken into use again: (?P<reason>.+)",
            "もう一度使い始めることができなかった：{reason}",
        ),
        (r"attachment '(?P<what>[^']+)' could not be read", "添付「{what}」を読めなかった"),
        (r"attachment '(?P<what>[^']+)': (?P<reason>.+)", "添付「{what}」：{reason}"),
        (
            r"nftables netdev egress on every interface of the observer's namespace; it lets through: (?P<what>[^;]+)",
            "観測プログラムの名前空間のすべてのインターフェースで、nftablesが通した宛先：{what}",
        ),
        (
            r"a check in Hoshitori's own sockets, which reach: (?P<what>[^;]+); no raw frames, no external programs",
            "Hoshitoriのソケットが通した宛先：{what}。生のフレームと外部プログラムは使わない",
        ),
        (
            r"(?P<reason>(?:nftables netdev|a check in Hoshitori's) .+); (?P<a>\d+) packets stopped",
            "{reason}。止めたパケットの数は{a}",
        ),
        (
            r"no answer to (?P<what>.+) within (?P<a>\d+) s: a slow web server cannot be told from none",
            "{what}に{a}秒以内の応答がなく、遅いWebサーバーと、Webサーバーでないものを区別できない",
        ),
        (
            r"it names no interface with a TCP port",
            "TCPポートのあるインターフェースの宣言がない",
        ),
        (r"(?P<subject>\S+) names no interface with a port", "{subject}に、ポートのあるインターフェースの宣言がない"),
        (r"(?P<subject>\S+) leads to no UDP port", "{subject}から、UDPポートの宣言に行き着かない"),
        (r"(?P<subject>\S+) declares no server by name", "{subject}に、サーバー名の宣言がない"),
        (
            r"no TCP port was found open, so there is nothing to name",
            "開いているTCPポートがなく、サービス名を推定する対象がない",
        ),
        (
            r"no declared TCP service answers, so that no return could be seen",
            "宣言されたTCPのサービスがどれも応答せず、復旧を見分けられない",
        ),
        (
            r"no genuine image is at hand that could be altered and offered",
            "改変して渡すもととなる正規の更新イメージがない",
        ),
        (
            r"no setting and no line of the log could be put in, without which the search shows nothing",
            "保護の要らない設定もログも入れられず、記憶装置から見つからなくても何も示さない",
        ),
        (
            r"nothing could be put into this device and seen there, so that nothing could be erased",
            "この機器に入れて確かめられるデータがなく、削除を試せない",
        ),
        (r"the capture holds no packet of (?P<what>the device|[0-9a-f:]+)", "通信の記録に、機器のパケットがない"),
        (
            r"the capture holds no packet of the device, so nothing can be said of its addresses",
            "通信の記録に機器のパケットがなく、機器のアドレスについて何もいえない",
        ),
        (r"the bench's capture is no pcap file", "試験環境の通信の記録が、pcap形式のファイルでない"),
        (
            r"the declared client certificate and its key do not fit",
            "宣言されたクライアント証明書と鍵が対になっていない",
        ),
        (
            r"the declared secret is no private key without a passphrase \(.+\)",
            "宣言された秘密値が、パスフレーズのない秘密鍵（Ed25519、ECDSA、RSA）でない",
        ),
        (r"the device shows no version", "機器が版を示さない"),
        (
            r"the device shows no version, so that a fall back to another one could not be seen",
            "機器が版を示さず、別の版に戻っても見分けられない",
        ),
        (
            r"before (?P<what>\S+): the device shows no version, so that no change could be seen",
            "{what}の前に機器が版を示さず、変化を見分けられない",
        ),
        (r"the server showed no certificate", "サーバーが証明書を示さない"),
        (r"the server negotiates without end", "サーバーとの交渉が終わらない"),
        (r"the certificate cannot be read: (?P<what>.+)", "証明書を読めない（{what}）"),
        (
            r"the value in force opened no session in which it could be changed",
            "今の値でログインできず、変更を試せない",
        ),
        (
            r"this function erases an associated service, which the bench does not reset",
            "関連サービスのデータを消す機能であり、この試験環境では操作しない",
        ),
        (
            r"the bench resets the device in one way, which is taken to be that of (?P<what>\S+)",
            "この試験環境の初期化の操作は一つであり、{what}のものとして試した",
        ),
        (
            r"no SNMPv3 user is declared in 1-AuthMech for the interface of (?P<subject>\S+)",
            "{subject}のインターフェースについて、SNMPv3の利用者が1-AuthMechに宣言されていない",
        ),
        (r"the log-out was not taken: (?P<reason>.+)", "ログアウトが受け付けられなかった：{reason}"),
        (
            r"the device answers (?P<what>\S+) with status (?P<a>\d+), also to a declared user",
            "宣言された利用者としても、{what}への応答が{a}である",
        ),
        (
            r"(?P<what>.+) answers with (?P<a>\d+), with the declared session too",
            "宣言された利用者のセッションでも、{what}への応答が{a}である",
        ),
        (
            r"what the device shows at (?P<what>\S+) is no list of components: (?P<reason>.+)",
            "機器が{what}に示すものは、部品表として読めない：{reason}",
        ),
        (r"(?P<what>\S+) shows no form that sets a password", "{what}に、パスワードを設定する欄がない"),
        (
            r"(?P<what>\S+) does not answer neighbour discovery: no device at that address",
            "{what}に機器がない（近隣探索に応答しない）",
        ),
        (
            r"(?P<subject>\S+) is no log-in of web pages: nothing here knows how its first use goes",
            "{subject}はWeb画面のログインではなく、最初の利用の手順をこの試験環境で試せない",
        ),
        (
            r"(?P<subject>\S+): login_method (?P<what>\S+) is not one (?:that can be tried here|over HTTP)",
            "{subject}：login_method の{what}は、ここで試せる方式でない",
        ),
        (r"nothing here can try a (?P<what>\S+) by (?P<other>\S+)", "{what}（{other}）を試す手段がない"),
        (
            r"(?P<subject>\S+): TLS is surveyed over TCP; DTLS is not",
            "{subject}：TLSの調査はTCPだけを対象とし、DTLSは調べない",
        ),
        (r"nmap did not come to an end within (?P<a>\d+) s", "nmapが{a}秒以内に終わらなかった"),
        (r"nmap says nothing of (?P<what>\S+)", "nmapの出力に{what}についての結果がない"),
    )
)
"""Patterns of English sentences, and the Japanese for them."""
