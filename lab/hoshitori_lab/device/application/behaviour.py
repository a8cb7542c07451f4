"""What the administration application does by design, and which single defect a twin gives it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Throttling(StrEnum):
    """How failed log-ins are slowed down."""

    BY_ACCOUNT = "BY_ACCOUNT"
    """Each try of an account waits for the one before; a failure holds the account back two seconds or more."""
    DEVICE_COOKIE = "DEVICE_COOKIE"
    """By account as well, refused at once instead of held; a browser that once logged in has an account of its own."""
    CLIENT_COOKIE = "CLIENT_COOKIE"
    """Defect: the count of failures lives in the client's cookie."""
    NONE = "NONE"
    """Defect: nothing slows a guesser down."""


class UpdateCheck(StrEnum):
    """What is checked of a firmware image, and when."""

    SIGNATURE = "SIGNATURE"
    """The signer's chain, then every digest, all before the first byte is written."""
    AFTER_WRITING = "AFTER_WRITING"
    """Defect: the same checks, after the payloads have been written to the inactive slot."""
    DIGEST = "DIGEST"
    """Defect: the digests that come along with the image, and no signer."""
    NONE = "NONE"
    """Defect: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """The application's design decisions, one field each; the defaults are the sound device's."""

    throttling: Throttling = Throttling.BY_ACCOUNT
    update_check: UpdateCheck = UpdateCheck.SIGNATURE
    default_password: str | None = None
    """Password of an administrator that exists without a first-use step; None asks for one at first use."""
    refuses_older: bool = True
    """Whether an image that is not newer than the running version is refused."""
    automatic_update: bool = True
    """Whether the device asks its update server by itself."""
    changes_password: bool = True
    """Whether a change of password takes effect; a defect when False."""
    old_password_survives: bool = False
    """Defect: after a change of password the old one still opens a session."""
    shortest_password: int = 8
    """The least length of a password; a defect below eight."""
    open_before_first_use: bool = False
    """Defect: until a password has been set, the REST interface answers anybody."""
    old_key_survives: bool = False
    """Defect: after another service key was registered, the one from the factory still opens the SSH server."""
    log_out_ends_session: bool = True
    signs_sessions: bool = False
    """Defect: a session is a token signed with the device's own key; it outlives an erasure, as the key does."""
    unguarded: tuple[str, ...] = ()
    """Defect: paths that answer without a session; `PUT /api/settings` for one method alone."""
    told_beside_refusal: tuple[str, ...] = ()
    """As `unguarded`, but refused: what is asked for stands in the body of the refusal, whose status says 401."""
    guard_misses_double_slash: bool = False
    """Defect: the guard knows paths as they are written, the pages are found without their doubled slashes."""
    service_upload: bool = False
    """Defect: a second page that takes images, for service staff, undeclared; it installs whatever it gets."""
    soft_refusals: bool = False
    """Whether a visitor without a session, and one who asks for what does not exist, gets 200 and the log-in page."""
    viewer_may_all: bool = False
    """Defect: an ordinary user may do what only an administrator should."""
    shows_model: bool = True
    model_shown: str = ""
    """Defect: the model that pages and REST interface name, where it is another than the device's."""
    reset_keeps: tuple[str, ...] = ()
    """Defect: entries of the data folder that a factory reset leaves behind."""
    reset_sets_aside: tuple[str, ...] = ()
    """Defect: entries of the data folder that a factory reset renames, so that the device no longer shows them."""
    stored_bare: tuple[str, ...] = ()
    """Defect: documents of the data folder that are written without encryption."""
    stored_in_base64: tuple[str, ...] = ()
    """Defect: documents of the data folder that are written in base64 in place of encryption."""
    unsalted_digests: bool = False
    """Defect: beside the salted and encrypted ones, an MD5 of each password is kept, as an old protocol wants it."""
    forgets_at_power_cut: tuple[str, ...] = ()
    """Defect: documents of the data folder that are lost when the power is cut."""
    forgets_at_link_loss: tuple[str, ...] = ()
    """Defect: documents of the data folder that are deleted when the network cable is pulled."""
    power_cut_restores_shipped: bool = False
    """Defect: a device that was without power starts the version it was shipped with."""
    written_in_place: tuple[str, ...] = ()
    """Defect: documents of the data folder that are emptied first and written half a second later."""
    updates_in_place: bool = False
    """Defect: an update empties the slot that runs, and fills it two seconds later."""
    reset_restores_shipped: bool = False
    """Defect: a factory reset brings back the version the device was shipped with."""
    busy_offers: int = 0
    """How many images are turned away after each start before one is looked at."""
    forgets_at_update: tuple[str, ...] = ()
    """Defect: documents of the data folder that are deleted when an image is installed."""
    update_takes_effect: bool = True
    """Whether an accepted image runs after the restart; a defect when False."""
    reports_in_clear: bool = False
    """Defect: the report to the cloud goes over plain HTTP and names the owner."""
    also_reports_to: str = ""
    """Defect: another place that is told that the device is on; never on loopback, where it would be a stranger's."""
    verifies_cloud: bool = True
    """Whether the certificate of the cloud service is checked."""
    manual_update: bool = True
    """Whether a user may install an image by the web page."""
