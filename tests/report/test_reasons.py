"""Why something could not be observed is told in the reader's language as far as the harness wrote it."""

import dataclasses
import re

import pytest

from hoshitori.model.catalogue import Text
from hoshitori.report.reasons import fact_name, in_words, unit_name
from hoshitori.report.speaker import Speaker
from tests.report import example

TEXTS = {"q-1": Text(ja="これでよいか。", en="Is this right?")}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("tls-survey on tcp/443 is not on record", "tcp/443の「TLSの調査」が記録にない"),
        (
            "port-survey on device: no installed probe provides port-survey",
            "供試品の「全ポートの調査」：「全ポートの調査」を観測するプローブがない",
        ),
        (
            "port-survey: 1000 ports, at least 65535 needed",
            "「全ポートの調査」が1000 portsにとどまる（65535以上が必要）",
        ),
        ("nobody has answered 'q-1' on device", "供試品についての質問「これでよいか。」に評価者が回答していない"),
        ("q-1", "これでよいか。"),
        (
            "client-trust on 11-SecComMech/CM-a: the device did not call a.example within 30000 ms",
            "11-SecComMech/CM-aの「偽の証明書への応対」：30000ミリ秒の間に、機器からa.exampleへの接続がなかった",
        ),
        (
            "snmp-survey on 11-SecComMech/CM-a cannot be read: SnmpSurvey: broken",
            "11-SecComMech/CM-aの「SNMPの調査」の記録を、この版では読めない（SnmpSurvey: broken）",
        ),
        (
            "outage on 23-ResMech/RM-1: the device shows no version",
            "23-ResMech/RM-1の「停電・断線の試験」：機器が版を示さない",
        ),
        ("tcp/22: timed out", "tcp/22：時間切れ"),
        (
            "no document is declared as 'socket-list' or cited for that topic",
            "「ソケットの一覧」に当たる文書の申告がない",
        ),
        ("no document 'D-own' is declared", "文書「D-own」の申告がない"),
        ("tcp/22@ipv6: timed out", "tcp/22@ipv6：時間切れ"),
        (
            "the declared value of 1-AuthMech/AM-a opens nothing: nothing can be lost with it",
            "1-AuthMech/AM-aの宣言された値でログインできず、停止で失われるかどうかは調べていない",
        ),
        (
            (
                "nftables netdev egress on every interface of the observer's namespace; "
                "it lets through: 192.0.2.1, 2001:db8::1; 0 packets stopped"
            ),
            (
                "観測プログラムの名前空間のすべてのインターフェースで、nftablesが通した宛先：192.0.2.1, 2001:db8::1。"
                "止めたパケットの数は0"
            ),
        ),
        (
            (
                "a check in Hoshitori's own sockets, which reach: 192.0.2.1; no raw frames, no external programs; "
                "3 packets stopped"
            ),
            "Hoshitoriのソケットが通した宛先：192.0.2.1。生のフレームと外部プログラムは使わない。止めたパケットの数は3",
        ),
        ("attachment 'a.png' could not be read", "添付「a.png」を読めなかった"),
        ("attachment 'a.png': timed out", "添付「a.png」：時間切れ"),
        ("it could not be taken into use again: timed out", "もう一度使い始めることができなかった：時間切れ"),
        ("judgement on device is not on record; timed out", "供試品の「評価者の判断」が記録にない。時間切れ"),
        (
            "erase: no positive control (seen before the erasure: setting, user; not seen: password 1-AuthMech/AM-a)",
            (
                "「データ消去の試行」の対照が成立していない（削除の前に確かめられたもの：設定、利用者。"
                "確かめられなかったもの：パスワード（1-AuthMech/AM-a））"
            ),
        ),
        (
            "default-login: no positive control (a random wrong value was not seen to be refused)",
            "「初期値でのログイン試行」の対照が成立していない（でたらめに作った値が拒否されることを確かめられなかった）",
        ),
    ],
)
def test_the_harness_speaks_japanese(written: str, told: str) -> None:
    """What Hoshitori wrote in English is told in Japanese, and the profile's texts by their ids."""
    assert in_words(written, "ja", TEXTS) == told


@pytest.mark.parametrize("written", ["", "something a plug-in wrote", "a: b: c: d: e: f: g", "x; " * 40])
def test_what_others_wrote_stands(written: str) -> None:
    """Nothing is lost of what nobody here can translate."""
    told = in_words(written, "ja", TEXTS)

    assert re.sub(r"[^a-z]", "", told) == re.sub(r"[^a-z]", "", written)


def test_english_stands_as_written() -> None:
    """A record is in English already."""
    assert in_words("timed out", "en", TEXTS) == "timed out"
    assert in_words("q-1", "en", TEXTS) == "Is this right?"


def test_names_and_numbers() -> None:
    """Facts and units have names in both languages; those of a plug-in keep their own."""
    assert fact_name("acme-banner", "ja") == "acme-banner"
    assert unit_name("ports", 65535, "ja") == "65,535ポート"
    assert unit_name("widgets", 1000, "en") == "1,000 widgets"


@pytest.mark.parametrize(
    ("written", "japanese", "english"),
    [
        (
            (
                "outage: no positive control "
                "(everything looked for was there before; the device was not seen to be without it)"
            ),
            "「停電・断線の試験」の対照が成立していない（停止の前、探すものは揃っていた。停止が実際に起きたことは確かめられなかった）",
            (
                "loss of power or network: the positive control did not hold "
                "(everything looked for was there before; the device was not seen to be without it)"
            ),
        ),
        (
            "update-series on 7-UpdMech/UM-1: UpdateDelivery.image: no way leads an image to '7-UpdMech/UM-1'",
            "7-UpdMech/UM-1の「更新の試行」：7-UpdMech/UM-1に更新イメージを渡す手段が、この試験環境にない",
            "series of updates (7-UpdMech/UM-1): this bench has no way of bringing an image to 7-UpdMech/UM-1",
        ),
        (
            (
                "outage on 23-ResMech/RM-1: the device shows version '1.0'; "
                "there is no genuine image of another one for it"
            ),
            "23-ResMech/RM-1の「停電・断線の試験」：機器の示す版は1.0であり、これと異なる版の正規の更新イメージがない",
            (
                "loss of power or network (23-ResMech/RM-1): the device shows version '1.0'; "
                "there is no genuine image of another one for it"
            ),
        ),
        (
            "erase: no positive control (seen before the erasure: setting, user; not seen: password 1-AuthMech/AM-a)",
            (
                "「データ消去の試行」の対照が成立していない（削除の前に確かめられたもの：設定、利用者。"
                "確かめられなかったもの：パスワード（1-AuthMech/AM-a））"
            ),
            (
                "erasure: the positive control did not hold "
                "(seen before the deletion: setting, account; not seen: the password of 1-AuthMech/AM-a)"
            ),
        ),
        ("acme-banner on device: broken", "供試品の「acme-banner」：broken", "acme-banner on device: broken"),
    ],
)
def test_neither_language_names_parts_of_the_program(written: str, japanese: str, english: str) -> None:
    """A reason names facts and parts of the bench as people do, in either language; a plug-in's keep their own."""
    assert in_words(written, "ja", {}) == japanese
    assert in_words(written, "en", {}) == english


@pytest.mark.parametrize(
    ("language", "told"),
    [("ja", "応答がない。版が分からない。"), ("en", "No answer came; the version is not known")],
)
def test_several_reasons_are_sentences_of_their_own(language: str, told: str) -> None:
    """Reasons by their ids follow each other as sentences, whether a text ends with a full stop or not."""
    texts = {
        "first": Text(ja="応答がない。", en="No answer came."),
        "second": Text(ja="版が分からない", en="the version is not known"),
    }
    speaker = Speaker(language, dataclasses.replace(example.CATALOGUE, texts=texts))

    assert speaker.reason("first; second; first") == told
    assert speaker.reason("first") == texts["first"].in_language(language)
