"""The report's own words, keyed by id, in Japanese and English of equal rank."""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.model.predicate_parties import Kind, PersonRole
from hoshitori.model.verdict import Cause, Verdict

VERDICT_MARKS: Final = {
    Verdict.PASS: "○",
    Verdict.FAIL: "×",
    Verdict.INCONCLUSIVE: "？",
    Verdict.NOT_APPLICABLE: "－",
}

VERDICTS: Final = {
    Verdict.PASS: Text(ja="満たす", en="PASS"),
    Verdict.FAIL: Text(ja="満たさない", en="FAIL"),
    Verdict.INCONCLUSIVE: Text(ja="判定不能", en="INCONCLUSIVE"),
    Verdict.NOT_APPLICABLE: Text(ja="対象外", en="NOT APPLICABLE"),
}

CAUSES: Final = {
    Cause.UNAVAILABLE: Text(ja="観測できなかった", en="could not be observed"),
    Cause.EFFORT: Text(ja="観測が十分でない", en="not looked at hard enough"),
    Cause.HARNESS: Text(ja="試験ツール側の問題", en="fault of the test tool"),
    Cause.NOT_RUN: Text(ja="未実施", en="not run"),
    Cause.ABORTED: Text(ja="中断", en="aborted"),
    Cause.UNANSWERED: Text(ja="評価者が未回答", en="not answered by the assessor"),
}

KINDS: Final = {
    Kind.DEMO: Text(
        ja="【訓練用】仮想の供試品による実演です。実在の製品の試験結果ではありません。",
        en="TRAINING (訓練用): a demonstration on a virtual device, not a test of any real product.",
    ),
    Kind.SELF: Text(ja="自己評価：供給者自身による試験結果です。", en="Self-assessment: the supplier tested its own product."),
    Kind.SUPPORTED: Text(
        ja="支援を受けた自己評価：検証事業者の支援のもとで供給者が行った試験結果です。",
        en="Supported self-assessment: tested by the supplier with the help of a verification provider.",
    ),
    Kind.THIRD_PARTY: Text(
        ja="第三者試験：供給者から独立した試験所による結果です。", en="Third-party test: by a laboratory independent of the supplier."
    ),
}

ROLES: Final = {
    "criterion": Text(ja="判定", en="criterion"),
    "counter-evidence": Text(ja="反証試験", en="counter-evidence"),
    "note": Text(ja="参考", en="note"),
    "absence": Text(ja="対象外の確認", en="absence check"),
}

PROOFS: Final = {
    "document": Text(ja="文書", en="document"),
    "device": Text(ja="実機", en="device"),
    "both": Text(ja="文書と実機", en="document and device"),
}

BASES: Final = {
    "official": Text(ja="公式本文", en="official"),
    "secondary": Text(ja="二次資料", en="secondary source"),
    "assumed": Text(ja="仮定", en="assumed"),
}

PERSONS: Final = {
    PersonRole.OPERATOR: Text(ja="試験実施者", en="operator"),
    PersonRole.ASSESSOR: Text(ja="評価者", en="assessor"),
    PersonRole.REVIEWER: Text(ja="確認者", en="reviewer"),
    PersonRole.AUTHORISER: Text(ja="承認者", en="authoriser"),
}

WORDS: Final = {
    "title": Text(ja="試験結果報告書", en="Test report"),
    "unsigned": Text(ja="未署名です。署名前の確認用であり、証跡としては使えません。", en="Unsigned: for checking before signature; no evidence."),
    "not-pinned": Text(
        ja="信頼ファイルの根が指紋で固定されていません（--trust-root）。発行元を確かめられません。",
        en="The trust file's root was not pinned by its fingerprint (--trust-root); its origin is not assured.",
    ),
    "training-root": Text(
        ja="この信頼ファイルは訓練用です。実際の調達には使えません。", en="This trust file is for training (訓練用) and of no use in procurement."
    ),
    "simulated": Text(
        ja="評価者の回答は台本による模擬であり、人の判断ではありません（{name}）。",
        en="The assessor's answers come from a script, not from a person ({name}).",
    ),
    "draft": Text(
        ja="本プロファイルは草案です。公式本文と未照合の基準・しきい値には「二次資料」「仮定」と付記しています。",
        en="This profile is a draft: criteria and thresholds not held against the official text are marked “secondary” or “assumed”.",
    ),
    "set-aside": Text(
        ja="除外された試行：第{round}回、{reason}（{by}、{at}）", en="Set aside: round {round}, {reason} ({by}, {at})"
    ),
    "waiver": Text(ja="免除：{requirement}、{reason}（承認 {by}、期限 {until}）", en="Waiver: {requirement}, {reason} (approved by {by}, until {until})"),
    "result": Text(ja="結果", en="Result"),
    "decided": Text(
        ja="{of}要件のうち{decided}要件を判定しました（うち対象外{na}）。満たす{passed}、満たさない{failed}、判定不能{open}。",
        en="{decided} of {of} requirements decided, {na} of them not applicable. PASS {passed}, FAIL {failed}, INCONCLUSIVE {open}.",
    ),
    "sheet": Text(ja="星取表", en="Verdict sheet"),
    "requirement": Text(ja="要件", en="Requirement"),
    "verdict": Text(ja="判定", en="Verdict"),
    "remarks": Text(ja="付記", en="Remarks"),
    "document-only": Text(ja="文書のみによる判定", en="by document only"),
    "decided-within": Text(ja="判定できた範囲：{items}", en="decided within it: {items}"),
    "uncovered": Text(ja="評価項目{item}を調べる試験がない", en="no case looks at item {item}"),
    "impossible-counter": Text(
        ja="この試験環境では行えない反証試験がある（{adapters}）", en="counter-evidence impossible on this bench ({adapters})"
    ),
    "reason": Text(ja="理由：{reason}", en="reason: {reason}"),
    "product": Text(ja="供試品", en="Device under test"),
    "maker": Text(ja="製造者", en="Maker"),
    "model": Text(ja="型番", en="Model"),
    "firmware": Text(ja="ファームウェア（申告）", en="Firmware (declared)"),
    "firmware-read": Text(ja="ファームウェア（機器の表示）", en="Firmware (read from the device)"),
    "firmware-file": Text(ja="提出されたファームウェアファイル", en="Firmware file supplied"),
    "firmware-link": Text(ja="両者の関係", en="Link between them"),
    "shown-by-installing": Text(ja="供試品への適用により確認", en="shown by installing it"),
    "declared-only": Text(ja="申告のみ（試験では確認していない）", en="declared only (not shown by the test)"),
    "not-read": Text(ja="読み取っていない", en="not read"),
    "not-supplied": Text(ja="提出なし", en="none supplied"),
    "hardware": Text(ja="ハードウェア版", en="Hardware"),
    "samples": Text(ja="供試品の個体", en="Units"),
    "parties": Text(ja="関係者", en="Parties"),
    "lab": Text(ja="試験所", en="Laboratory"),
    "client": Text(ja="依頼者", en="Client"),
    "place": Text(ja="試験場所", en="Place"),
    "period": Text(ja="試験期間", en="Period of the tests"),
    "issued": Text(ja="発行", en="Issued"),
    "valid-until": Text(ja="報告書の有効期限", en="Report valid until"),
    "accreditation": Text(ja="認定：この業務に対する認定はない", en="Accreditation: none for this work"),
    "accredited": Text(ja="認定：{body} {number}", en="Accreditation: {body} {number}"),
    "findings": Text(ja="証跡の確認結果", en="What verifying found"),
    "not-shown": Text(ja="この報告書が示さないこと", en="What this report does not show"),
    "not-covered": Text(ja="調べていない条件", en="Circumstances not looked at"),
    "declared-not-seen": Text(ja="申告されたが見つからなかったポート：{ports}", en="Declared ports that were not seen: {ports}"),
    "impossible": Text(ja="この試験環境で行えない操作：{adapters}", en="What this bench cannot do: {adapters}"),
    "items-tested": Text(
        ja="結果は試験した供試品だけに関するものです。どの個体を試験したかは試験実施者の申告によります。",
        en="Results relate only to the items tested; which unit stood on the bench is the operator's word.",
    ),
    "details": Text(ja="要件ごとの詳細", en="Requirement by requirement"),
    "shows": Text(ja="示すこと", en="What a PASS shows"),
    "does-not-show": Text(ja="示さないこと", en="What it does not show"),
    "remedy": Text(ja="是正の方法", en="How to mend it"),
    "item": Text(ja="評価項目", en="Evaluation item"),
    "case": Text(ja="試験", en="Case"),
    "subject": Text(ja="対象", en="Subject"),
    "device": Text(ja="供試品全体", en="the device"),
    "no-subject": Text(ja="対象なし", en="no subject"),
    "expected": Text(ja="期待", en="Expected"),
    "observed": Text(ja="観測", en="Observed"),
    "held": Text(ja="期待どおり", en="as expected"),
    "broken": Text(ja="期待に反する", en="not as expected"),
    "evidence": Text(ja="証跡", en="Evidence"),
    "when": Text(ja="観測日時", en="When"),
    "effort": Text(ja="観測の程度", en="Effort"),
    "limits": Text(ja="この試験の限界", en="Limits of the case"),
    "basis": Text(ja="根拠", en="Basis"),
    "claimed": Text(ja="選択した方法：{names}", en="alternatives claimed: {names}"),
    "failed-alternative": Text(ja="満たさなかった方法：{names}", en="claimed alternatives that failed: {names}"),
    "thresholds": Text(ja="判定に用いたしきい値", en="Thresholds the verdicts rest on"),
    "name": Text(ja="名称", en="Name"),
    "value": Text(ja="値", en="Value"),
    "source": Text(ja="出典", en="Source"),
    "observations": Text(ja="観測の一覧", en="Observations"),
    "fact": Text(ja="観測の種類", en="Fact"),
    "state": Text(ja="状態・視点", en="State, vantage"),
    "outcome": Text(ja="結果", en="Outcome"),
    "available": Text(ja="観測した", en="observed"),
    "bench": Text(ja="試験環境", en="Bench"),
    "guard": Text(ja="送信先の制限", en="Address guard"),
    "mode": Text(ja="ネットワークの構成", en="Network"),
    "machine": Text(ja="試験機", en="Machine"),
    "equipment": Text(ja="使用機器・プログラム", en="Equipment and programs"),
    "authorisations": Text(ja="試験の許諾", en="Authorisations"),
    "profile": Text(ja="プロファイル", en="Profile"),
    "edition": Text(ja="版（目録の要約値）", en="Edition (digest of the catalogue)"),
    "plan": Text(ja="計画", en="Plan"),
    "plan-stamped": Text(ja="最初の送信より前に凍結、タイムスタンプあり", en="frozen before the first packet, time-stamped"),
    "plan-own-word": Text(
        ja="最初の送信より前に凍結（時刻は試験所の申告）", en="frozen before the first packet (its time is the lab's own word)"
    ),
    "rounds": Text(ja="試験の回", en="Rounds"),
    "round": Text(ja="第{number}回（{state}）", en="round {number} ({state})"),
    "closed": Text(ja="完了", en="closed"),
    "open": Text(ja="未完了", en="not closed"),
    "judge": Text(ja="判定プログラム", en="Judge"),
    "isolated": Text(ja="ネットワークから隔離", en="isolated from the network"),
    "not-isolated": Text(ja="ネットワークから隔離されていない", en="not isolated from the network"),
    "supplier": Text(ja="供給者に関する事項", en="Supplier"),
    "ask-supplier": Text(ja="申告がなく、供給者に尋ねるべき事項：{topics}", en="Not declared; to be asked of the supplier: {topics}"),
    "label": Text(ja="JC-STAR適合ラベルに関する記録", en="Record of a JC-STAR label"),
    "label-state": Text(
        ja="ラベルの現在の状態はIPA製品ページで確認してください", en="Check the label's present state on IPA's product page"
    ),
    "free-text": Text(ja="申告・文書の文面は原文のままです。", en="Declared and quoted text is kept in its own language."),
    "attachments": Text(ja="証跡ファイルの内容", en="Contents of the bundle"),
    "public": Text(ja="公開", en="public"),
    "sealed": Text(ja="封印（この写しに{state}）", en="sealed ({state} in this copy)"),
    "withheld": Text(ja="含まれない", en="withheld"),
    "included": Text(ja="含まれる", en="included"),
    "external": Text(ja="別添", en="beside the bundle"),
    "language": Text(ja="English", en="日本語"),
    "by-declared": Text(ja="申告", en="declared"),
    "by-document": Text(ja="文書", en="document"),
    "by-observed": Text(ja="観測", en="observed"),
}

SUPPLIER_TOPICS: Final = {
    "corporate_number": Text(ja="法人番号", en="corporate number"),
    "legal_seat": Text(ja="本店所在地", en="legal seat"),
    "manufacturing_origin": Text(ja="ODM/OEM供給元", en="ODM/OEM origin"),
    "software_developer": Text(ja="ソフトウェア開発者", en="software developer"),
    "factory": Text(ja="製造工場", en="factory"),
    "cloud_operator": Text(ja="クラウド運営者", en="cloud operator"),
    "data_location": Text(ja="データの保管場所", en="data location"),
    "update_key_holder": Text(ja="更新署名鍵の保有者", en="holder of the update-signing key"),
    "end_of_support": Text(ja="サポート終了日", en="end of support"),
    "subcontractors": Text(ja="再委託先", en="subcontractors"),
}

STATES: Final = {
    "factory": Text(ja="出荷時", en="factory"),
    "set-up": Text(ja="設定中", en="set-up"),
    "initialised": Text(ja="初期設定済み", en="initialised"),
    "after-reset": Text(ja="初期化後", en="after reset"),
    "after-update": Text(ja="更新後", en="after update"),
}

VANTAGES: Final = {
    "LAN": Text(ja="LAN", en="LAN"),
    "WAN": Text(ja="WAN", en="WAN"),
    "soft-AP": Text(ja="機器のアクセスポイント", en="soft-AP"),
    "Bluetooth": Text(ja="Bluetooth", en="Bluetooth"),
    "physical": Text(ja="機器本体", en="physical"),
    "document": Text(ja="文書", en="document"),
}

MODES: Final = {
    "root-namespaces": Text(ja="カーネルのネットワーク名前空間", en="network namespaces"),
    "user-namespaces": Text(ja="利用者権限の名前空間", en="unprivileged user namespaces"),
    "loopback": Text(ja="ループバックのみ", en="loopback only"),
    "physical": Text(ja="実機の試験網", en="a physical test network"),
}
