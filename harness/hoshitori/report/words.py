"""The report's own sentences and headings, keyed by id, in Japanese and English of equal rank."""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.report.words_page import PAGE_WORDS
from hoshitori.report.words_selfproof import SELFPROOF_WORDS
from hoshitori.report.words_verify import VERIFY_WORDS

_SHEET_WORDS: Final = {
    "progress-decided": Text(
        ja="{requirement} {verdict}（必要な観測がそろった時点の判定）",
        en="{requirement} {verdict} (all it needs is on record)",
    ),
    "progress-left": Text(ja="残り約{minutes}分{seconds}秒", en="about {minutes} min {seconds} s left"),
    "progress-next": Text(ja="次：{what}", en="next: {what}"),
    "unsigned": Text(
        ja="未署名です。署名前の確認用であり、証跡としては使えません。",
        en="Unsigned: for checking before signature, not evidence.",
    ),
    "not-pinned": Text(
        ja="信頼ファイルが本物かどうかは確かめていません（--trust-root による指紋の指定がない）。",
        en="Whether the trust file itself is genuine was not checked (its root was not pinned with --trust-root).",
    ),
    "training-root": Text(
        ja="信頼ファイルは訓練用です。実際の調達には使えません。",
        en="The trust file is for training (訓練用) and of no use in procurement.",
    ),
    "simulated": Text(
        ja="評価者の回答は台本による模擬であり、人の判断ではありません（{name}）。",
        en="The assessor's answers come from a script, not from a person ({name}).",
    ),
    "draft": Text(
        ja="プロファイルは草案です。公式本文と照合していない基準・しきい値には「二次資料」「仮定」と付記しています。",
        en="The profile is a draft: criteria and thresholds not held against "
        "the official text are marked “secondary source” or “assumed”.",
    ),
    "set-aside": Text(
        ja="除外された試行：第{round}回{what}。理由：{reason}（決定者 {by}、{at}）",
        en="Set aside: round {round}{what}. Reason: {reason} (by {by}, {at})",
    ),
    "interrupted": Text(
        ja="中断してやり直した観測：{fact}（{subject}）。中断した試行も証跡に残っています。",
        en="Observation interrupted and taken again: {fact} ({subject}). The interrupted attempt is on record.",
    ),
    "waiver": Text(
        ja="免除：{requirement}。理由：{reason}（承認者 {by}、期限 "
        "{until}）。免除された要件は「満たす」にはなりません。",
        en="Waiver: {requirement}. Reason: {reason} (approved by {by}, until {until}). A waiver never turns into PASS.",
    ),
    "decided": Text(
        ja="{of}要件のうち{decided}要件を判定しました（うち対象外{na}）"
        "。満たす{passed}、満たさない{failed}、判定不能{open}。",
        en="{decided} of {of} requirements decided, {na} of them not "
        "applicable. PASS {passed}, FAIL {failed}, INCONCLUSIVE {open}.",
    ),
    "sheet": Text(ja="星取表", en="Verdict sheet (星取表)"),
    "document-only": Text(ja="文書のみによる判定", en="by document only"),
    "decided-by": Text(ja="判定の根拠：{proofs}", en="decided by: {proofs}"),
    "counter-held": Text(ja="実機の反証試験（期待どおり）", en="counter-evidence on the device (as expected)"),
    "decided-within": Text(ja="判定できた範囲：{mark} {item}", en="decided within it: {mark} {item}"),
    "item-title": Text(ja="評価項目{item} {title}", en="item {item}: {title}"),
    "item-part": Text(ja="{of}件中{count}件", en="{count} of {of}"),
    "uncovered": Text(ja="評価項目{item}を調べる試験がまだない", en="no test looks at item {item} yet"),
    "impossible-counter": Text(
        ja="この試験環境では行えない反証試験がある（{adapters}）",
        en="counter-evidence impossible on this bench ({adapters})",
    ),
    "cause": Text(ja="理由：{reason}", en="because: {reason}"),
    "seen-alone": Text(ja="観測：{observed}", en="seen: {observed}"),
    "behind-log-in": Text(
        ja="{part}判定できないのは、宣言された認証値でログインできなかったため（{what}）。"
        "{requirements}が「満たさない」となったのも同じログインである。先に{requirements}を是正し、もう一度試験する。",
        en="Undecided{part} because the declared value opened no session ({what}). "
        "FAIL on the same log-in: {requirements}. Mend that first, then test again.",
    ),
    "behind-update": Text(
        ja="{part}判定できないのは、正規の更新が適用されることを確かめられなかったため（{what}）。"
        "{requirements}が「満たさない」となったのも同じ更新手段である。先に{requirements}を是正し、もう一度試験する。",
        en="Undecided{part} because a genuine update was not seen to be installed ({what}). "
        "FAIL on the same way of updating: {requirements}. Mend that first, then test again.",
    ),
    "waiting": Text(
        ja="判定できていない{requirements}も、この是正のあとにもう一度試験する。",
        en="Test again once this is mended, as it also stood in the way of what is not decided: {requirements}.",
    ),
    "in-part": Text(ja="一部の試験で", en=" in part"),
    "behind-port": Text(
        ja="同じ{what}について、{requirements}も「満たさない」となっている。その是正によってこの判定も変わりうる。"
        "先に{requirements}を是正し、もう一度試験する。",
        en="FAIL on the same {what}: {requirements}. Mending that may change this too: mend it first, then test again.",
    ),
    "greeted": Text(ja="最初の応答は「{quote}」", en="it said first “{quote}”"),
    "in-detail": Text(ja="詳しい理由：{reason}", en="in detail: {reason}"),
    "fault": Text(
        ja="期待「{expected}」に反した（観測：{observed}、対象：{subject}）",
        en="not as expected: “{expected}” (observed: {observed}; subject: {subject})",
    ),
    "alike-faults": Text(ja="{told}。同じ種類のものがほかに{count}件ある", en="{told}; {count} more of this kind"),
    "more-faults": Text(
        ja="ほかに期待に反したものが{count}種類ある（報告書の「要件ごとの詳細」に示す）",
        en="further kinds of fault: {count} (see “Requirement by requirement” in the report)",
    ),
    "mend-claim": Text(
        ja="「対象外」の申告に反するものが観測された。申告を取り下げ、該当する機能を申告して、もう一度試験する"
        "（観測されたものが不要なら、製品から取り除く）。",
        en="What was observed contradicts the claim that this does not apply. Withdraw it, declare the function "
        "and test again (or take what was observed out of the product, where it is not needed).",
    ),
    "how-to-mend": Text(ja="是正の方法：{remedy}", en="how to mend it: {remedy}"),
    "reason": Text(ja="申告された理由：{reason}", en="declared reason: {reason}"),
    "failed-alternative": Text(
        ja="選択した方法のうち満たさなかったもの：{names}", en="claimed alternatives that failed: {names}"
    ),
    "waived": Text(ja="免除あり（{until}まで）", en="waived until {until}"),
    "not-shown": Text(ja="この報告書が示さないこと", en="What this report does not show"),
    "items-tested": Text(
        ja="結果は試験した供試品だけに関するものです。どの個体を試験したかは試験実施者の申告によります。",
        en="Results relate only to the items tested; which unit stood on the bench is the operator's word.",
    ),
    "not-decided": Text(ja="判定できていない要件：{requirements}", en="Requirements not decided: {requirements}"),
    "by-document-alone": Text(
        ja="文書だけで判定し、実機では確かめていない要件：{requirements}",
        en="Requirements decided by documents alone, not shown on the device: {requirements}",
    ),
    "not-covered": Text(
        ja="調べていない条件（状態・視点）：{circumstances}",
        en="Circumstances not looked at (state, vantage): {circumstances}",
    ),
    "declared-not-seen": Text(
        ja="申告されたが、開いているのが見えなかったポート：{ports}",
        en="Declared ports that were not seen open: {ports}",
    ),
    "impossible": Text(ja="この試験環境で行えない操作：{adapters}", en="What this bench cannot do: {adapters}"),
    "withheld-count": Text(
        ja="封印された証跡{count}件は、この写しに含まれていません。",
        en="Sealed evidence withheld from this copy: {count}.",
    ),
    "unofficial-thresholds": Text(
        ja="公式本文によらないしきい値：{names}", en="Thresholds that do not come from the official text: {names}"
    ),
    "declared-firmware": Text(ja="ファームウェア {version}（申告）", en="firmware {version} (declared)"),
    "device": Text(ja="供試品全体", en="the device"),
    "both-units": Text(ja="個体 {one} と {other}", en="units {one} and {other}"),
    "no-subject": Text(ja="対象なし", en="no subject"),
    "list-separator": Text(ja="、", en=", "),
    "title-separator": Text(ja="；", en="; "),
    "brackets": Text(ja="{text}（{note}）", en="{text} ({note})"),
}

WORDS: Final = _SHEET_WORDS | PAGE_WORDS | SELFPROOF_WORDS | VERIFY_WORDS
