"""What the values on the wire are called for people, in Japanese and English of equal rank."""

from __future__ import annotations

from typing import Final

from hoshitori.model.catalogue import Text
from hoshitori.model.findings import Aspect, State
from hoshitori.model.predicate_evidence import GuardKind, ItemClass, LabMode
from hoshitori.model.predicate_parties import FirmwareLink, Kind, PersonRole, SampleRole, Source
from hoshitori.model.verdict import Cause, Verdict

VERDICT_MARKS: Final = {
    Verdict.PASS: "○",
    Verdict.FAIL: "×",
    Verdict.INCONCLUSIVE: "？",
    Verdict.NOT_APPLICABLE: "－",
}

FINDING_MARKS: Final = {State.OK: "○", State.WARN: "△", State.FAIL: "×", State.NOT_CHECKED: "－"}

VERDICTS: Final = {
    Verdict.PASS: Text(ja="満たす", en="PASS"),
    Verdict.FAIL: Text(ja="満たさない", en="FAIL"),
    Verdict.INCONCLUSIVE: Text(ja="判定不能", en="INCONCLUSIVE"),
    Verdict.NOT_APPLICABLE: Text(ja="対象外", en="NOT APPLICABLE"),
}

CAUSES: Final = {
    Cause.UNAVAILABLE: Text(ja="観測できていない", en="could not be observed"),
    Cause.EFFORT: Text(ja="観測が十分でない", en="not observed thoroughly enough"),
    Cause.HARNESS: Text(ja="試験ツール側の問題", en="fault of the test tool"),
    Cause.NOT_RUN: Text(ja="未実施", en="not run"),
    Cause.ABORTED: Text(ja="中断", en="aborted"),
    Cause.UNANSWERED: Text(ja="評価者が未回答", en="not answered by the assessor"),
}

ACTIONS: Final = {
    Cause.UNAVAILABLE: Text(
        ja="上の理由を取り除いて、もう一度試験する。この試験環境で観測できないものは、観測できる試験環境で行う。",
        en="Remove the reason above and test again; what this bench cannot observe needs a bench that can.",
    ),
    Cause.EFFORT: Text(
        ja="試験の時間を延ばすか、対照が成立する状態（宣言した値でログインでき、正規の更新イメージが適用される状態）にして、もう一度試験する。",
        en="Allow more time, or see to the positive control (that the declared value opens a session, "
        "that the genuine image is installed), and test again.",
    ),
    Cause.HARNESS: Text(
        ja="供試品ではなく試験ツールの問題である。証跡を添えてツールの開発元に知らせる。",
        en="The fault lies with the test tool, not with the device: report it to the tool's makers with the evidence.",
    ),
    Cause.NOT_RUN: Text(ja="この試験を含めて、もう一度試験する。", en="Test again, with this test included."),
    Cause.ABORTED: Text(ja="中断した試験を再開する。", en="Resume the run that was broken off."),
    Cause.UNANSWERED: Text(
        ja="評価者が質問に回答し、もう一度判定する。", en="Have the assessor answer the questions, then judge again."
    ),
}

KINDS: Final = {
    Kind.DEMO: Text(
        ja="【訓練用】仮想の供試品による実演です。実在の製品の試験結果ではありません。",
        en="TRAINING (訓練用): a demonstration on a virtual device, not a test of any real product.",
    ),
    Kind.SELF: Text(
        ja="自己評価：供給者自身による試験結果です。", en="Self-assessment: the supplier tested its own product."
    ),
    Kind.SUPPORTED: Text(
        ja="支援を受けた自己評価：検証事業者の支援のもとで供給者が行った試験結果です。",
        en="Supported self-assessment: tested by the supplier with the help of a verification provider.",
    ),
    Kind.THIRD_PARTY: Text(
        ja="第三者試験：供給者とは別の試験所による試験結果です。",
        en="Third-party test: by a laboratory that is not the supplier.",
    ),
}

SHORT_KINDS: Final = {
    Kind.DEMO: Text(ja="訓練用（実演）", en="training (demonstration)"),
    Kind.SELF: Text(ja="自己評価", en="self-assessment"),
    Kind.SUPPORTED: Text(ja="支援を受けた自己評価", en="supported self-assessment"),
    Kind.THIRD_PARTY: Text(ja="第三者試験", en="third-party test"),
}

OVERALL: Final = {
    Verdict.PASS: Text(
        ja="すべての要件を判定しました。満たさない要件はありません。",
        en="Every requirement is decided and none is FAIL.",
    ),
    Verdict.FAIL: Text(ja="満たさない要件があります。", en="Some requirements are FAIL."),
    Verdict.INCONCLUSIVE: Text(ja="判定できていない要件が残っています。", en="Some requirements are not decided."),
    Verdict.NOT_APPLICABLE: Text(
        ja="すべての要件が対象外とされています。", en="Every requirement is said not to apply."
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

SAMPLES: Final = {
    SampleRole.MAIN: Text(ja="主たる個体", en="main unit"),
    SampleRole.TWIN_UNIT: Text(ja="比較用の個体", en="twin unit"),
    SampleRole.SACRIFICIAL: Text(ja="破壊試験用の個体", en="sacrificial unit"),
}

LINKS: Final = {
    FirmwareLink.SHOWN_BY_INSTALLING: Text(ja="供試品への適用により確認", en="shown by installing it"),
    FirmwareLink.DECLARED_ONLY: Text(
        ja="申告のみ（試験では確認していない）", en="declared only (not shown by the test)"
    ),
}

SOURCES: Final = {
    Source.DECLARED: Text(ja="申告", en="declared"),
    Source.DOCUMENT: Text(ja="文書", en="document"),
    Source.OBSERVED: Text(ja="観測", en="observed"),
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

SUPPLIER_QUESTIONS: Final = {
    "corporate_number": Text(ja="法人番号は何番ですか。", en="What is your corporate number?"),
    "legal_seat": Text(ja="本店の所在地（国・都市）はどこですか。", en="Where is your legal seat (country and city)?"),
    "manufacturing_origin": Text(
        ja="この製品はODM/OEM供給を受けたものですか。その場合、供給元はどこですか。",
        en="Is the product made for you by an ODM or OEM, and if so by whom?",
    ),
    "software_developer": Text(
        ja="この製品のソフトウェアを開発したのはだれで、どこの国で開発していますか。",
        en="Who develops the product's software, and in which country?",
    ),
    "factory": Text(ja="この製品を製造する工場はどこですか。", en="In which factory is the product made?"),
    "cloud_operator": Text(
        ja="この製品が用いるクラウドサービスは、だれが運営していますか。",
        en="Who operates the cloud services that the product uses?",
    ),
    "data_location": Text(
        ja="この製品が扱うデータは、どこの国・地域に保管されますか。",
        en="In which country or region are the product's data kept?",
    ),
    "update_key_holder": Text(
        ja="更新に署名する鍵は、だれが保有し、管理していますか。",
        en="Who holds and controls the key that signs updates?",
    ),
    "end_of_support": Text(
        ja="セキュリティ更新の提供は、いつ終了しますか。", en="On which date do security updates end?"
    ),
    "subcontractors": Text(
        ja="開発・製造・保守を再委託していますか。その場合、再委託先はどこですか。",
        en="Is development, production or maintenance subcontracted, and if so to whom?",
    ),
}
"""What to ask where a topic was not declared; written so that it can be sent as it stands."""

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
    LabMode.ROOT_NAMESPACES: Text(
        ja="仮想の試験網（ネットワーク名前空間）", en="virtual test network (network namespaces)"
    ),
    LabMode.USER_NAMESPACES: Text(
        ja="仮想の試験網（利用者権限の名前空間）", en="virtual test network (unprivileged namespaces)"
    ),
    LabMode.LOOPBACK: Text(ja="試験機の内部のみ（ループバック）", en="within the test machine only (loopback)"),
    LabMode.PHYSICAL: Text(ja="実機をつないだ試験網", en="physical test network"),
}

GUARDS: Final = {
    GuardKind.KERNEL: Text(
        ja="カーネルが許諾された宛先以外への送信を止めた", en="the kernel stopped everything not authorised"
    ),
    GuardKind.SOCKET_FACTORY: Text(
        ja="試験プログラムが許諾された宛先以外への送信を拒んだ（カーネルによる制限はない）",
        en="the test program refused what was not authorised (no guard in the kernel)",
    ),
    GuardKind.NONE: Text(ja="制限なし", en="none"),
}

ITEM_CLASSES: Final = {
    ItemClass.PUBLIC: Text(ja="公開", en="public"),
    ItemClass.SEALED: Text(ja="封印", en="sealed"),
    ItemClass.EXTERNAL: Text(ja="別添", en="beside the bundle"),
}

ITEM_ROLES: Final = {
    "declaration": Text(ja="供試品の申告", en="declaration of the device"),
    "plan": Text(ja="最初の送信の前に凍結した計画", en="plan, frozen before the first packet"),
    "catalogue": Text(ja="プロファイルの目録", en="catalogue of the profile"),
    "record": Text(ja="試験の記録（ハッシュ連鎖）", en="record of the run, hash-chained"),
    "method-validation": Text(ja="プロファイルの自己試験の結果", en="self-proof of the profile"),
    "profile-attestation": Text(ja="公式本文との照合の記録", en="criteria held against the official text"),
    "observation": Text(ja="観測", en="observation"),
    "transcript": Text(ja="送受信の記録", en="transcript"),
    "capture": Text(ja="通信の記録", en="capture"),
    "credential": Text(ja="用いた、または見つかった秘密情報", en="secrets used and met"),
    "document": Text(ja="文書", en="document"),
    "attachment": Text(ja="評価者の添付", en="assessor's attachment"),
    "component-list": Text(ja="部品表", en="list of components"),
    "vulnerability-report": Text(ja="脆弱性検査の結果", en="scanner's report"),
    "vulnerability-records": Text(ja="脆弱性の記録", en="vulnerability records"),
    "offered-image": Text(ja="渡した更新イメージ", en="image that was offered"),
    "opened-sessions": Text(ja="開いたセッションの一覧", en="sessions that were opened"),
    "evidence": Text(ja="読めたページの一覧", en="pages that were read"),
    "scan": Text(ja="サービス名推定の出力", en="output of the naming tool"),
    "answers": Text(ja="ポートごとの応答", en="answers port by port"),
    "certificates": Text(ja="証明書", en="certificates"),
}
"""What an item of a bundle holds; a role of a plug-in's own stands by its id."""

IMPACTS: Final = {
    "passive": Text(ja="受動的な観察", en="passive"),
    "active": Text(ja="通常の通信", en="active"),
    "intrusive": Text(ja="動作に影響しうる試験", en="intrusive"),
    "destructive": Text(ja="更新・消去・電源断", en="destructive"),
}

SCOPES: Final = {
    "device": Text(ja="供試品", en="device"),
    "document": Text(ja="文書の取得元", en="document host"),
    "tsa": Text(ja="時刻認証局", en="time-stamp authority"),
    "update": Text(ja="更新サーバー", en="update host"),
}

WAYS: Final = {
    "automatic": Text(ja="自動", en="automatic"),
    "operator-prompted": Text(ja="人が操作", en="by hand"),
    "impossible": Text(ja="不可", en="impossible"),
}

ADAPTERS: Final = {
    "assessor": Text(ja="評価者への質問", en="asking the assessor"),
    "capture": Text(ja="通信の記録", en="capture"),
    "disk": Text(ja="記憶装置の読み出しと復元", en="disk"),
    "impostor": Text(ja="偽の証明書の提示", en="showing false certificates"),
    "link": Text(ja="回線の抜き差し", en="link"),
    "power": Text(ja="電源の入り切り", en="power"),
    "reset": Text(ja="初期化", en="reset"),
    "ui": Text(ja="画面の操作", en="user interface"),
    "updatedelivery": Text(ja="更新の配信", en="delivery of updates"),
}

QUESTIONS: Final = {
    Aspect.SIGNATURES: Text(ja="本物か", en="Genuine?"),
    Aspect.CONTAINER: Text(ja="ファイルの形式", en="The file"),
    Aspect.COMPLETENESS: Text(ja="証跡は全部あるか", en="All there?"),
    Aspect.PRODUCT: Text(ja="この製品か", en="This product?"),
    Aspect.OUTCOME: Text(ja="試験結果は", en="The outcome?"),
    Aspect.SIGNER: Text(ja="だれの署名か", en="By whom?"),
    Aspect.TIME: Text(ja="いつの署名か", en="Signed when?"),
    Aspect.STATUS: Text(ja="今も有効か", en="Still valid?"),
}
"""The eight questions in the order in which a buyer asks them."""
