"""The web pages, in Japanese: the same operations as the REST interface, behind the same guards."""

from __future__ import annotations

import json
from html import escape
from typing import Final

from . import api
from .accounts import SHORTEST_PASSWORD, Role
from .system import System
from .web import SESSION_COOKIE, THROTTLE_COOKIE, Access, Answer, Request, Route, cookie, redirect

_STYLE: Final = (
    "body{font:16px/1.6 system-ui,sans-serif;margin:0;color:#1b2330;background:#f5f6f8}"
    "header{background:#1f3a5f;color:#fff;padding:.8em 1.5em}header a{color:#cfe0f5;margin-right:1em}"
    "main{max-width:46em;margin:1.5em auto;padding:1em 1.5em;background:#fff;border:1px solid #d8dde5}"
    "label{display:block;margin:.6em 0}input,select{font:inherit;padding:.3em}button{font:inherit;padding:.4em 1.2em}"
    "table{border-collapse:collapse}td,th{border:1px solid #d8dde5;padding:.2em .6em;text-align:left}.warn{color:#a40000}"
)
_MENU: Final = (
    ("/", "状態"), ("/settings", "設定"), ("/account", "パスワード"), ("/users", "利用者"), ("/logs", "ログ"),
    ("/update", "更新"), ("/reset", "データ消去"), ("/about", "製品情報"),
)  # fmt: skip
_LABELS: Final = {
    "device_name": "機器の名前", "location": "設置場所", "owner_name": "管理者の氏名", "owner_contact": "管理者の連絡先",
    "time_zone": "時間帯", "picture_interval_seconds": "撮影間隔（秒）",
}  # fmt: skip


def page(system: System, title: str, body: str, *, menu: bool = True, status: int = 200) -> Answer:
    """Wrap a page's body, which is already escaped."""
    identity = system.environment.identity
    links = "".join(f'<a href="{path}">{name}</a>' for path, name in _MENU) if menu else ""
    leave = '<form method="post" action="/logout"><button>ログアウト</button></form>' if menu else ""
    model = f"{escape(identity.model)}　" if system.behaviour.shows_model else ""
    html = (
        f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{escape(title)} - HDC</title><style>{_STYLE}</style></head>'
        f"<body><header><strong>Hoshitori Demo Camera</strong> {links}</header><main><h1>{escape(title)}</h1>{body}{leave}</main>"
        f"<footer><main>{escape(identity.maker)}　{model}ソフトウェア {escape(system.updater.version)}</main></footer></body></html>"
    )
    return Answer(status=status, body=html.encode(), kind="text/html; charset=utf-8")


def message(system: System, text: str, *, status: int = 200, menu: bool = True) -> Answer:
    """Show one sentence."""
    return page(system, "お知らせ", f"<p>{escape(text)}</p>", menu=menu, status=status)


def _sentence(answer: Answer) -> str:
    return str(json.loads(answer.body).get("message", ""))


def _as_json(request: Request, document: dict[str, str]) -> Request:
    return Request(
        method=request.method, path=request.path, body=json.dumps(document).encode(), cookies=request.cookies,
        client=request.client, session=request.session, account=request.account, tail=request.tail,
    )  # fmt: skip


def first_use_page(system: System, _request: Request) -> Answer:
    """Ask for the administrator's first password."""
    body = (
        f"<p>はじめに管理者（admin）のパスワードを設定してください（{SHORTEST_PASSWORD}文字以上）。設定するまで他の機能は使えません。</p>"
        f'<form method="post" action="/first-use"><label>パスワード <input type="password" name="password" minlength="{SHORTEST_PASSWORD}" required></label>'
        "<button>設定する</button></form>"
    )
    return page(system, "初期設定", body, menu=False)


def first_use(system: System, request: Request) -> Answer:
    """Set the administrator's first password."""
    done = api.first_use(system, _as_json(request, {"password": request.form().get("password", "")}))
    return redirect("/", *done.headers) if done.status == 201 else message(system, _sentence(done), status=400, menu=False)  # noqa: PLR2004


def login_page(system: System, _request: Request) -> Answer:
    """Ask for name and password; the footer shows model and version."""
    if system.accounts.first_use:
        return redirect("/first-use")
    body = (
        '<form method="post" action="/login"><label>利用者名 <input name="user" autocomplete="username" required></label>'
        '<label>パスワード <input type="password" name="password" autocomplete="current-password" required></label><button>ログイン</button></form>'
    )
    return page(system, "ログイン", body, menu=False)


def login(system: System, request: Request) -> Answer:
    """Open a session."""
    if system.accounts.first_use:
        return redirect("/first-use")
    form = request.form()
    name = form.get("user", "")
    ruling, token = system.log_in(name, form.get("password", ""), request.cookies.get(THROTTLE_COOKIE, ""), request.client)
    kept = () if ruling.cookie is None else (cookie(THROTTLE_COOKIE, ruling.cookie),)
    if token is not None:
        return redirect("/", cookie(SESSION_COOKIE, token), *kept)
    shown = message(system, "利用者名またはパスワードが違います。" if ruling.looked else "しばらく待ってからやり直してください。", menu=False)
    wait = () if ruling.looked else (("Retry-After", str(-(-ruling.retry_after_milliseconds // 1000))),)
    return Answer(status=401 if ruling.looked else 429, body=shown.body, kind=shown.kind, headers=kept + wait)


def logout(system: System, request: Request) -> Answer:
    """End the session."""
    return redirect("/login", *api.log_out(system, request).headers)


def status_page(system: System, request: Request) -> Answer:
    """What the device is doing."""
    services = "".join(f"<tr><th>{escape(name)}</th><td>{escape(state)}</td></tr>" for name, state in system.services.items())
    return page(system, "状態", f"<p>{escape(request.user.name)}としてログインしています。</p><table>{services}</table>")


def settings_page(system: System, _request: Request) -> Answer:
    """Show the settings in a form."""
    fields = "".join(
        f'<label>{_LABELS[name]} <input name="{name}" value="{escape(value, quote=True)}"></label>' for name, value in system.settings().items()
    )
    return page(system, "設定", f'<form method="post" action="/settings">{fields}<button>保存する</button></form>')


def settings(system: System, request: Request) -> Answer:
    """Change settings."""
    done = api.change_settings(system, _as_json(request, request.form()))
    return redirect("/settings") if done.status == 200 else message(system, _sentence(done), status=400)  # noqa: PLR2004


def account_page(system: System, _request: Request) -> Answer:
    """Ask for the old and the new password."""
    body = (
        '<form method="post" action="/account"><label>現在のパスワード <input type="password" name="old" required></label>'
        f'<label>新しいパスワード <input type="password" name="new" minlength="{SHORTEST_PASSWORD}" required></label><button>変更する</button></form>'
    )
    return page(system, "パスワードの変更", body)


def account(system: System, request: Request) -> Answer:
    """Change one's own password."""
    form = request.form()
    done = api.change_password(system, _as_json(request, {"old": form.get("old", ""), "new": form.get("new", "")}))
    if done.status == 200:  # noqa: PLR2004
        return message(system, "パスワードを変更しました。")
    return message(system, _sentence(done), status=done.status)


def users_page(system: System, _request: Request) -> Answer:
    """Show the accounts and a form for a new one."""
    rows = "".join(f"<tr><td>{escape(a.name)}</td><td>{a.role.value}</td></tr>" for a in system.accounts.list())
    form = (
        '<form method="post" action="/users"><label>利用者名 <input name="name" required></label>'
        '<label>パスワード <input type="password" name="password" required></label><button>追加する</button></form>'
    )
    return page(system, "利用者", f"<table>{rows}</table>{form}")


def users(system: System, request: Request) -> Answer:
    """Create an account that may look but not change."""
    form = request.form()
    document = {"name": form.get("name", ""), "password": form.get("password", ""), "role": Role.VIEWER.value}
    done = api.add_user(system, _as_json(request, document))
    return redirect("/users") if done.status == 201 else message(system, _sentence(done), status=400)  # noqa: PLR2004


def logs_page(system: System, _request: Request) -> Answer:
    """Show the latest events."""
    rows = "".join(f"<tr><td>{escape(json.dumps(line, ensure_ascii=False))}</td></tr>" for line in reversed(system.logbook.latest()))
    return page(system, "ログ", f"<table>{rows}</table>")


def update_page(system: System, _request: Request) -> Answer:
    """Show the running version and take an image."""
    body = (
        f"<p>現在の版：{escape(system.updater.version)}</p><p>更新ファイル（.swu）の署名を確認してから書き込みます。</p>"
        '<input type="file" id="image"><button id="send">更新する</button><p id="outcome"></p><script>'
        "document.getElementById('send').onclick=async()=>{const f=document.getElementById('image').files[0];if(!f)return;"
        "const r=await fetch('/api/update',{method:'POST',body:f});const d=await r.json();"
        "document.getElementById('outcome').textContent=d.message||d.error;}</script>"
    )
    return page(system, "ソフトウェアの更新", body)


def reset_page(system: System, _request: Request) -> Answer:
    """Ask before erasing."""
    body = (
        '<p class="warn">設定、利用者、パスワード、ログ、録画、登録した認証値をすべて消去します。ソフトウェアの版はそのまま残ります。</p>'
        '<form method="post" action="/reset"><label>消去する場合は erase と入力してください <input name="confirm" required></label><button>消去する</button></form>'
    )
    return page(system, "データ消去", body)


def reset(system: System, request: Request) -> Answer:
    """Erase the data part."""
    done = api.reset(system, _as_json(request, {"confirm": request.form().get("confirm", "")}))
    return message(system, _sentence(done), status=done.status, menu=False)


def about_page(system: System, _request: Request) -> Answer:
    """Model, versions and components."""
    identity = system.environment.identity
    facts = {"製造者": identity.maker, "型番": identity.model, "ハードウェア": identity.hardware, "ソフトウェア": system.updater.version, **system.components}
    if not system.behaviour.shows_model:
        del facts["型番"]
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts.items())
    return page(system, "製品情報", f"<table>{rows}</table>", menu=False)


def upnp(system: System, _request: Request) -> Answer:
    """The UPnP description the device announces: what it is and where its page is, no service to call."""
    identity = system.environment.identity
    xml = (
        '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>1</minor></specVersion>'
        "<device><deviceType>urn:schemas-upnp-org:device:Basic:1</deviceType><friendlyName>Hoshitori Demo Camera</friendlyName>"
        f"<manufacturer>{escape(identity.maker)}</manufacturer><modelName>{escape(identity.model)}</modelName>"
        f"<UDN>uuid:{escape(identity.serial)}</UDN><presentationURL>https://{escape(identity.address)}/</presentationURL></device></root>"
    )
    return Answer(body=xml.encode(), kind="text/xml; charset=utf-8")


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
    Route(method="GET", path="/users", access=Access.ADMINISTRATOR, handler=users_page, page=True),
    Route(method="POST", path="/users", access=Access.ADMINISTRATOR, handler=users, page=True),
    Route(method="GET", path="/logs", access=Access.ADMINISTRATOR, handler=logs_page, page=True),
    Route(method="GET", path="/update", access=Access.ADMINISTRATOR, handler=update_page, page=True),
    Route(method="GET", path="/reset", access=Access.ADMINISTRATOR, handler=reset_page, page=True),
    Route(method="POST", path="/reset", access=Access.ADMINISTRATOR, handler=reset, page=True),
    Route(method="GET", path="/about", access=Access.PUBLIC, handler=about_page, page=True),
    Route(method="GET", path="/description.xml", access=Access.PUBLIC, handler=upnp, page=True),
)
