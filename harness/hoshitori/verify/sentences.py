"""The sentences of the findings, in Japanese and English, by code; what a person reads before any digest."""

from __future__ import annotations

from datetime import datetime

from hoshitori.model.catalogue import Text

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

LONGEST_VALUE = 120
"""Characters of a name taken from a bundle into a sentence."""

_SENTENCES: dict[str, tuple[str, str]] = {
    # 1 container
    "CONTAINER_OK": (
        "証跡ファイルの形式に異常はありません。",
        "The file is a well-formed evidence bundle.",
    ),
    "E_CONTAINER": (
        "証跡ファイルとして読めません。壊れているか、手が加えられています。",
        "The file is not a well-formed evidence bundle: it is damaged or was tampered with.",
    ),
    # 2 signatures
    "SIGNATURES_OK": (
        "署名は正しく、署名の後で報告書は変更されていません。",
        "The signatures hold; the report was not changed after signing.",
    ),
    "E_ENVELOPE": (
        "報告書の署名付き封筒が正しい形式ではありません。",
        "The report's signed envelope is malformed.",
    ),
    "E_SIGNATURE": (
        "署名が報告書と一致しません。報告書は改変されたか、別の鍵で署名されています。",
        "A signature does not fit the report: it was changed, or signed with another key.",
    ),
    "E_KEYID": (
        "署名が示す鍵の証明書が見つかりません。",
        "The certificate of a key that a signature names is not there.",
    ),
    "E_SUITE": (
        "報告書が定める署名の組がそろっていません。",
        "The signatures are not those that the report says it must carry.",
    ),
    "E_SUITE_WEAK": (
        "署名の組が、制度がこの時期に求める強さに達していません。",
        "The signatures are weaker than the scheme asks for at that time.",
    ),
    "E_SIGNERS": (
        "署名に使われた証明書が、報告書に記された署名者のものではありません。",
        "The certificates used are not those that the report names as its signers'.",
    ),
    "E_PREDICATE_TYPE": (
        "署名された文書が、あるべき種類のものではありません。",
        "What was signed is not the kind of statement its place asks for.",
    ),
    "E_SCHEMA": (
        "署名された報告書の内容が、定められた形式に合っていません。",
        "The signed report does not have the prescribed form.",
    ),
    "E_SUBJECT": (
        "署名された文書の対象が、同封の供試品の申告・ファームウェアと一致しません。",
        "The signed statement is about another declaration or firmware than the one in the bundle.",
    ),
    # 3 signer
    "SIGNER_OK": (
        "署名者は「{identity}」です。信頼ファイルにより、この試験の報告を認められています。",
        "Signed by {identity}, whom the trust file allows to report on this profile.",
    ),
    "SIGNER_TRAINING": (
        "署名者は「{identity}」です。ただし訓練用の信頼ファイルによる確認で、実在の試験所であることは示しません。",
        "Signed by {identity}, by a trust file that is for training (訓練用) and vouches for no real laboratory.",
    ),
    "E_SIGNER_UNKNOWN": (
        "署名者「{identity}」は信頼ファイルに載っていません。",
        "The signer {identity} is not in the trust file.",
    ),
    "E_SIGNER_ROLE": (
        "署名者「{identity}」は、この種類の文書への署名を認められていません。",
        "The signer {identity} may not sign this kind of statement.",
    ),
    "E_SIGNER_SCOPE": (
        "署名者「{identity}」は、このプロファイルの試験を認められていません。",
        "The signer {identity} is not allowed to report on this profile.",
    ),
    "E_SIGNER_TIME": (
        "署名者「{identity}」は、署名の時点で信頼されていません。",
        "The signer {identity} was not trusted at the time of signing.",
    ),
    "E_PATH": (
        "署名者の証明書を、信頼する認証局までたどれません。",
        "The signer's certificate does not lead to a trusted authority as it must.",
    ),
    # 4 time
    "TIME_OK": (
        "署名は{time}（協定世界時）までに行われました。信頼する時刻認証局が証明しています。",
        "Signed no later than {time} (UTC), as a trusted time-stamp authority vouches.",
    ),
    "TIME_PLAN_OWN_WORD": (
        "署名は{time}（協定世界時）までに行われました。試験計画の作成時刻は試験所の申告のみです。",
        "Signed no later than {time} (UTC); when the plan was made is the lab's own word.",
    ),
    "TIME_SOME_IGNORED": (
        "署名は{time}（協定世界時）までに行われました。信頼できない時刻印が一部あり、無視しました。",
        "Signed no later than {time} (UTC); time-stamps that could not be believed were ignored.",
    ),
    "TIME_CLAIMED": (
        "署名の時刻は試験所の申告のみで、時刻認証局の証明はありません。",
        "When it was signed is the lab's own word; no trusted authority vouches for it.",
    ),
    "E_TIME": (
        "信頼する時刻認証局の証明がなく、いつ署名されたか確かめられません。",
        "No trusted time-stamp shows when this was signed.",
    ),
    "E_TIME_ORDER": (
        "報告書に記された時刻と、時刻認証局が証明する時刻が矛盾しています。",
        "The times stated in the report contradict the time-stamps.",
    ),
    # 5 status
    "STATUS_OK": (
        "{as_of}（協定世界時）時点の信頼ファイルでは、取消し・取下げ・差替えはありません。",
        "As of {as_of} (UTC): not revoked, not withdrawn, not superseded.",
    ),
    "STATUS_STALE": (
        "信頼ファイルが期限切れです（{as_of}（協定世界時）時点の情報）。その後の取消し・取下げは分かりません。",
        "The trust file is out of date (as of {as_of} UTC); later revocations or withdrawals are unknown.",
    ),
    "STATUS_SUPERSEDED": (
        "この製品には、より新しい報告書があります（{as_of}（協定世界時）時点）。",
        "There is a newer report on this product (as of {as_of} UTC).",
    ),
    "STATUS_EXPIRED": (
        "報告書の有効期限（{until}、協定世界時）が過ぎています。",
        "The report's validity ended on {until} (UTC).",
    ),
    "E_REVOKED": (
        "署名に使われた鍵は失効しています。",
        "The key that signed this has been revoked.",
    ),
    "E_WITHDRAWN": (
        "この報告書は取り下げられています（{at}、協定世界時）。",
        "This report has been withdrawn ({at} UTC).",
    ),
    # 6 completeness
    "COMPLETE": (
        "署名された証跡はすべてそろい、内容も一致します。判定の集計も合っています。",
        "All signed evidence is there and unchanged, and the verdicts add up.",
    ),
    "COMPLETE_WITHHELD": (
        "証跡は一致します。封印された{count}件はこの写しに含まれていません。判定の集計は合っています。",
        "The evidence is unchanged and the verdicts add up; {count} sealed items are withheld from this copy.",
    ),
    "COMPLETE_PROFILE_UNKNOWN": (
        "証跡は一致しますが、プロファイル「{profile}」のこの版を持たないため、判定の集計を照合できません。",
        "The evidence is unchanged, but this edition of profile {profile} is not known here: no recount was made.",
    ),
    "E_MISSING": (
        "署名された証跡の一部がありません。",
        "Some of the signed evidence is missing.",
    ),
    "E_ITEM": (
        "証跡の内容が、署名されたものと違います。",
        "A piece of evidence is not the one that was signed.",
    ),
    "E_EXTRA": (
        "署名されていないファイルが混ざっています。",
        "The bundle holds files that nobody signed.",
    ),
    "E_PARTIAL": (
        "封印された証跡の内容と開示記録が、片方しかありません。",
        "Of a sealed item only the content or only its disclosure record is there.",
    ),
    "E_COMMITMENT": (
        "封印された証跡の開示記録が、署名されたものと違います。",
        "A sealed item's disclosure is not the one that was committed to.",
    ),
    "E_REQUIRED": (
        "制度が求める文書が同封されていません。",
        "A statement that the scheme requires is not in the bundle.",
    ),
    "E_COMPANION": (
        "同封の別の文書（申告・レビュー・決定）が正しくありません。",
        "Another statement in the bundle (declaration, review or decision) does not hold.",
    ),
    "E_INCONSISTENT": (
        "報告書の内容に矛盾があります。",
        "The report contradicts itself.",
    ),
    "E_INPUTS": (
        "報告書の記載が、同封の申告・試験計画・観測記録と食い違っています。",
        "The report tells otherwise of the declaration, the plan or an observation in the bundle.",
    ),
    "E_ATTESTED": (
        "公式本文と照合済みの件数が、同封の照合記録と一致しません。",
        "The count of criteria held against the official text is not that of the attestation in the bundle.",
    ),
    "E_RECOUNT": (
        "報告書の判定が、プロファイルに従って数え直した結果と一致しません。",
        "The verdicts are not those that counting again under the profile gives.",
    ),
    # 7 product
    "PRODUCT_OK": (
        "お求めの製品と一致します：{model}、ファームウェア {firmware}。",
        "It is about the product you asked for: {model}, firmware {firmware}.",
    ),
    "PRODUCT_NOT_ASKED": (
        "製品との照合はしていません。この報告書は {maker} {model}、ファームウェア {firmware} のものです。",
        "Not checked against a product: this is about {maker} {model}, firmware {firmware}.",
    ),
    "E_PRODUCT": (
        "お求めの製品ではありません。この報告書は {maker} {model}、ファームウェア {firmware} のものです。",
        "Not the product you asked for: this is about {maker} {model}, firmware {firmware}.",
    ),
    # 8 outcome
    "OUTCOME_PASS": (
        "試験結果に、満たさない要件はありません（{of}要件のうち{decided}要件を判定、うち対象外{absent}）。",
        "The outcome is PASS ({decided} of {of} decided, {absent} of them not applicable).",
    ),
    "OUTCOME_FAIL": (
        "満たさない要件があります（{of}要件のうち{decided}要件を判定、うち満たさない{failed}）。",
        "The outcome is FAIL ({decided} of {of} decided, {failed} of them FAIL).",
    ),
    "OUTCOME_INCONCLUSIVE": (
        "判定できていない要件が残っています（{of}要件のうち{decided}要件を判定）。",
        "The outcome is open ({decided} of {of} decided).",
    ),
    "OUTCOME_NOT_APPLICABLE": (
        "すべての要件が対象外とされています（{of}要件）。",
        "Every requirement is said not to apply ({of}).",
    ),
    "SCHEMA_NEWER": (
        "この報告書は新しい形式（{version}）で書かれており、この検証プログラムでは内容を判断できません。",
        "The report is written under a newer schema ({version}) than this verifier knows; its content is not judged.",
    ),
    "NOT_CHECKED": (
        "先の確認で問題が見つかったため、確認していません。",
        "Not checked, because of what an earlier check found.",
    ),
}


def sentence(code: str, **values: str | int | datetime) -> Text:
    """Return the sentence of a code with its placeholders filled in; names are bounded and made printable."""
    japanese, english = _SENTENCES[code]
    return Text(
        ja=japanese.format(**{name: _shown(value, "ja") for name, value in values.items()}),
        en=english.format(**{name: _shown(value, "en") for name, value in values.items()}),
    )


def _shown(value: str | int | datetime, language: str) -> str:
    """Return a value as a person reads it; a time to the minute, in UTC."""
    if not isinstance(value, datetime):
        return plain(str(value))
    time = f"{value:%H:%M}"
    if language == "ja":
        return f"{value.year}年{value.month}月{value.day}日{time}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}, {time}"


def codes() -> frozenset[str]:
    """Return every code that has a sentence."""
    return frozenset(_SENTENCES)


def plain(text: str) -> str:
    """Return hostile text as one bounded line without control or direction characters."""
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"
