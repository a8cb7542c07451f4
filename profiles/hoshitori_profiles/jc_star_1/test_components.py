"""S1.1-06, -07 and -10: software that can be updated, by the ways declared, and the model by which users know it."""

from __future__ import annotations

from hoshitori.facts.client_hello import ClientHellos
from hoshitori.facts.inventory import Inventory, ListedComponent, ShownBy, ShownIdentity, plain_version
from hoshitori.facts.judgement import Judgement
from hoshitori.facts.update import UpdateAttempt, UpdateSeries
from hoshitori.model.declaration import Row
from hoshitori.profile import Case, Need, case, one_of, rows, the_device
from hoshitori_profiles.jc_star_1.reading import expect_judgement, holds_word
from hoshitori_profiles.jc_star_1.waiting import patience_seconds

SOFTWARE = frozenset({"application", "firmware", "operating-system", "platform", "device-driver"})
"""What a list of components calls something that runs by itself; libraries are inside one of these."""


@case(
    "S1.1-06/1",
    subject=rows("6-SoftComp"),
    judged=Need(Judgement, question="q-component-update"),
    inventory=Need(Inventory, optional=True),
)
def test_component_has_means_or_reason(case: Case, judged: Judgement, inventory: Inventory | None) -> None:
    """A software component has a means of update or a sound reason for having none, and is what its list says."""
    row = case.declaration.row(case.subject.id)
    means, reason = row.texts("update_mechanism"), row.text("not_updatable_reason")
    known = {one.reference for one in case.declaration.rows("7-UpdMech")}
    case.expect(
        bool(known.intersection(means)) or bool(reason.strip()),
        on=judged,
        expected="component-means-or-reason",
        observed=", ".join(means) or reason,
    )
    expect_judgement(case, judged, "component-means-or-reason-sound")
    if inventory is None:
        return
    declared = plain_version(row.text("version"))
    lists: dict[str, list[ListedComponent]] = {}
    for one in inventory.listed(row.text("name"), row.text("purl")):
        if one.given:
            lists.setdefault(one.source, []).append(one)
    # a list may name a component in several versions, of which the declared one has to be one; each list by itself
    without = [named for named in lists.values() if not any(one.is_version(declared) for one in named)]
    without = without if declared else []
    case.expect(
        not without,
        on=inventory,
        expected="component-version-as-listed",
        observed=", ".join(sorted({one.given for named in without for one in named})) or declared,
        version=declared,
    )
    if not lists or not declared:
        case.limit("limit-component-not-listed")
    elif not all(
        any(one.is_version(known) for known in _declared_versions(case, row))
        for named in lists.values()
        for one in named
    ):
        case.limit("limit-component-other-versions")


def _declared_versions(case: Case, row: Row) -> set[str]:
    """Return the versions in which a component is declared: it may have a row for each."""
    name, purl = row.text("name").casefold(), row.text("purl")
    same = (
        one
        for one in case.declaration.rows("6-SoftComp")
        if (name and one.text("name").casefold() == name) or (purl and one.text("purl") == purl)
    )
    return {plain_version(one.text("version")) for one in same}


@case("S1.1-06/1", subject=the_device, inventory=Need(Inventory))
def test_listed_software_is_declared(case: Case, inventory: Inventory) -> None:
    """Whatever a list of components calls software that runs by itself is a declared component (note)."""
    declared = case.declaration.rows("6-SoftComp")
    names = {row.text("name").casefold() for row in declared} | {case.declaration.device.model.casefold()}
    urls = {row.text("purl").partition("?")[0] for row in declared} - {""}
    loose = [
        one.id
        for one in inventory.components
        if one.kind in SOFTWARE and one.name.casefold() not in names and one.purl.partition("?")[0] not in urls
    ]
    if not inventory.lists:
        case.undecided(on=inventory, reason="undecided-no-component-list")
    case.expect(not loose, on=inventory, expected="listed-software-declared", observed=", ".join(loose[:8]))


@case("S1.1-06/2", subject=rows("7-UpdMech"), series=Need(UpdateSeries))
def test_update_changes_the_version(case: Case, series: UpdateSeries) -> None:
    """By a means of update, the genuine image makes the device show that image's version."""
    offered = series.genuine
    looked_at = [
        one for one in offered if one.fetched is True and one.settled and not one.busy and _had_time(case, one)
    ]
    installed = series.installed
    if installed or looked_at:
        latest = (installed or looked_at)[-1]
        case.expect(
            bool(installed),
            on=series,
            expected="genuine-image-installed",
            observed=f"{latest.version_before} → {latest.version_after}; {latest.answer}",
            version=latest.carries_version,
        )
    else:
        case.undecided(on=series, reason="undecided-genuine-not-taken")
    if installed and any(one.shown and not one.changed for one in series.components):
        case.undecided(on=series, reason="undecided-component-unchanged")
    if not all(one.shown for one in series.components):
        case.limit("limit-components-not-shown")


@case("S1.1-06/2", subject=rows("7-UpdMech"), series=Need(UpdateSeries))
def test_update_keeps_settings_and_passwords(case: Case, series: UpdateSeries) -> None:
    """A setting and the declared passwords are as before after the genuine image was installed (note)."""
    there = [one for one in series.kept if one.before]
    if not there or any(one.after is None for one in there):
        case.undecided(on=series, reason="undecided-update-keeps")
    for one in there:
        seen = "not seen after the update" if one.after is None else "kept" if one.after else "lost in the update"
        case.expect(
            one.after is not False, on=series, expected="update-keeps", observed=f"{one.id}: {seen}", what=one.id
        )


@case(
    "S1.1-07/1",
    subject=rows("7-UpdMech"),
    either=one_of(Need(UpdateSeries), Need(ClientHellos)),
    series=Need(UpdateSeries, optional=True),
    hellos=Need(ClientHellos, optional=True),
)
def test_declared_way_of_updating_is_there(
    case: Case, either: UpdateSeries | ClientHellos, series: UpdateSeries | None, hellos: ClientHellos | None
) -> None:
    """The device has the declared way: it asks its update server by itself, or takes and writes the genuine image."""
    facts = tuple(one for one in (either, series, hellos) if one is not None)
    if case.subject.text("path") == "automatic":
        _expect_asking(case, facts, series, hellos)
        return
    offered = [one for one in series.genuine if not one.busy] if series is not None else []
    taken = [one for one in offered if one.accepted or one.written]
    unseen = not offered or any(one.fetched is not True or one.written is None or not one.settled for one in offered)
    if taken or not unseen:
        case.expect(bool(taken), on=facts, expected="way-takes-an-image", observed=offered[-1].answer)
    else:
        case.undecided(on=facts, reason="undecided-way-not-seen")


def _had_time(case: Case, attempt: UpdateAttempt) -> bool:
    """Return whether a device answered, or was waited for as long as an update may take it."""
    declared = case.subject.number("longest_seconds")
    return attempt.answers or attempt.waited_milliseconds >= patience_seconds(case, declared) * 1_000


def _expect_asking(
    case: Case, facts: tuple[object, ...], series: UpdateSeries | None, hellos: ClientHellos | None
) -> None:
    """Expect that the device connected to its update server while nobody had told it anything for a while.

    That it fetched an image shows that it asked, not who told it to: the bench, a person or a page may have.
    """
    server = case.subject.text("server").partition(":")[0]
    seen = hellos.to(server) if hellos is not None and server else ()
    asked, quiet = sum(one.seen for one in seen), max((one.quiet_seconds for one in seen), default=0)
    fetched = series is not None and any(one.fetched for one in series.attempts)
    watched = hellos.watched_seconds if hellos is not None and hellos.complete else 0
    interval = case.subject.number("check_seconds")
    long_enough = bool(server and interval) and watched >= 2 * interval and _by_tls(case)
    least: int = case.threshold("unprompted-quiet")
    by_itself = asked > 0 and quiet >= least
    if by_itself or (long_enough and not asked and not fetched):
        told = f"{asked} × TLS, {watched} s; {quiet} s" if asked else f"no TLS call in {watched} s; every {interval} s"
        case.expect(by_itself, on=facts, expected="asks-update-server", observed=told, server=server)
        case.limit("limit-asking-by-itself")
    elif asked or fetched:
        case.undecided(on=facts, reason="undecided-who-told-it")
    else:
        case.undecided(on=facts, reason="undecided-not-seen-asking" if server else "undecided-no-update-server")


def _by_tls(case: Case) -> bool:
    """Return whether the mechanism is declared to speak to its server by TLS, which alone the capture shows."""
    field = case.subject.fields.get("communication", ())
    links = field if isinstance(field, tuple) else ()
    return any(case.declaration.row(link).text("protection") == "tls" for link in links)


@case("S1.1-10/1", subject=the_device, inventory=Need(Inventory))
def test_model_is_shown_by_the_device(case: Case, inventory: Inventory) -> None:
    """One of the declared places shows the declared model to the letter, and none shows another one in its stead."""
    model = case.declaration.device.model
    every = [place for place in inventory.shown if place.letters]
    readable = [place for place in every if _is_to_show_the_model(case, place)]
    unclear = [place for place in readable if _is_unclear(place, model)]
    for place in readable:
        if place.models and (model in place.models or place not in unclear):
            case.expect(
                model in place.models,
                on=inventory,
                expected="declared-model-named",
                observed=f"called the model there: {', '.join(place.models)}",
                place=place.id,
                model=model,
            )
    if unclear:
        case.undecided(on=inventory, reason="undecided-several-models")
    if any(set(place.models) - {model} for place in every if place not in unclear):
        case.limit("limit-other-models-beside")
    showing = [place for place in readable if _shows(place, model)]
    if showing or (readable and not unclear and not inventory.not_read):
        seen = ", ".join(place.id for place in showing) or _not_shown(readable)
        case.expect(bool(showing), on=inventory, expected="model-shown-somewhere", observed=seen, model=model)
    elif not unclear:
        case.undecided(on=inventory, reason="undecided-place-not-read" if every else "undecided-page-empty")
    if showing and not any(place.models for place in showing):
        case.limit("limit-model-as-word")
    if any(place.by is ShownBy.INSTRUMENT for place in showing):
        case.limit("limit-read-by-instrument")


@case("S1.1-10/1", subject=the_device, judged=Need(Judgement, question="q-model-label"))
def test_model_is_printed_on_the_product(case: Case, judged: Judgement) -> None:
    """The print on the product, as declared and as photographed, holds the declared model to the letter."""
    model = case.declaration.device.model
    wording = " ".join(row.text("model_label_text") for row in case.declaration.rows("2-UserInfo"))
    case.expect(holds_word(wording, model), on=judged, expected="label-text-declared", observed=wording)
    expect_judgement(case, judged, "model-on-label")
    if not any(judged.digests):
        case.undecided(on=judged, reason="undecided-no-photograph")


def _not_shown(places: list[ShownIdentity]) -> str:
    """Return what was read where the declared model was not found."""
    read = ", ".join(place.id for place in places[:4])
    called = ", ".join(dict.fromkeys(word for place in places for word in place.models)) or "none"
    alike = ", ".join(dict.fromkeys(word for place in places for word in place.look_alikes)) or "none"
    return f"model not at {read}; called the model there: {called}; words like it: {alike}"


def _shows(place: ShownIdentity, model: str) -> bool:
    """Return whether a place shows a model: by name where it names one at all, else as a word."""
    return model in place.models if place.models else place.model_word


def _is_to_show_the_model(case: Case, place: ShownIdentity) -> bool:
    """Return whether a place is declared to show the model; what a bench's instrument read stands for one that is."""
    named = {one for row in case.declaration.rows("2-UserInfo") for one in row.texts("model_shown_at")}
    named |= {row.reference for row in case.declaration.rows("27-UserIntf") if row.flag("shows_model")}
    return not named or place.by is ShownBy.INSTRUMENT or place.id.partition(" ")[0] in named


def _is_unclear(place: ShownIdentity, model: str) -> bool:
    """Return whether nobody can tell from a place alone which of several values is this device's model.

    The models of other products beside the declared one are no matter, be it in a list of what is paired with it; but
    one that looks like it may be what the device itself is wrongly called, and so may any where the declared model
    merely stands on the page and is not called the model.
    """
    others = [one for one in place.models if one != model]
    alike = any(word in one for one in others for word in place.look_alikes)
    return bool(others) and (alike if model in place.models else place.model_word)
