"""A person's own account: profile, consents, quiet, leaving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import clock, content
from core.db import settings_of
from core.errors import Forbidden, Invalid, Stale
from models import ConsentChange, IdempotencyKey, User
from models.consents import ConsentPurpose
from models.crossings import CrossingNoun
from models.outbox import Task
from services import access, consents, crossings, endings, outbox
from services.actors import Actor

DEFAULTS = {"locale": "en", "time_zone": "UTC"}


class StepUpRequired(Forbidden):
    """Prove your password again first; this stays open for some minutes."""

    code = "step_up_required"


class UntilPast(Invalid):
    """This time has already passed."""

    code = "in_the_past"


class SafetyIsOpenEnded(Invalid):
    """Quiet for safety has no end of its own; leave ``until`` out."""

    code = "safety_is_open_ended"


@dataclass(frozen=True)
class Profile:
    """What ``GET /me`` shows: one call at start-up."""

    user: User
    has_partner: bool
    quiet: bool
    quiet_until: datetime | None
    consents: Sequence[dict[str, Any]]

    @property
    def version(self) -> str:
        """What the view shows, and nothing else of the person; the tag is an HMAC of it."""
        user = self.user
        given = [f"{one['purpose']}:{len(one['history'])}" for one in self.consents]
        state = (self.has_partner, self.quiet, self.quiet_until, *given)
        return repr((user.email, user.display_name, user.locale, user.time_zone, state))


@dataclass(frozen=True)
class Quiet:
    """The state of quiet, and help for whoever chose it for safety."""

    quiet: bool
    quiet_until: datetime | None
    for_safety: bool


def show(session: Session, actor: Actor) -> Profile:
    """The actor's own account."""
    state = show_quiet(session, actor)
    return Profile(
        user=actor.user,
        has_partner=actor.membership is not None,
        quiet=state.quiet,
        quiet_until=state.quiet_until,
        consents=list_consents(session, actor),
    )


def edit(session: Session, actor: Actor, *, clear: Sequence[str] = (), **changes: Any) -> Profile:
    """Change name, locale or zone. A new name crosses to the partner; an old one does not.

    Raises:
        Stale: the account changed since the actor was loaded.
    """
    seen, known_as = actor.user.version, actor.user.display_name
    access.lock_self(session, actor)
    if actor.user.version != seen:
        raise Stale  # another phone was faster, after the If-Match of this one was compared
    for name, value in {**{field: DEFAULTS[field] for field in clear}, **changes}.items():
        setattr(actor.user, name, value)
    half = endings.open_half(session, actor.id)
    if half and actor.user.display_name != known_as:
        access.lock_couple(session, half.couple_id, ending=False)
        snapshot = {"display_name": actor.user.display_name}
        crossings.deliver(session, half, CrossingNoun.DISPLAY_NAME, half.couple_id, snapshot)
    session.flush()
    return show(session, actor)


def leave(session: Session, actor: Actor) -> datetime:
    """Delete the account now: the couple ends, the rows go, and the key after the commit.

    Raises:
        StepUpRequired: the password was not proved lately.
    """
    now = clock.now()
    if not actor.stepped_up(now, settings_of(session).step_up):
        raise StepUpRequired
    endings.end_couple(session, actor)
    session.flush()
    session.delete(actor.user)
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.user_id == actor.id))
    outbox.tell(session, Task.DESTROY_KEY, actor.id)
    return now


def list_consents(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Every purpose with its present text, what holds, and the log of changes."""
    language = content.language_of(actor.user.locale)
    changes = consents.history(session, actor.id)
    return [_consent(purpose, language, changes) for purpose in ConsentPurpose]


def set_consent(
    session: Session, actor: Actor, purpose: ConsentPurpose, *, granted: bool, version: str
) -> dict[str, Any]:
    """Give or take back one consent. Taking ``pairing`` back ends the couple.

    Raises:
        ConsentOutdated: given to a text that is not the one in force.
    """
    if granted:
        consents.refuse_outdated(purpose, version, pointer="#/version")
    elif purpose is ConsentPurpose.PAIRING:
        endings.end_couple(session, actor)
    access.lock_self(session, actor)
    consents.record(session, actor.user, purpose, granted=granted, version=version)
    session.flush()
    changes = consents.history(session, actor.id)
    return _consent(purpose, content.language_of(actor.user.locale), changes)


def show_quiet(session: Session, actor: Actor) -> Quiet:
    """Whether the actor is quiet now."""
    user = actor.user
    quiet = user.is_quiet(clock.now())
    return Quiet(quiet, user.quiet_until if quiet else None, for_safety=False)


def go_quiet(session: Session, actor: Actor, *, until: datetime | None, for_safety: bool) -> Quiet:
    """Let nothing new cross. What was scheduled is cancelled; the partner sees no change."""
    now = clock.now()
    if until and for_safety:
        raise SafetyIsOpenEnded(pointer="#/until")
    if until and until <= now:
        raise UntilPast(pointer="#/until")
    access.lock_self(session, actor)
    actor.user.go_quiet(at=now, until=until, for_safety=for_safety)
    endings.cancel_scheduled(session, actor.id)
    return Quiet(True, until, for_safety)


def end_quiet(session: Session, actor: Actor) -> None:
    """Let things cross again; nothing past is notified."""
    access.lock_self(session, actor)
    actor.user.end_quiet()


def _consent(
    purpose: ConsentPurpose, language: str, changes: Sequence[ConsentChange]
) -> dict[str, Any]:
    mine = [change for change in changes if change.purpose is purpose]
    asked = consents.current(purpose)
    return {
        "purpose": purpose,
        "version": asked["version"],
        "text": asked["text"][language],
        "granted": mine[-1].granted if mine else False,
        "changed_at": mine[-1].created_at if mine else None,
        "history": mine,
    }
