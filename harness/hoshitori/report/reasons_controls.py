"""Why a positive control did not hold, in Japanese: what the harness's own probes write of it."""

from __future__ import annotations

import re
from typing import Final

from hoshitori.report.observed import value_name
from hoshitori.report.observed_sentences import named

CONTROLS: Final = tuple(
    (re.compile(pattern), japanese)
    for pattern, japanese in (
        (
            r"seen before the erasure: (?P<kinds>[^;]*); not seen: (?P<others>[^;]*)",
            "削除の前に確かめられたもの：{kinds}。確かめられなかったもの：{others}",
        ),
        (r"seen before the erasure: (?P<kinds>[^;]*)", "削除の前に確かめられたもの：{kinds}"),
        (
            r"the declared value, set as the first one, opened no session",
            "宣言された値を最初の値として設定したが、その値でログインできなかった",
        ),
        (
            r"no path was found that answers a session and turns strangers away",
            "ログインした相手にだけ応答するパスが見つからなかった",
        ),
        (
            r"the new value was not seen to open a session after the change",
            "変更後に新しい値でログインできることを確かめられなかった",
        ),
        (
            r"a right value opened a session before, and was refused for (?P<a>\d+) ms after",
            "正しい値で、試行の前はログインできたが、試行の後は{a}ミリ秒の間拒否された",
        ),
        (
            (
                r"the declared value of (?P<what>\S+) opened no session before the run \([A-Z_]+\), "
                r"so that refused guesses would mean nothing"
            ),
            "{what}の宣言された値で、試行の前にログインできなかった。これでは、誤った値が拒否されても何も示さない",
        ),
        (r"nothing answered, and no value is declared", "応答がなく、試せる値の宣言もない"),
        (r"a random wrong value was not seen to be refused", "でたらめに作った値が拒否されることを確かめられなかった"),
        (r"no value is declared that could open a session", "ログインできるはずの値が宣言されていない"),
        (r"the declared value opened no session", "宣言された値でログインできなかった"),
        (
            r"none of (?P<a>\d+) known words was seen in what the device sent",
            "機器が送ったものの中に、既知の語（{a}語）が一つも見つからなかった",
        ),
        (r"no SNMPv3 engine said its name", "SNMPv3のエンジンが応答しなかった"),
        (
            r"no request of the declared user was answered under both authentication and privacy",
            "宣言された利用者の、認証と暗号化のある要求に応答がなかった",
        ),
        (
            r"the genuine certificate was shown, and data were sent, not both before and after",
            "正規の証明書を示した最初と最後の両方では、データが送られなかった",
        ),
        (r"nothing put in is legible on the storage", "試験で入れた、保護の要らない値も、記憶装置に読めなかった"),
    )
)
"""Patterns of English sentences, and the Japanese for them."""


IN_ENGLISH: Final = (
    (
        re.compile(r"seen before the erasure: (?P<kinds>[^;]*); not seen: (?P<others>[^;]*)"),
        "seen before the deletion: {kinds}; not seen: {others}",
    ),
)
"""Sentences that name kinds of data by their ids."""


def kinds_named(kinds: str, language: str) -> str:
    """Return kinds of data (`setting, password 1-AuthMech/AM-1`) by their names."""
    told = (_kind(kind, language) for kind in kinds.split(", ")) if kinds else (named("none", language),)
    return ("、" if language == "ja" else ", ").join(told)


def _kind(kind: str, language: str) -> str:
    told = value_name(kind, language)
    return named(kind, language) if told == kind else told
