"""The report's own words, keyed by id, in Japanese and English."""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.model.verdict import Cause, Verdict

VERDICT_MARKS: Final = {
    Verdict.PASS: "○",
    Verdict.FAIL: "×",
    Verdict.INCONCLUSIVE: "－",
    Verdict.NOT_APPLICABLE: "対象外",
}

VERDICTS: Final = {
    Verdict.PASS: Text(ja="満たす", en="PASS"),
    Verdict.FAIL: Text(ja="満たさない", en="FAIL"),
    Verdict.INCONCLUSIVE: Text(ja="判定不能", en="INCONCLUSIVE"),
    Verdict.NOT_APPLICABLE: Text(ja="対象外", en="NOT APPLICABLE"),
}

CAUSES: Final = {
    Cause.UNAVAILABLE: Text(ja="観測できなかった", en="could not be observed"),
    Cause.EFFORT: Text(ja="観測の程度が足りない", en="not looked at hard enough"),
    Cause.HARNESS: Text(ja="試験ツール側の不具合", en="fault of the harness"),
    Cause.NOT_RUN: Text(ja="未実施", en="not run"),
    Cause.ABORTED: Text(ja="中断", en="aborted"),
    Cause.UNANSWERED: Text(ja="評価者が未回答", en="not answered by the assessor"),
}

WORDS: Final = {
    "unsigned": Text(ja="未署名：署名前の内部確認用", en="unsigned: for internal use before signing"),
    "training": Text(ja="【訓練用】仮想の供試品による実演", en="[TRAINING 訓練用] demonstration on a virtual device"),
    "simulated": Text(
        ja="評価者の回答は台本による模擬であり、人による判断ではない", en="the assessor's answers are scripted, not a person's"
    ),
    "document-only": Text(ja="文書のみによる判定", en="by document only"),
    "decided": Text(ja="{of}件中{decided}件を判定（うち対象外{na}件）", en="{decided} of {of} decided, {na} of them not applicable"),
    "items-tested": Text(
        ja="結果は試験した供試品だけに関するものである。どの個体を試験したかは試験者の申告による。",
        en="Results relate only to the items tested; which unit stood on the bench is the operator's word.",
    ),
}
