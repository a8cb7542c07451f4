"""What tests saw, told in Japanese and English."""

from __future__ import annotations

import re
import string

import pytest

from hoshitori.model.catalogue import Text
from hoshitori.report.observed import observation_in_words, parameter_name, value_name
from hoshitori.report.observed_faults import CUTS, FAULTS


@pytest.mark.parametrize(
    ("written", "japanese"),
    [
        ("cut 1: not there any more", "1回目：復旧後には失われている"),
        (
            "cut 2, 91 ms into 152 ms: NEITHER",
            "2回目（152ミリ秒のうち91ミリ秒で切断）：旧でも新でもない（失われたか壊れた）",
        ),
        ("open: {22, 443}; declared: {22}", "開いているポート {22, 443}、宣言されたポート {22}"),
        ("BIT_FLIP/payload: 1.4.2 → 1.5.0", "「1ビット反転：本体」を渡した後の版：1.4.2 → 1.5.0"),
        ("TELNET: ADMINISTRATOR", "telnetに、管理者によくある利用者名と既知の初期値・弱い値でログインできた"),
        ("0 found (settings: location)", "0件（探した場所：設定の「設置場所」）"),
        ("0 (marker: credential: 40)", "0件（目印（認証値）を40通りの形で探した）"),
        (
            "2 SELF_SIGNED: 1/1, cloud.vendor.example",
            "cloud.vendor.exampleの代わりに自己署名の証明書を示した：接続1回のうち1回で拒否した",
        ),
        (
            "41921 (4-at-once-2-addresses, 2061 ms)",
            "1日に41,921回試せる（クッキーなしの新しい接続で、送信元2、同時4本、1回あたり2061ミリ秒）",
        ),
        ("7 guarded pages of 20 found", "見つかった20ページのうち、認証付きの7ページで試した"),
        ("snmp, v3, noAuthNoPriv declared-1", "SNMPで応答した要求：v3、noAuthNoPriv（宣言された利用者1）"),
        (
            "snmp, v3, authPriv declared-1 SHA-256 AES-128 in clear, V2C community-2, noAuthNoPriv known-3",
            (
                "SNMPで応答した要求：v3、authPriv（宣言された利用者1 SHA-256 AES-128。応答は平文）、"
                "v2c（コミュニティ名2）、noAuthNoPriv（よく知られた名前の利用者3）"
            ),
        ),
        (
            "requests answered in clear: AUTH_PRIV declared",
            "暗号化せずに応答した要求：宣言された利用者（認証と暗号化あり）",
        ),
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


@pytest.mark.parametrize(
    ("written", "japanese", "english"),
    [
        (
            "given without a session: GET /api//logs, PUT /api/settings and 3 more",
            "セッションなしで得られた：GET /api//logs、PUT /api/settingsほか3件",
            "given without a session: GET /api//logs, PUT /api/settings and 3 more",
        ),
        (
            "SHORT: 7; taken as the first password, 8 declared as the least",
            "短い値（7文字）が最初のパスワードとして受け付けられた（宣言された最短は8文字）",
            "a short value (7 characters) was taken as the first password; the declared least is 8",
        ),
        (
            "old value before: opened; change: the device said that it was done; new value: refused; old value: opened",
            "変更前に、前の値：ログインできた。変更：機器は完了と知らせた。変更後に、新しい値：拒否された。変更後に、前の値：ログインできた",
            (
                "before the change, the old value: opened a session; the change: the device said that it was done; "
                "after the change, the new value: was refused; after the change, the old value: opened a session"
            ),
        ),
        (
            "not declared: {23}; open: {22-23, 443}; silent: {}; declared: {22, 443}",
            "宣言にないポート {23}。開いているポート {22-23, 443}、応答のないポート {}、宣言されたポート {22, 443}",
            "not declared: {23}; open {22-23, 443}, silent {}, declared {22, 443}",
        ),
        (
            "SNMP_V1: NONE, SNMP_V2C: NONE",
            "SNMPv1がよく知られたコミュニティ名に応答した、SNMPv2cがよく知られたコミュニティ名に応答した",
            "SNMPv1 answered to a well-known community, SNMPv2c answered to a well-known community",
        ),
        (
            "quotation not in D-guide, but in D-other: 期間は3年です。 (サポート)",
            "文書 D-guide の中に見つからず、別の文書 D-other にある。引用：「期間は3年です。」（サポート）",
            "not in document D-guide, but in another one, D-other; the quotation: “期間は3年です。” (サポート)",
        ),
        (
            "TRUNCATED/half: written before it was checked; 1.4.2 → 1.4.2; 422 {x}",
            "半分で切り詰め：検査の前に書き込まれた（版 1.4.2 → 1.4.2）。機器の応答またはログ：422 {x}",
            (
                "cut off at half: written before it was checked (version 1.4.2 → 1.4.2); "
                "the device's answer or log: 422 {x}"
            ),
        ),
        (
            "marker: credential: base64 in data/acquired/credentials.json+35",
            "目印（認証値）がbase64の形で、data/acquired/credentials.json の35バイト目にある",
            "marker (credential) stands as base64 in data/acquired/credentials.json, at byte 35",
        ),
        (
            "found after the deletion: list of users, plain in data/log.old/events.jsonl",
            "削除の後に見つかった：利用者の一覧、data/log.old/events.jsonl（平文）",
            "found after the deletion: list of users, data/log.old/events.jsonl (plain text)",
        ),
        (
            (
                "the device kept: setting (settings: location), "
                "credential (credentials: the secret of service-1, which is never shown)"
            ),
            "保存されていた：設定（設定の「設置場所」）、外部サービスの認証値（外部サービスservice-1の秘密（画面には表示されない））",
            (
                "kept: setting (settings: location), "
                "credential of a service (the secret of service-1, which is never shown)"
            ),
        ),
        (
            "served in clear: /api/status (401 application/json, asks for a password), /x (200 text/html)",
            "平文で応答したパス：/api/status（401 application/json、パスワードを求める）、/x（200 text/html）",
            "served in clear: /api/status (401 application/json, asks for a password), /x (200 text/html)",
        ),
        (
            "met-12 PLAIN SENT tcp/192.0.2.1:80 ×1",
            "試験中に入れた目印（met-12）が平文で通信に現れた（機器が送信、tcp/192.0.2.1:80、1回）",
            "a mark that was planted (met-12) was on the wire as plain text (sent by the device, tcp/192.0.2.1:80, ×1)",
        ),
    ],
)
def test_what_is_wrong_is_told_in_both_languages(written: str, japanese: str, english: str) -> None:
    """What a case found wrong is a sentence about this device in either language, its values kept."""
    assert observation_in_words(written, "ja") == japanese
    assert observation_in_words(written, "en") == english


@pytest.mark.parametrize(("pattern", "text"), [*CUTS, *FAULTS])
def test_no_value_is_lost_or_invented(pattern: str, text: Text) -> None:
    """Each sentence has in both languages exactly the values that its pattern reads."""
    read = set(re.compile(pattern).groupindex)
    for words in (text.ja, text.en):
        assert {name for _, name, _, _ in string.Formatter().parse(words) if name} == read


def test_whose_words_is_told_only_where_it_is_known() -> None:
    """A published summary and an assessor's reason are told apart where one mark alone stands between them."""
    known = "CVE-2026-1, a@1: overflow / cannot be reached"
    assert (
        observation_in_words(known, "en") == "CVE-2026-1 (a@1); as published: overflow; the assessor: cannot be reached"
    )
    unknown = "CVE-2026-1, a@1: read / write overflow / cannot be reached"
    assert observation_in_words(unknown, "en") == unknown
