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
            "2回目（所要152ミリ秒の処理を、開始から91ミリ秒で切断）：旧でも新でもない（失われたか壊れた）",
        ),
        ("open: {22, 443}; declared: {22}", "開いているポート：22、443。宣言されたポート：22"),
        ("BIT_FLIP/payload: 1.4.2 → 1.5.0", "「1ビット反転：本体」を渡した後の版：1.4.2 → 1.5.0"),
        ("TELNET: ADMINISTRATOR", "telnetに、管理者によくある利用者名と既知の初期値・弱い値でログインできた"),
        ("0 found (settings: location)", "0件（探した場所：設定の「設置場所」）"),
        ("0 (marker: credential: 40)", "0件（試験で置いた目印（認証値）を40通りの形で探した）"),
        (
            "2 SELF_SIGNED: 1/1, cloud.vendor.example",
            "cloud.vendor.exampleの代わりに自己署名の証明書を示した：接続1回のうち1回で拒否した",
        ),
        (
            "41921 (4-at-once-2-addresses, 2061 ms)",
            "1日に41,921回試せる（クッキーなしの新しい接続で、送信元2、同時4本、1回あたり2061ミリ秒）",
        ),
        ("7 guarded pages of 20 found", "見つかった20ページのうち、認証付きの7ページで試した"),
        (
            "snmp, v3, noAuthNoPriv declared-1",
            "SNMPで応答した要求：v3（エンジンの探索）、noAuthNoPriv（宣言された利用者1）",
        ),
        (
            "snmp, v3, authPriv declared-1 SHA-256 AES-128 in clear, V2C community-2, noAuthNoPriv known-3",
            (
                "SNMPで応答した要求：v3（エンジンの探索）、authPriv（宣言された利用者1 SHA-256 AES-128。応答は平文）、"
                "v2c（コミュニティ名2）、noAuthNoPriv（よく知られた名前の利用者3）"
            ),
        ),
        (
            "requests answered in clear: AUTH_PRIV declared",
            "暗号化せずに応答した要求：宣言された利用者（認証と暗号化あり）",
        ),
        (
            "NO_AUTH declared: answered; V2C well-known: silence",
            "宣言された利用者（認証も暗号化もなし）：応答した。よく知られたコミュニティ名（v2c）：応答なし",
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
    assert told.startswith({"ja": "版は 1.4.2 → 1.5.0。", "en": "the version went from 1.4.2 to 1.5.0; "}[language])
    assert told.endswith(called + answer)


def test_kinds_of_image_have_names_in_both_languages() -> None:
    """An altered image is named by what was done to it, not by its id."""
    assert value_name("TRUNCATED/last-byte", "ja") == "最後の1バイトを欠く"
    assert value_name("TRUNCATED/last-byte", "en") == "last byte missing"
    assert value_name("1-AuthMech/AM-admin", "ja") == "1-AuthMech/AM-admin"


def test_passwords_and_versions_are_named() -> None:
    """Whose password was looked at is told by the row, and for a user with fewer rights by that."""
    assert value_name("version 1.5.0", "ja") == "版（1.5.0）"
    assert value_name("password 1-AuthMech/AM-a", "ja") == "パスワード（1-AuthMech/AM-a）"
    lesser = "password 1-AuthMech/AM-a/lesser_user"
    assert value_name(lesser, "ja") == "権限の少ない利用者のパスワード（1-AuthMech/AM-a）"
    assert value_name(lesser, "en") == "the password of the user with fewer rights of 1-AuthMech/AM-a"


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
            "セッションなしで許された要求：GET /api//logs、PUT /api/settings、ほか3件",
            "requests granted without a session: GET /api//logs, PUT /api/settings and 3 more",
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
            (
                "宣言にないポート：23。開いているポート：22-23、443。"
                "応答も拒否もないポート（開いているとみなす）：なし。宣言されたポート：22、443"
            ),
            (
                "not declared: 23; open: 22-23, 443; neither answering nor refusing (taken as open): none; "
                "declared: 22, 443"
            ),
        ),
        (
            "not declared: {40404}; open={5353} silent={40404} declared={68, 5353}",
            (
                "宣言にないポート：40404。開いているポート：5353。"
                "応答も拒否もないポート（開いているとみなす）：40404。宣言されたポート：68、5353"
            ),
            (
                "not declared: 40404; open: 5353; neither answering nor refusing (taken as open): 40404; "
                "declared: 68, 5353"
            ),
        ),
        (
            "model not at UI-web tcp/443 /about; called the model there: HDC-1000; words like it: none",
            (
                "宣言された型番は、読んだ画面（UI-web tcp/443 /about）のどこにもない。"
                "型番として示された値：HDC-1000。似た語：なし"
            ),
            (
                "the declared model is at none of the places read (UI-web tcp/443 /about); "
                "values called the model there: HDC-1000; words like it: none"
            ),
        ),
        (
            "1.4.2 → 1.4.2; {'time': '2026-01-01T00:00:00Z', 'event': 'update', 'code': 5}",
            "版は 1.4.2 のまま。機器のログ：time=2026-01-01T00:00:00Z、event=update、code=5",
            "the version stayed 1.4.2; the device's log: time=2026-01-01T00:00:00Z, event=update, code=5",
        ),
        (
            "1.4.2 → ; {'event': 'update', 'cut",
            "版は 1.4.2 → 表示なし。機器の応答またはログ：{'event': 'update', 'cut",
            "the version went from 1.4.2 to (none shown); the device's answer or log: {'event': 'update', 'cut",
        ),
        (
            "TRUNCATED/half: written before it was checked; 1.4.2 → 1.4.2; {'code': 'BAD', 'at': 7}",
            "「半分で切り詰め」が、検査の前に書き込まれた（版は 1.4.2 のまま）。機器の応答またはログ：code=BAD、at=7",
            (
                "“cut off at half” was written before it was checked (the version stayed 1.4.2); "
                "the device's answer or log: code=BAD, at=7"
            ),
        ),
        (
            "1.4.2 → 1.5.0; ",
            "版は 1.4.2 → 1.5.0。機器の応答またはログ：なし",
            "the version went from 1.4.2 to 1.5.0; the device's answer or log: none",
        ),
        (
            "1.4.2 → 1.4.2; the device looked at the offer and left it",
            "版は 1.4.2 のまま。機器は配信を見て、取り込まなかった",
            "the version stayed 1.4.2; the device looked at the offer and left it",
        ),
        (
            "BIT_FLIP/payload-2: 1.4.2 → ; no answer for 600 ms",
            "「1ビット反転：2番目の本体」を渡した後の版：1.4.2 → 表示なし。600ミリ秒の間、応答がない",
            "after “one bit flipped: payload 2” the version went from 1.4.2 to (none shown); no answer for 600 ms",
        ),
        (
            "BIT_FLIP/payload: 1.4.2 → 1.4.2; another version after a power cut",
            "「1ビット反転：本体」を渡した後の版：1.4.2 のまま。直後に電源を切って入れ直すと、旧版で起動しない",
            (
                "after “one bit flipped: payload” the version stayed 1.4.2; "
                "cut off power at once, and it does not start with the old one"
            ),
        ),
        (
            "telnet serves who shows no credential",
            "接続しただけの相手に、認証を求めずにコマンド入力のプロンプトを出した（telnetまたは平文の対話）",
            "gave a command prompt to a client that had shown no credential (telnet, or plain text like it)",
        ),
        (
            "mqtt serves who shows no credential",
            "認証値を示さずにmqttで接続した相手に、セッションを開いた",
            "mqtt opened a session for a client that showed no credential",
        ),
        ("setting: lost in the update", "設定：更新で失われた", "setting: lost in the update"),
        ("1-AuthMech/AM-admin: kept", "1-AuthMech/AM-admin：保たれた", "1-AuthMech/AM-admin: kept"),
        (
            "BIT_FLIP/payload tcp/443 /up: 1.4.2 → 1.4.2",
            "tcp/443 /up に送ると書き込まれた（1ビット反転：本体、版は 1.4.2 のまま）",
            "written when sent to tcp/443 /up (one bit flipped: payload; the version stayed 1.4.2)",
        ),
        (
            "BIT_FLIP/payload tcp/443 /up: 1.4.2 → 1.5.0, BIT_FLIP/payload tcp/80 /up: 1.4.2 → 1.5.0",
            (
                "tcp/443 /up に送ると取り込まれた（1ビット反転：本体、版は 1.4.2 → 1.5.0）、"
                "tcp/80 /up に送ると取り込まれた（1ビット反転：本体、版は 1.4.2 → 1.5.0）"
            ),
            (
                "installed when sent to tcp/443 /up (one bit flipped: payload; the version went from 1.4.2 to 1.5.0), "
                "installed when sent to tcp/80 /up (one bit flipped: payload; the version went from 1.4.2 to 1.5.0)"
            ),
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
            "「半分で切り詰め」が、検査の前に書き込まれた（版は 1.4.2 のまま）。機器の応答またはログ：422 {x}",
            (
                "“cut off at half” was written before it was checked (the version stayed 1.4.2); "
                "the device's answer or log: 422 {x}"
            ),
        ),
        (
            "marker: credential: base64 in data/acquired/credentials.json+35",
            "試験で置いた目印（認証値）がbase64の形で、data/acquired/credentials.json の35バイト目にある",
            "a planted mark (credential) stands as base64 in data/acquired/credentials.json, at byte 35",
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
