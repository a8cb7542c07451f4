"""The pieces the web pages are made of; every text goes through ``escape``."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from .system import System
from .web import Answer

MENU: Final = {
    "/": "状態",
    "/settings": "設定",
    "/account": "パスワード",
    "/service-key": "保守用の鍵",
    "/users": "利用者",
    "/logs": "ログ",
    "/update": "更新",
    "/reset": "データ消去",
    "/about": "製品情報",
}
_STYLE: Final = """body { font: 16px/1.6 system-ui, sans-serif; margin: 0; color: #1b2330; background: #f5f6f8 }
header { background: #1f3a5f; color: #fff; padding: .8em 1.5em } header a { color: #cfe0f5; margin-right: 1em }
main { max-width: 46em; margin: 1.5em auto; padding: 1em 1.5em; background: #fff; border: 1px solid #d8dde5 }
footer { max-width: 46em; margin: 0 auto; color: #5a6575 } label { display: block; margin: .6em 0 }
input { font: inherit; padding: .3em } button { font: inherit; padding: .4em 1.2em } .warning { color: #a40000 }
td, th { border: 1px solid #d8dde5; padding: .2em .6em; text-align: left } table { border-collapse: collapse }"""


def page(system: System, title: str, body: str, *, menu: bool = True, status: int = 200) -> Answer:
    """Wrap a body made of this module's pieces; the footer shows maker, model and version."""
    identity = system.environment.identity
    entries = MENU | ({"/maintenance": "保守"} if system.behaviour.service_upload else {})
    links = "".join(f'<a href="{path}">{name}</a>' for path, name in entries.items()) if menu else ""
    leave = form("/logout", "", "ログアウト") if menu else ""
    shown = escape(f"{identity.maker}　{system.model_shown}　ソフトウェア {system.updater.version}")
    html = (
        f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><header><strong>Hoshitori Demo Camera</strong> {links}</header>"
        f"<main><h1>{escape(title)}</h1>{body}{leave}</main><footer>{shown}</footer></body></html>"
    )
    return Answer(status=status, body=html.encode(), kind="text/html; charset=utf-8")


def sentence(text: str, *, warning: bool = False) -> str:
    """A paragraph."""
    mark = ' class="warning"' if warning else ""
    return f"<p{mark}>{escape(text)}</p>"


def table(rows: Mapping[str, str]) -> str:
    """A table of names and values."""
    inner = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items())
    return f"<table>{inner}</table>"


def field(label: str, name: str, *, value: str = "", kind: str = "text", shortest: int = 0) -> str:
    """A field of a form."""
    limits = f' minlength="{shortest}" required' if shortest else ""
    filled = f' value="{escape(value, quote=True)}"' if value else ""
    return f'<label>{escape(label)} <input type="{kind}" name="{name}"{filled}{limits}></label>'


def form(action: str, fields: str, button: str) -> str:
    """A form that is sent by one button."""
    return f'<form method="post" action="{action}">{fields}<button>{escape(button)}</button></form>'


def script(source: str) -> str:
    """A script of our own."""
    return f"<script>{source}</script>"
