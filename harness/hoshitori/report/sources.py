"""Where criteria and thresholds come from, and what thresholds count, in Japanese.

A catalogue names its sources once, in English. What the shipped profile says there is told in Japanese here; what
another profile wrote stands as it is.
"""

from __future__ import annotations

import re
from typing import Final

_PHRASES: Final = {
    "method not seen": "評価方法は未確認",
    "criterion not seen": "基準の本文は未確認",
    "ours": "本プロファイルによる",
    "numbers assumed": "数値は仮定",
    "Armadillo JC-STAR★1 guide, chapter 9 (items 2–4 any-of; item 1 inferred)": (
        "Armadillo JC-STAR★1ガイド第9章（項目2～4はいずれか。項目1は推定）"
    ),
    "items 1 and 2, any-of": "項目1・2のいずれか",
    "three alternatives, any-of": "三つの方法のいずれか",
    "enumeration by interface": "インターフェースごとに数えること",
    "accepted designs": "認められる設計",
    "beginning of the sentence": "文の前半",
    "rest and method assumed": "残りと評価方法は仮定",
    "JC-STAR fact sheet": "JC-STARの概要資料",
    "criterion not seen in full": "基準の全文は未確認",
    "device test by analogy with EN 303 645 5.3-2": "実機の試験はEN 303 645の5.3-2に倣う",
    "trying it on the device is our choice": "実機で試すことは本プロファイルの選択",
    "assumed after EN 303 645 5.3-8": "EN 303 645の5.3-8に基づく仮定",
    "assumed after EN 303 645 5.12-2": "EN 303 645の5.12-2に基づく仮定",
    "assumed after EN 303 645 5.11-3": "EN 303 645の5.11-3に基づく仮定",
    "looking for values on the storage is our choice": "記憶装置で値を探すことは本プロファイルの選択",
    "a public key or certificate need not be secret, but whoever can replace it can do everything": (
        "公開鍵や証明書は秘密でなくてよいが、差し替えられる者は何でもできる"
    ),
    "accepted protocols not confirmed": "認められるプロトコルは未確認",
    "versions and algorithms are assumed thresholds": "版とアルゴリズムは仮定のしきい値",
    "reconciliation of declared and observed": "宣言と観測との照合",
    "passive capture over the whole run": "試験全体の通信の記録",
    "port range, tool and threshold not seen": "ポートの範囲・ツール・しきい値は未確認",
    "all ports are our choice": "全ポートを調べることは本プロファイルの選択",
    "that records of vulnerabilities may take the place of a scan is our choice": (
        "検査の代わりに脆弱性の記録を用いてよいとすることは本プロファイルの選択"
    ),
    "parallel rule": "並行する規則",
    "端末設備等規則 Art. 34-10(4) (power)": "端末設備等規則 第34条の10第4号（電源）",
    "端末設備等規則 Art. 34-10(4)": "端末設備等規則 第34条の10第4号",
    "weaker hypothesis": "根拠の弱い仮定",
    "EN 303 645 5.9-1 alone names the network": "ネットワークに触れるのはEN 303 645の5.9-1だけである",
    "title and support period": "題名とサポート期間",
    "other elements assumed": "ほかの要素は仮定",
    "equivalence with the published support period": "公表されるサポート期間と同じものとみなす",
    "title": "題名",
    "two seconds a failure pass, no delay fails": "失敗ごとに2秒待たせれば足り、待たせなければ足りない",
    "an attacker tries the most common passwords first": "攻撃者は、よく使われるパスワードから試す",
    "NIST SP 800-57 part 1 asks for 112 bits of cryptographic keys": (
        "NIST SP 800-57 part 1は、暗号鍵に112ビットを求める"
    ),
    "the likeliest are tried first": "ありそうな値から試す",
    "a lock after the fifth failure leaves about a third of the list tried": (
        "5回の失敗でロックすると、一覧のおよそ3分の1を試したことになる"
    ),
    "from memory of the level's text, not confirmed": "★1本文の記憶による（未確認）",
    "after CRYPTREC's list of ciphers recommended for e-government (AES, Camellia, ChaCha20-Poly1305), "
    "with ARIA (RFC 5794)": (
        "CRYPTREC電子政府推奨暗号リスト（AES、Camellia、ChaCha20-Poly1305）にARIA（RFC 5794）を加えた"
    ),
    "after CRYPTREC's list of ciphers recommended for e-government (AES, Camellia, ChaCha20-Poly1305, HMAC, CMAC)": (
        "CRYPTREC電子政府推奨暗号リストに基づく（AES、Camellia、ChaCha20-Poly1305、HMAC、CMAC）"
    ),
    "everything authenticated": "認証を伴うものはすべて認める",
    "RSA key transport is tolerated although it lacks forward secrecy": "前方秘匿性のないRSA鍵配送も許容する",
    "SHA-1 inside HMAC is tolerated, MD5 is not": "HMACの中のSHA-1は許容し、MD5は許容しない",
    "SHA-1 inside HMAC is tolerated, MD5 and truncated MACs are not": (
        "HMACの中のSHA-1は許容し、MD5と短く切ったMACは許容しない"
    ),
    "after CRYPTREC's list (ECDH and DH of 128-bit strength and more, 2048-bit DH tolerated)": (
        "CRYPTRECのリストに基づく（128ビット以上の強度のECDHとDH。2048ビットのDHは許容する）"
    ),
    "after CRYPTREC's table of key lengths": "CRYPTRECの鍵長の表に基づく",
    "after CRYPTREC": "CRYPTRECに基づく",
    "collisions are known": "衝突が知られている",
    "ours, after RFC 9142": "本プロファイルによる（RFC 9142に基づく）",
    "SHA-1 based methods are out": "SHA-1による方式は認めない",
    "ours, after RFC 8332": "本プロファイルによる（RFC 8332に基づく）",
    "ssh-rsa signs with SHA-1, ssh-dss is short": "ssh-rsaはSHA-1で署名し、ssh-dssは鍵が短い",
    "after CRYPTREC's list": "CRYPTRECのリストに基づく",
    "CBC modes and 3DES are out": "CBCモードと3DESは認めない",
    "ours, after RFC 3414 and RFC 7860": "本プロファイルによる（RFC 3414とRFC 7860に基づく）",
    "discovery and attachment carry names and addresses, no asset": (
        "発見と接続のためのプロトコルは名前とアドレスを運ぶだけで、資産を運ばない"
    ),
    "a month": "1か月とする",
    "ours, after RFC 3826 and CRYPTREC's list": "本プロファイルによる（RFC 3826とCRYPTRECのリストに基づく）",
    "DES of RFC 3414 is not tolerated": "RFC 3414のDESは許容しない",
    "a slow but sound device starts, or deals with an update, within five minutes": (
        "遅くても健全な機器は、5分以内に起動し、更新を終える"
    ),
    "seconds with power and network on": "秒（電源とネットワークが入った状態で）",
    "devices ask for updates when they start or within the hour": "機器は、起動時または1時間以内に更新を問い合わせる",
    "those that ask once a day may be missed": "1日に1回だけ問い合わせる機器は見逃すことがある",
    "seconds of captured traffic": "秒（通信の記録の長さ）",
    "a device that is told to look for updates does so within a second or two": (
        "更新を調べるように言われた機器は、1～2秒のうちに調べる"
    ),
    "seconds": "秒",
    "of vulnerability data and of an imported scan alike": "脆弱性データと、取り込んだ検査結果のいずれにも用いる",
    "percent of the possible values a day": "値の総数に対する1日当たりの％",
    "percent of the list of default and weak values": "初期値・弱い値の一覧に対する％",
    "values": "通り",
    "bits": "ビット",
    "characters": "文字",
    "protocol version": "プロトコルの版",
    "cipher and mode": "暗号と利用モード",
    "key exchange and authentication": "鍵共有と認証",
    "hash": "ハッシュ関数",
    "group": "グループ",
    "cipher": "暗号",
    "protocol": "プロトコル",
    "host key algorithm": "ホスト鍵の方式",
    "key exchange method (with names that only signal a feature)": "鍵交換方式（機能の合図にすぎない名前を含む）",
    "cipher with key length and mode, or message authentication": "暗号（鍵長とモードを含む）またはメッセージ認証",
    "days before the observation": "日（観測の時点まで）",
}
_MARKS: Final = {"(D)": "（文書）", "(T)": "（実機の試験）", "(D+T)": "（文書と実機の試験）"}
_GUIDE: Final = re.compile(r"Armadillo JC-STAR★1 guide(?:, chapter (?P<chapter>\d+))?")
_ACCEPTS: Final = re.compile(r", accepts TLS 1\.2$")
_BRACKETED: Final = re.compile(r"(?P<what>.+?) \((?P<note>[^()]+)\)")


def source_in_words(text: str, language: str) -> str:
    """Return a source, or a threshold's unit, in a language, as far as its phrases are known."""
    if language != "ja":
        return text
    return _PHRASES.get(text) or "；".join(_part(part) for part in text.split("; "))


def _part(part: str) -> str:
    if part in _PHRASES:
        return _PHRASES[part]
    if part == "RFC 8996 retires older ones":
        return "それより古い版はRFC 8996が廃止した"
    head, separator, rest = part.partition(": ")
    if separator:
        return f"{_PHRASES.get(head) or _part(head)}：{_part(rest)}"
    if found := _BRACKETED.fullmatch(part):
        mark = _MARKS.get(f"({found['note']})") or f"（{_PHRASES.get(found['note'], found['note'])}）"
        return f"{_part(found['what'])}{mark}"
    accepted = _ACCEPTS.sub("（TLS 1.2を認める）", part)
    return _GUIDE.sub(lambda guide: _chapter(guide["chapter"]), accepted).replace(", http", "、http")


def _chapter(number: str | None) -> str:
    return f"Armadillo JC-STAR★1ガイド第{number}章" if number else "Armadillo JC-STAR★1ガイド"
