"""What tests saw of passwords, communities and keys, told in Japanese and English."""

from __future__ import annotations

import pytest

from hoshitori.report.observed import observation_in_words


@pytest.mark.parametrize(
    ("written", "japanese", "english"),
    [
        (
            "HTTP_FORM /login: ADMINISTRATOR",
            "ログイン画面（/login）に、管理者によくある利用者名と既知の初期値・弱い値でログインできた",
            "log-in form (/login) opened for a usual name of an administrator with a known default or weak value",
        ),
        (
            "HTTP_BASIC camera: area 1: DECLARED",
            "HTTPのBasic認証（camera: area 1）に、宣言された利用者名と既知の初期値・弱い値でログインできた",
            "HTTP Basic (camera: area 1) opened for a declared user name with a known default or weak value",
        ),
        (
            "HTTP_FORM /login: ADMINISTRATOR, HTTP_JSON /api/login: ORDINARY",
            (
                "ログイン画面（/login）に、管理者によくある利用者名と既知の初期値・弱い値でログインできた、"
                "APIのログイン（/api/login）に、一般の利用者名と既知の初期値・弱い値でログインできた"
            ),
            (
                "log-in form (/login) opened for a usual name of an administrator with a known default or weak value, "
                "log-in by API (/api/login) opened for an ordinary user name with a known default or weak value"
            ),
        ),
        (
            "HTTP_FORM: a random wrong value opened a session",
            "ログイン画面に、でたらめに作った値でログインできた",
            "log-in form opened for a value made at random",
        ),
        (
            "snmp serves who shows no credential",
            "認証値のないSNMPの要求に応答した",
            "an SNMP request that brought no credential was answered",
        ),
        (
            "764226 (4-at-once-2-addresses, 113 ms)",
            "1日に764,226回試せる（クッキーなしの新しい接続で、送信元2、同時4本、1回あたり113ミリ秒）",
            "764,226 tries a day (fresh connections, no cookies; 4 at once, addresses used: 2, 113 ms a try)",
        ),
        (
            (
                "1-AuthMech/AM-admin: md5 in data/users.md5+11; "
                "1-AuthMech/AM-admin/lesser_user_secret: md5 in data/users.md5+114; and 3 more"
            ),
            (
                "1-AuthMech/AM-adminの認証値がソルトのないMD5ハッシュの形で、data/users.md5 の11バイト目にある。"
                "1-AuthMech/AM-adminの権限の少ない利用者の認証値がソルトのないMD5ハッシュの形で、"
                "data/users.md5 の114バイト目にある。ほか3か所"
            ),
            (
                "the value of 1-AuthMech/AM-admin stands as an MD5 hash without salt in data/users.md5, at byte 11; "
                "the value of the user with fewer rights of 1-AuthMech/AM-admin stands as an MD5 hash without salt in "
                "data/users.md5, at byte 114; and 3 more places"
            ),
        ),
        (
            "PEM data/keys/update.pem+0",
            "パスフレーズのない秘密鍵がPEMの形で、data/keys/update.pem の0バイト目にある",
            "a private key without a passphrase stands as PEM in data/keys/update.pem, at byte 0",
        ),
        (
            "NO_AUTH declared: error 16; AUTH_PRIV well-known: usmStatsWrongDigests, silence",
            (
                "宣言された利用者（認証も暗号化もなし）：エラー16。"
                "よく知られた値（認証と暗号化あり）：usmStatsWrongDigests、応答なし"
            ),
            (
                "the declared user (neither authentication nor privacy): error 16; "
                "a well-known value (authentication and privacy): usmStatsWrongDigests, silence"
            ),
        ),
        ("declared: common", "宣言：共通", "declared: common"),
        ("{1900, 5353}", "応答したポート：1900、5353", "ports that answered: 1900, 5353"),
        (
            "CN=camera: EC 192, sha1",
            "証明書 CN=camera：鍵は192ビットのEC、署名のハッシュはsha1",
            "certificate CN=camera: its key is EC of 192 bits, it is signed with sha1",
        ),
        (
            "CN=camera: Ed25519 256, ",
            "証明書 CN=camera：鍵は256ビットのEd25519",
            "certificate CN=camera: its key is Ed25519 of 256 bits",
        ),
        (
            "changed by the deletion: tcp/443, tcp/8883",
            "削除の前後で鍵が変わった：tcp/443、tcp/8883",
            "the key changed with the deletion: tcp/443, tcp/8883",
        ),
        (
            "0 (1-AuthMech/AM-admin: 40, marker: credential: 30)",
            "0件（1-AuthMech/AM-adminの認証値を40通りの形で探した、試験で置いた目印（認証値）を30通りの形で探した）",
            "none (the value of 1-AuthMech/AM-admin in 40 spellings, a planted mark (credential) in 30 spellings)",
        ),
    ],
)
def test_secrets_are_told_by_whose_they_are_and_where_they_stand(written: str, japanese: str, english: str) -> None:
    """Who was let in, and where whose value stands, is a sentence about this device in either language."""
    assert observation_in_words(written, "ja") == japanese
    assert observation_in_words(written, "en") == english


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_place_that_is_not_understood_leaves_all_as_written(language: str) -> None:
    """A list of places of which one is something else stands as it was written: nothing of it is lost."""
    written = "1-AuthMech/AM-admin: md5 in data/users.md5+11; somewhere else"
    assert observation_in_words(written, language) == written
