"""Sentences around `verify`'s findings, in Japanese and English of equal rank."""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text

VERIFY_WORDS: Final = {
    "no-label": Text(
        ja="この検証結果は、いかなる機関の適合ラベルでもなく、審査・認定を示すものでもありません。",
        en="This result is nobody's label and shows no review or certification by anyone.",
    ),
    "training": Text(
        ja="【訓練用】訓練用の証跡または信頼ファイルです。調達には使えません。",
        en="TRAINING (訓練用): a training bundle or trust file, of no use in procurement.",
    ),
    "file": Text(ja="証跡ファイル", en="Bundle"),
    "answer-authentic": Text(
        ja="この報告書は署名者が署名したとおりの本物です。"
        "試験結果の良し悪しは別です（下の「試験結果は」を見てください）。",
        en="The report is genuine, as its signer signed it. How "
        "the device fared is another matter: see “The outcome?”.",
    ),
    "answer-undecided": Text(
        ja="この報告書は署名者が署名したとおりの本物ですが、"
        "これだけでは判断できない点があります（△の行を見てください）。",
        en="The report is genuine, as its signer signed it, but it "
        "cannot be decided on as it stands: see the lines marked △.",
    ),
    "if-trusted": Text(ja="信頼ファイルが本物であるかぎり、{told}", en="As long as the trust file is genuine: {told}"),
    "answer-unread": Text(
        ja="この報告書の内容は、この検証プログラムでは判断できません（△の行を見てください）。",
        en="The report's content cannot be judged by this verifier: see the lines marked △.",
    ),
    "answer-refused": Text(
        ja="この証跡は受け入れられません。書かれている内容を信用しないでください（×の行を見てください）。",
        en="This bundle is refused. Do not believe what it says: see the lines marked ×.",
    ),
    "claims-unverified": Text(
        ja="確認できていない記載：{maker} {model}、ファームウェア {version}",
        en="It says, and nothing vouches for it: {maker} {model}, firmware {version}",
    ),
    "outcome-withheld": Text(
        ja="確認できていない証跡の試験結果は示しません。", en="The outcome of a bundle that does not hold is not shown."
    ),
    "only-says": Text(ja="記載のみ：{sentence}", en="It only says so: {sentence}"),
    "trust-file": Text(ja="信頼ファイル", en="Trust file"),
    "trust-described": Text(
        ja="{scheme}、第{version}版、{as_of}発行、{expires}まで",
        en="{scheme}, version {version}, issued {as_of}, until {expires}",
    ),
    "trust-stale": Text(ja="期限切れ", en="out of date"),
    "root-fingerprint": Text(ja="根の指紋", en="Root fingerprint"),
    "pair": Text(ja="{name}：{told}", en="{name}: {told}"),
    "detail": Text(ja="技術的な詳細", en="Detail for engineers"),
    "NOT-VERIFIED": Text(ja="NOT VERIFIED（確認できませんでした）：{sentence}", en="NOT VERIFIED: {sentence}"),
}
