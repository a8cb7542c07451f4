"""Sentences of a self-proof, in Japanese and English of equal rank."""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text

SELFPROOF_WORDS: Final = {
    "selfproof-title": Text(
        ja="自己試験：{profile}を{lab}の仮想機器{runs}台（全{of}台）で実行",
        en="Self-proof: {profile} on {runs} of the {of} virtual devices of {lab}",
    ),
    "selfproof-bounds": Text(
        ja="欠陥は本プロジェクトが作り込んだものです。ほかの欠陥を見つけられるかどうかは示しません。",
        en="The faults were built by this project; the result says nothing of others.",
    ),
    "selfproof-versions": Text(
        ja="{harness}、版 {edition}、コード {code}、試験環境 {bench}、{at}",
        en="{harness}, edition {edition}, code {code}, bench {bench}, {at}",
    ),
    "selfproof-sample": Text(
        ja="一部の仮想機器だけで実行した結果です（{runs}/{of}台）。",
        en="Only a sample of the virtual devices was run ({runs} of {of}).",
    ),
    "selfproof-head-requirement": Text(ja="要件", en="Requirement"),
    "selfproof-head-probe": Text(ja="プローブ", en="Probe"),
    "selfproof-head-found": Text(ja="検出", en="found"),
    "selfproof-head-missed": Text(ja="見逃し", en="missed"),
    "selfproof-head-false": Text(ja="誤検出", en="false alarms"),
    "selfproof-head-undecided": Text(ja="予定外の判定不能", en="unlisted undecided"),
    "selfproof-of": Text(ja="{of}件中{count}件", en="{count} of {of}"),
    "selfproof-deviation": Text(
        ja="{twin}：{name} {subject} 予定 {expected}、結果 {verdict}",
        en="{twin}: {name} {subject} listed {expected}, came out {verdict}",
    ),
    "selfproof-trouble": Text(
        ja="{twin}：実行できませんでした。{reason}", en="{twin}: did not run to its end. {reason}"
    ),
    "selfproof-none": Text(ja="結果なし", en="none"),
    "selfproof-stands": Text(
        ja="作り込んだ欠陥の見逃しはなく、誤検出もありません。",
        en="No built fault was missed, and nothing was falsely alarmed.",
    ),
    "selfproof-stands-not": Text(
        ja="見逃し、誤検出、または実行できなかった仮想機器があります。",
        en="Something was missed, falsely alarmed, or did not run to its end.",
    ),
}
