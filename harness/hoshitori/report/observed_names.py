"""What values, log-ins, kinds of data and altered images are called in Japanese and English."""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text

_NUMBERED_PAYLOADS: Final = 99

VALUES: Final = {
    "setting": Text(ja="設定", en="setting"),
    "personal-data": Text(ja="個人データ", en="personal data"),
    "credential": Text(ja="外部サービスの認証値", en="credential of a service"),
    "TCP": Text(ja="TCP", en="TCP"),
    "BIT_FLIP/payload": Text(ja="1ビット反転：本体", en="one bit flipped: payload"),
    "BIT_FLIP/payload-end": Text(ja="1ビット反転：本体の末尾", en="one bit flipped: end of the payload"),
    "BIT_FLIP/body": Text(ja="1ビット反転：本体", en="one bit flipped: payload"),
    "BIT_FLIP/description": Text(ja="1ビット反転：記述部", en="one bit flipped: description"),
    "BIT_FLIP/signature": Text(ja="1ビット反転：署名", en="one bit flipped: signature"),
    **{
        f"BIT_FLIP/payload-{number}": Text(
            ja=f"1ビット反転：{number}番目の本体", en=f"one bit flipped: payload {number}"
        )
        for number in range(1, _NUMBERED_PAYLOADS + 1)
    },
    "TRUNCATED/half": Text(ja="半分で切り詰め", en="cut off at half"),
    "TRUNCATED/last-byte": Text(ja="最後の1バイトを欠く", en="last byte missing"),
    "TRUNCATED/no-payload": Text(ja="本体を欠く", en="payload missing"),
    "UNSIGNED/supplied": Text(ja="署名なし：提出されたもの", en="unsigned: as supplied"),
    "FOREIGN_SIGNED/supplied": Text(ja="別の鍵による署名：提出されたもの", en="signed by a stranger: as supplied"),
    "RESEALED/payload": Text(
        ja="本体を改変し、要約値をすべて付け直したもの", en="payload altered, every digest mended"
    ),
    "OLDER/supplied": Text(ja="正規の旧版", en="genuine, older version"),
    "REPLAYED/same-version": Text(ja="正規の同じ版の再送", en="genuine, the same version again"),
    "open": Text(ja="開いている", en="open"),
    "enabled": Text(ja="有効", en="enabled"),
    "disabled": Text(ja="無効", en="disabled"),
    "none": Text(ja="なし", en="none"),
}

NAMES: Final = {
    "SELF_SIGNED": Text(ja="自己署名の証明書", en="a self-signed certificate"),
    "WRONG_NAME": Text(ja="別の名前の証明書", en="a certificate for another name"),
    "EXPIRED": Text(ja="期限切れの証明書", en="an expired certificate"),
    "EMPTY": Text(ja="空の値", en="an empty value"),
    "SHORT": Text(ja="短い値", en="a short value"),
    "PAGES": Text(ja="機器の画面またはAPIから変更", en="changed through the device's own pages"),
    "UI": Text(ja="試験環境の操作で変更", en="changed by the bench's hand at the interface"),
    "HTTP_FORM": Text(ja="ログイン画面", en="log-in form"),
    "HTML_FORM": Text(ja="ログイン画面", en="log-in form"),
    "API_LOGIN": Text(ja="APIのログイン", en="log-in by API"),
    "HTTP_BASIC": Text(ja="HTTPのBasic認証", en="HTTP Basic"),
    "HTTP_DIGEST": Text(ja="HTTPのDigest認証", en="HTTP Digest"),
    "SSH_PASSWORD": Text(ja="SSHのパスワード認証", en="SSH password"),
    "TELNET": Text(ja="telnet", en="telnet"),
    "MQTT": Text(ja="MQTT", en="MQTT"),
    "SNMP_COMMUNITY": Text(ja="SNMPのコミュニティ名", en="SNMP community"),
    "HTTP_JSON": Text(ja="APIのログイン", en="log-in by API"),
    "SSH_INTERACTIVE": Text(ja="SSHの対話式認証", en="SSH keyboard-interactive"),
    "SNMP_V1": Text(ja="SNMPv1", en="SNMPv1"),
    "SNMP_V2C": Text(ja="SNMPv2c", en="SNMPv2c"),
    "SNMP_V3": Text(ja="SNMPv3", en="SNMPv3"),
    "ADMINISTRATOR": Text(ja="管理者によくある利用者名", en="a usual name of an administrator"),
    "ORDINARY": Text(ja="一般の利用者名", en="an ordinary user name"),
    "DECLARED": Text(ja="宣言された利用者名", en="a declared user name"),
    "NONE": Text(ja="利用者名なし", en="no user name"),
    "COMPONENT_LIST": Text(ja="部品表によって", en="by the list of components"),
    "ADDRESS": Text(ja="アドレスによって", en="by address"),
    "DIGEST": Text(ja="要約値によって", en="by digest"),
    "MODEL": Text(ja="型番によって", en="by model"),
    "log-in": Text(ja="ログイン", en="log-in"),
    "settings: location": Text(ja="設定の「設置場所」", en="settings: location"),
    "list of users": Text(ja="利用者の一覧", en="list of users"),
    "log of events": Text(ja="ログ", en="log of events"),
    "service key: its comment": Text(ja="保守用の鍵のコメント", en="service key: its comment"),
    "recordings, and settings: owner name": Text(
        ja="録画と、設定の「所有者名」", en="recordings, and settings: owner name"
    ),
    "marker: credential": Text(ja="試験で置いた目印（認証値）", en="a planted mark (credential)"),
    "marker: setting": Text(ja="試験で置いた目印（設定）", en="a planted mark (setting)"),
    "marker: personal-data": Text(ja="試験で置いた目印（個人データ）", en="a planted mark (personal data)"),
    "common": Text(ja="共通", en="common"),
    "unique-per-device": Text(ja="個体ごとに異なる", en="unique to each unit"),
    "v1": Text(ja="v1（コミュニティ名public、平文）", en="v1 (community “public”, in clear)"),
    "v2c": Text(ja="v2c（コミュニティ名public、平文）", en="v2c (community “public”, in clear)"),
    "v3": Text(ja="v3（エンジンの探索）", en="v3 (discovery of the engine)"),
    "user": Text(ja="利用者", en="account"),
    "log": Text(ja="ログ", en="log"),
    "key": Text(ja="鍵", en="key"),
    "serial": Text(ja="シリアル", en="serial"),
    "jtag": Text(ja="JTAG", en="JTAG"),
    "swd": Text(ja="SWD", en="SWD"),
    "usb": Text(ja="USB", en="USB"),
    "user-interface": Text(ja="利用者画面", en="user interface"),
    "password": Text(ja="パスワード", en="password"),
    "client-certificate": Text(ja="クライアント証明書", en="client certificate"),
    "PLAIN": Text(ja="平文", en="plain text"),
    "BASE64": Text(ja="Base64", en="Base64"),
    "HEX": Text(ja="16進", en="hexadecimal"),
    "URL": Text(ja="URLの符号化", en="URL encoding"),
    "UTF16": Text(ja="UTF-16", en="UTF-16"),
    "JSON": Text(ja="JSONのエスケープ", en="JSON escapes"),
    "HTML": Text(ja="HTMLの符号化", en="HTML encoding"),
    "SENT": Text(ja="機器が送信", en="sent by the device"),
    "RECEIVED": Text(ja="機器が受信", en="received by the device"),
    "REQUIRED": Text(ja="宣言により利用者が送信", en="sent by users, as declared"),
    "plain": Text(ja="平文", en="plain text"),
    "hex": Text(ja="16進", en="hexadecimal"),
    "percent": Text(ja="パーセント符号化", en="percent-encoding"),
    "none": Text(ja="なし", en="none"),
}

KINDS: Final = {
    "NAME_LOOKUP": Text(ja="名前の問い合わせ", en="DNS look-up:"),
    "HTTP_REQUEST": Text(ja="HTTPの要求", en="HTTP request:"),
    "TLS_SERVER_NAME": Text(ja="TLSの接続先の名前", en="TLS connection to"),
    "UPLOAD_FORM": Text(ja="ファイル送信欄", en="upload form at"),
    "UPDATE_PAGE": Text(ja="更新のページ", en="update page at"),
    "UPDATE_API": Text(ja="更新のAPI", en="update API at"),
    "HTML_FORM": Text(ja="ログイン画面", en="log-in form at"),
    "API_LOGIN": Text(ja="APIのログイン", en="log-in by API at"),
    "HTTP_BASIC": Text(ja="HTTPのBasic認証", en="HTTP Basic at"),
    "HTTP_DIGEST": Text(ja="HTTPのDigest認証", en="HTTP Digest at"),
    "SSH_KEY": Text(ja="SSHの公開鍵認証", en="SSH log-in by key:"),
    "SSH_PASSWORD": Text(ja="SSHのパスワード認証", en="SSH log-in by password:"),
    "SNMP_COMMUNITY": Text(ja="SNMPのコミュニティ名", en="SNMP community:"),
    "SNMP_USER": Text(ja="SNMPv3の利用者", en="SNMPv3 user:"),
    "V1 well-known": Text(ja="よく知られたコミュニティ名（v1）", en="a well-known community (v1)"),
    "V2C well-known": Text(ja="よく知られたコミュニティ名（v2c）", en="a well-known community (v2c)"),
    "NO_AUTH declared": Text(
        ja="宣言された利用者（認証も暗号化もなし）", en="the declared user (neither authentication nor privacy)"
    ),
    "NO_AUTH well-known": Text(
        ja="よく知られた名前の利用者（認証も暗号化もなし）",
        en="a user of a well-known name (neither authentication nor privacy)",
    ),
    "AUTH_NO_PRIV declared": Text(
        ja="宣言された利用者（認証あり、暗号化なし）", en="the declared user (authentication, no privacy)"
    ),
    "AUTH_NO_PRIV well-known": Text(
        ja="よく知られた値（認証あり、暗号化なし）", en="a well-known value (authentication, no privacy)"
    ),
    "AUTH_PRIV declared": Text(
        ja="宣言された利用者（認証と暗号化あり）", en="the declared user (authentication and privacy)"
    ),
    "AUTH_PRIV well-known": Text(
        ja="よく知られた値（認証と暗号化あり）", en="a well-known value (authentication and privacy)"
    ),
    "CLIENT_CERTIFICATE": Text(ja="クライアント証明書", en="client certificate:"),
}
