"""What tests saw, told in Japanese and English."""

from __future__ import annotations

import pytest

from hoshitori.report.observed import observation_in_words, parameter_name, value_name


@pytest.mark.parametrize(
    ("written", "japanese"),
    [
        ("cut 1: not there any more", "1回目：復旧後には失われている"),
        (
            "cut 2, 91 ms into 152 ms: NEITHER",
            "2回目（152ミリ秒のうち91ミリ秒で切断）：旧でも新でもない（失われたか壊れた）",
        ),
        ("open: {22, 443}; declared: {22}", "開いているポート {22, 443}、宣言されたポート {22}"),
        ("BIT_FLIP/payload: 1.4.2 → 1.5.0", "1ビット反転：本体: 1.4.2 → 1.5.0"),
        ("TELNET: ADMINISTRATOR", "telnetに、管理者によくある利用者名でログインできた"),
        ("0 found (settings: location)", "0件（探した場所：設定の「設置場所」）"),
        ("0 (marker: credential: 40)", "0件（目印（認証値）を40通りの形で探した）"),
        (
            "2 SELF_SIGNED: 1/1, cloud.vendor.example",
            "cloud.vendor.exampleの代わりに自己署名の証明書を示した：接続1回のうち1回で拒否した",
        ),
        (
            "41921 (4-at-once-2-addresses, 2061 ms)",
            "1日に41921回（送信元2、同時4本、1回あたり2061ミリ秒）",
        ),
        ("7 guarded pages of 20 found", "見つかった20ページのうち、認証付きの7ページで試した"),
        ("snmp, v3, noAuthNoPriv declared-1", "SNMPで応答した要求：v3, noAuthNoPriv declared-1"),
        (
            "NO_AUTH declared: answered; V2C well-known: silence",
            "宣言された利用者（認証も暗号化もなし）: answered; よく知られたコミュニティ名（v2c）: silence",
        ),
    ],
)
def test_what_a_test_wrote_is_told_in_japanese(written: str, japanese: str) -> None:
    """A sentence of the harness's own is told in Japanese, its numbers kept."""
    assert observation_in_words(written, "ja") == japanese


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_a_device_wrote_stands(language: str) -> None:
    """An answer of a device is called one, and stands as it was written, whatever braces or words it holds."""
    answer = '200 {"accepted": true, "message": "{n} open"}'
    called = {"ja": "機器の応答：", "en": "the device answered: "}[language]
    assert observation_in_words(answer, language) == called + answer
    told = observation_in_words(f"1.4.2 → 1.5.0; {answer}", language)
    assert told.startswith("1.4.2 → 1.5.0")
    assert told.endswith(called + answer)


def test_kinds_of_image_have_names_in_both_languages() -> None:
    """An altered image is named by what was done to it, not by its id."""
    assert value_name("TRUNCATED/last-byte", "ja") == "最後の1バイトを欠く"
    assert value_name("TRUNCATED/last-byte", "en") == "last byte missing"
    assert value_name("1-AuthMech/AM-admin", "ja") == "1-AuthMech/AM-admin"


def test_a_moment_is_told_in_words() -> None:
    """When a cable is pulled is told in words; a parameter without words stands as `name=value`."""
    assert parameter_name("moment", "idle", "ja") == "待機中に切る"
    assert parameter_name("moment", "idle", "en") == "cut while idle"
    assert parameter_name("colour", "blue", "ja") == "colour=blue"
