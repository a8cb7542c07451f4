"""The texts of a declaration's problems, in Japanese and English, keyed by code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same words in Japanese and English."""

    ja: str
    en: str


def same(text: str) -> Phrase:
    """Return a phrase that reads alike in both languages, such as a quoted value."""
    return Phrase(text, text)


def one_of(words: tuple[str, ...]) -> Phrase:
    """Return "one of …" for a closed list of words, or the only word there is."""
    if len(words) == 1:
        return same(words[0])
    return Phrase(" | ".join(words) + " のいずれか", "one of " + ", ".join(words))


def did_you_mean(near: str) -> Phrase:
    """Return a suggestion that can be appended to what was found."""
    return Phrase(f"（{near} のことでは？）", f" (did you mean {near}?)")


def joined(*phrases: Phrase) -> Phrase:
    """Return several phrases as one."""
    return Phrase("".join(one.ja for one in phrases), "".join(one.en for one in phrases))


NOTHING: Final = Phrase("なし", "nothing")

TITLES: Final[Mapping[str, Phrase]] = {
    # the file itself
    "unreadable": Phrase("ファイルを読めない", "the file cannot be read"),
    "too-large": Phrase("大きすぎる", "too large"),
    "encoding": Phrase("文字コードが違う", "wrong encoding"),
    "syntax": Phrase("TOMLの文法に合わない", "not TOML"),
    "too-deep": Phrase("入れ子が深すぎる", "nested too deeply"),
    "fraction": Phrase("小数は使えない", "no fractions here"),
    "large-number": Phrase("数が大きすぎる", "number too large"),
    # the shape of a value
    "type": Phrase("値の種類が違う", "wrong kind of value"),
    "unknown-key": Phrase("知らない項目", "unknown key"),
    "missing": Phrase("必要な項目がない", "a required key is missing"),
    "word": Phrase("決められた語ではない", "not a word allowed here"),
    "version": Phrase("この版の書式は扱えない", "this version of the format is not known"),
    "form": Phrase("書き方が違う", "wrong form"),
    "length": Phrase("長さが範囲外", "wrong length"),
    "range": Phrase("値が範囲外", "out of range"),
    "twice": Phrase("同じものが二度ある", "the same thing twice"),
    "secret": Phrase("秘密の指定が違う", "wrong reference to a secret"),
    # what belongs together
    "duplicate-id": Phrase("IDが重複している", "the id is taken"),
    "link-form": Phrase("リンクの書き方が違う", "not a link"),
    "link-table": Phrase("この欄からリンクできない表", "a link to a table that cannot be meant here"),
    "link-target": Phrase("リンク先がない", "a link to nothing"),
    "orphan": Phrase("どこからも参照されていない", "nothing refers to it"),
    "reason": Phrase("理由が要る", "a reason is needed"),
    "main-sample": Phrase("主たる試料はちょうど1台", "there is exactly one main sample"),
    "address": Phrase("使えないアドレス", "an address that cannot be used"),
    "address-taken": Phrase("アドレスが他の試料と同じ", "another sample has this address"),
    "target": Phrase("許可の対象にできない", "not a target that can be authorised"),
    "wide-target": Phrase("許可の範囲が広すぎる", "too wide a network to authorise"),
    "impacts": Phrase("影響の指定が範囲に合わない", "the impacts do not fit the scope"),
    "period": Phrase("期間が逆", "it ends before it begins"),
    "not-authorised": Phrase("この試料への許可がない", "no authorisation covers this sample"),
    "document-source": Phrase("pathとurlのどちらか一方", "exactly one of path and url"),
    "retrieved": Phrase("取得日が要る", "the day of retrieval is needed"),
    "path": Phrase("使えないパス", "a path that cannot be used"),
    "document-digest": Phrase("許可の文書には要約値が要る", "a document needs its digest"),
    "port-differs": Phrase("28-LogIntfの行と食い違う", "it differs from the row in 28-LogIntf"),
    "port-not-listed": Phrase("[[port]]に挙がっていない", "not listed under [[port]]"),
    "entropy": Phrase("生成する認証値には強度が要る", "a generated value needs its strength"),
    "pin": Phrase("固定する証明書が要る", "the certificate to pin is needed"),
    "interface": Phrase("経路となるインターフェースが要る", "the interface it goes through is needed"),
    "label-model": Phrase("ラベルの型番一覧にこの機器がない", "the label does not list this model"),
    "corporate-number": Phrase("法人番号ではない", "not a corporate number"),
    "parties": Phrase("第三者評価では試験所と依頼者は別", "a third party's laboratory is not its client"),
    "reviewer": Phrase("操作者は審査者になれない", "an operator cannot be the reviewer"),
    "demo": Phrase("訓練用の評価は仮想機器に限る", "a demo is for a virtual device only"),
    # files beside the declaration
    "file": Phrase("ファイルを読めない", "the file cannot be read"),
    "digest": Phrase("ファイルの要約値が違う", "the file has another digest"),
    "outside": Phrase("宣言書のフォルダの外を指す", "it leads out of the declaration's folder"),
    "readable-secret": Phrase("秘密のファイルを誰でも読める", "everybody can read the file of a secret"),
}
"""What each code says."""
