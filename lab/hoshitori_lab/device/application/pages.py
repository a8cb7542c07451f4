"""The web pages, in Japanese: the same operations as the REST interface, behind the same guards."""

from __future__ import annotations

import json
from html import escape
from http import HTTPStatus
from typing import Final

from . import api
from .accounts import SHORTEST_PASSWORD, Role
from .html import field, form, page, script, sentence, table
from .system import System
from .web import SESSION_COOKIE, THROTTLE_COOKIE, Access, Answer, Request, Route, cookie, json_answer, redirect

_LABELS: Final = {
    "device_name": "機器の名前",
    "location": "設置場所",
    "owner_name": "管理者の氏名",
    "owner_contact": "管理者の連絡先",
    "time_zone": "時間帯",
    "picture_interval_seconds": "撮影間隔（秒）",
}
_UPLOAD: Final = """document.getElementById('send').onclick = async () => {
  const file = document.getElementById('image').files[0];
  if (!file) return;
  const answer = await fetch('/api/update', {method: 'POST', body: file});
  const outcome = await answer.json();
  document.getElementById('outcome').textContent = outcome.message || outcome.error;
}"""


def message(system: System, text: str, *, status: int = 200, menu: bool = True) -> Answer:
    """Show one sentence."""
    return page(system, "お知らせ", sentence(text), menu=menu, status=status)


def first_use_page(system: System, _request: Request) -> Answer:
    """Ask for the administrator's first password."""
    text = f"はじめに管理者（admin）のパスワードを{SHORTEST_PASSWORD}文字以上で設定してください。"
    fields = field("パスワード", "password", kind="password", shortest=SHORTEST_PASSWORD)
    return page(system, "初期設定", sentence(text) + form("/first-use", fields, "設定する"), menu=False)


def first_use(system: System, request: Request) -> Answer:
    """Set the administrator's first password."""
    done = api.first_use(system, _as_json(request, password=request.form().get("password", "")))
    if done.status == HTTPStatus.CREATED:
        return redirect("/", *done.headers)
    return message(system, _said(done), status=done.status, menu=False)


def login_page(system: System, _request: Request) -> Answer:
    """Ask for name and password; the footer shows model and version."""
    if system.accounts.first_use:
        return redirect("/first-use")
    fields = field("利用者名", "user") + field("パスワード", "password", kind="password")
    return page(system, "ログイン", form("/login", fields, "ログイン"), menu=False)


def login(system: System, request: Request) -> Answer:
    """Open a session."""
    if system.accounts.first_use:
        return redirect("/first-use")
    filled = request.form()
    browser = request.cookies.get(THROTTLE_COOKIE, "")
    ruling, token = system.log_in(filled.get("user", ""), filled.get("password", ""), browser, request.client)
    kept = () if ruling.cookie is None else (cookie(THROTTLE_COOKIE, ruling.cookie),)
    if token is not None:
        return redirect("/", cookie(SESSION_COOKIE, token), *kept)
    if ruling.looked:
        shown = message(system, "利用者名またはパスワードが違います。", menu=False)
        return Answer(status=HTTPStatus.UNAUTHORIZED, body=shown.body, kind=shown.kind, headers=kept)
    shown = message(system, "しばらく待ってからやり直してください。", menu=False)
    wait = ("Retry-After", str(-(-ruling.retry_after_milliseconds // 1000)))
    return Answer(status=HTTPStatus.TOO_MANY_REQUESTS, body=shown.body, kind=shown.kind, headers=(*kept, wait))


def logout(system: System, request: Request) -> Answer:
    """End the session."""
    return redirect("/login", *api.log_out(system, request).headers)


def status_page(system: System, request: Request) -> Answer:
    """What the device is doing."""
    return page(system, "状態", sentence(f"{request.user.name}としてログインしています。") + table(system.services))


def settings_page(system: System, _request: Request) -> Answer:
    """Show the settings in a form."""
    fields = "".join(field(_LABELS[name], name, value=value) for name, value in system.settings().items())
    return page(system, "設定", form("/settings", fields, "保存する"))


def settings(system: System, request: Request) -> Answer:
    """Change settings."""
    done = api.change_settings(system, _as_json(request, **request.form()))
    return redirect("/settings") if done.status == HTTPStatus.OK else message(system, _said(done), status=done.status)


def account_page(system: System, _request: Request) -> Answer:
    """Ask for the old and the new password."""
    fields = field("現在のパスワード", "old", kind="password")
    fields += field("新しいパスワード", "new", kind="password", shortest=SHORTEST_PASSWORD)
    return page(system, "パスワードの変更", form("/account", fields, "変更する"))


def account(system: System, request: Request) -> Answer:
    """Change one's own password."""
    filled = request.form()
    done = api.change_password(system, _as_json(request, old=filled.get("old", ""), new=filled.get("new", "")))
    text = "パスワードを変更しました。" if done.status == HTTPStatus.OK else _said(done)
    return message(system, text, status=done.status)


def service_key_page(system: System, _request: Request) -> Answer:
    """Show the public key of service staff and take another."""
    shown = table({"現在の公開鍵": system.service_key.current()})
    return page(system, "保守用の鍵", shown + form("/service-key", field("新しい公開鍵", "key"), "入れ替える"))


def service_key(system: System, request: Request) -> Answer:
    """Take another public key of service staff."""
    done = api.replace_service_key(system, _as_json(request, key=request.form().get("key", "")))
    return (
        redirect("/service-key") if done.status == HTTPStatus.OK else message(system, _said(done), status=done.status)
    )


def users_page(system: System, _request: Request) -> Answer:
    """Show the accounts and a form for a new one."""
    fields = field("利用者名", "name") + field("パスワード", "password", kind="password", shortest=SHORTEST_PASSWORD)
    rows = table({account.name: account.role.value for account in system.accounts.list()})
    return page(system, "利用者", rows + form("/users", fields, "追加する"))


def users(system: System, request: Request) -> Answer:
    """Create an account that may look but not change."""
    filled = request.form()
    wanted = {"name": filled.get("name", ""), "password": filled.get("password", ""), "role": Role.VIEWER.value}
    done = api.add_user(system, _as_json(request, **wanted))
    return redirect("/users") if done.status == HTTPStatus.CREATED else message(system, _said(done), status=done.status)


def logs_page(system: System, _request: Request) -> Answer:
    """Show the latest events."""
    lines = "".join(sentence(json.dumps(line, ensure_ascii=False)) for line in reversed(system.logbook.latest()))
    return page(system, "ログ", lines)


def update_page(system: System, _request: Request) -> Answer:
    """Show the running version and take an image."""
    body = sentence(f"現在の版：{system.updater.version}") + sentence(
        "更新ファイル（.swu）の署名を確認してから書き込みます。"
    )
    body += '<input type="file" id="image"><button id="send">更新する</button><p id="outcome"></p>' + script(_UPLOAD)
    return page(system, "ソフトウェアの更新", body)


def service_page(system: System, _request: Request) -> Answer:
    """Take an image from service staff."""
    if not system.behaviour.service_upload:
        return json_answer({"error": "NOT_FOUND"}, 404)
    body = sentence("サービス員用：ファームウェアを直接書き込みます。")
    body += '<input type="file" id="image"><button id="send">書き込む</button><p id="outcome"></p>'
    return page(system, "保守", body + script(_UPLOAD.replace("/api/update", "/api/maintenance/image")))


def reset_page(system: System, _request: Request) -> Answer:
    """Ask before erasing."""
    warning = (
        "設定、利用者、パスワード、ログ、録画、登録した認証値をすべて消去します。ソフトウェアの版はそのまま残ります。"
    )
    fields = field("消去する場合はeraseと入力してください", "confirm")
    return page(system, "データ消去", sentence(warning, warning=True) + form("/reset", fields, "消去する"))


def reset(system: System, request: Request) -> Answer:
    """Erase the data part."""
    done = api.reset(system, _as_json(request, confirm=request.form().get("confirm", "")))
    return message(system, _said(done), status=done.status, menu=False)


def about_page(system: System, _request: Request) -> Answer:
    """Model, versions and components."""
    identity = system.environment.identity
    model = {"型番": system.model_shown} if system.model_shown else {}
    facts = {"製造者": identity.maker, **model, "ハードウェア": identity.hardware}
    return page(
        system, "製品情報", table({**facts, "ソフトウェア": system.updater.version, **system.components}), menu=False
    )


def upnp(system: System, _request: Request) -> Answer:
    """The UPnP description the device announces: what it is and where its page is, no service to call."""
    identity = system.environment.identity
    device = {
        "deviceType": "urn:schemas-upnp-org:device:Basic:1",
        "friendlyName": "Hoshitori Demo Camera",
        "manufacturer": identity.maker,
        "modelName": identity.model,
        "UDN": f"uuid:{identity.serial}",
        "presentationURL": f"https://{identity.address}/",
    }
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in device.items())
    xml = (
        '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0">'
        f"<specVersion><major>1</major><minor>1</minor></specVersion><device>{inner}</device></root>"
    )
    return Answer(body=xml.encode(), kind="text/xml; charset=utf-8")


def _said(answer: Answer) -> str:
    return str(json.loads(answer.body).get("message", ""))


def _as_json(request: Request, **document: str) -> Request:
    return Request(
        method=request.method,
        path=request.path,
        body=json.dumps(document).encode(),
        cookies=request.cookies,
        client=request.client,
        session=request.session,
        account=request.account,
        tail=request.tail,
    )


ROUTES: Final = (
    Route(method="GET", path="/first-use", access=Access.FIRST_USE, handler=first_use_page, page=True),
    Route(method="POST", path="/first-use", access=Access.FIRST_USE, handler=first_use, page=True),
    Route(method="GET", path="/login", access=Access.PUBLIC, handler=login_page, page=True),
    Route(method="POST", path="/login", access=Access.PUBLIC, handler=login, page=True),
    Route(method="POST", path="/logout", access=Access.USER, handler=logout, page=True),
    Route(method="GET", path="/", access=Access.USER, handler=status_page, page=True),
    Route(method="GET", path="/settings", access=Access.USER, handler=settings_page, page=True),
    Route(method="POST", path="/settings", access=Access.ADMINISTRATOR, handler=settings, page=True),
    Route(method="GET", path="/account", access=Access.USER, handler=account_page, page=True),
    Route(method="POST", path="/account", access=Access.USER, handler=account, page=True),
    Route(method="GET", path="/service-key", access=Access.ADMINISTRATOR, handler=service_key_page, page=True),
    Route(method="POST", path="/service-key", access=Access.ADMINISTRATOR, handler=service_key, page=True),
    Route(method="GET", path="/users", access=Access.ADMINISTRATOR, handler=users_page, page=True),
    Route(method="POST", path="/users", access=Access.ADMINISTRATOR, handler=users, page=True),
    Route(method="GET", path="/logs", access=Access.ADMINISTRATOR, handler=logs_page, page=True),
    Route(method="GET", path="/update", access=Access.ADMINISTRATOR, handler=update_page, page=True),
    Route(method="GET", path="/maintenance", access=Access.ADMINISTRATOR, handler=service_page, page=True),
    Route(method="GET", path="/reset", access=Access.ADMINISTRATOR, handler=reset_page, page=True),
    Route(method="POST", path="/reset", access=Access.ADMINISTRATOR, handler=reset, page=True),
    Route(method="GET", path="/about", access=Access.PUBLIC, handler=about_page, page=True),
    Route(method="GET", path="/description.xml", access=Access.PUBLIC, handler=upnp, page=True),
)
