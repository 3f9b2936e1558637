"""Pauses: "not now, and I will be back at". Either partner, on a thread or alone."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Invalid, NotFound
from models import Crossing, Membership, Pause
from models.crossings import CrossingNoun
from models.lifecycle import WrongState
from services import access, crossings
from services.actors import Actor, NoCouple
from services.pages import Page, PageRequest, page


class BadReturn(Invalid):
    """Promise a time not nearer than the shortest pause and not later than the longest."""

    code = "out_of_range"


def start(
    session: Session,
    actor: Actor,
    *,
    return_at: datetime,
    message: str | None = None,
    thread_id: uuid.UUID | None = None,
    client_ref: uuid.UUID | None = None,
) -> Pause:
    """Take a break with a promised return. It crosses at once and asks for nothing."""
    membership = crossings.open_door(session, actor)
    access.refuse_taken(session, actor, Pause, client_ref)
    _check_range(session, return_at)
    if thread_id:
        _check_thread(session, actor, membership, thread_id)
    pause = Pause(
        owner_id=actor.id,
        couple_id=membership.couple_id,
        thread_id=thread_id,
        return_at=return_at,
        client_ref=client_ref,
        message=message,
    )
    session.add(pause)
    session.flush()
    crossings.deliver(
        session, membership, CrossingNoun.PAUSE, pause.id, _snapshot(pause), thread_id=thread_id
    )
    return pause


def edit(
    session: Session,
    actor: Actor,
    pause: Pause,
    *,
    clear: Sequence[str] = (),
    return_at: datetime | None = None,
    **changes: str,
) -> Pause:
    """Move the return once, or change the message; it crosses in the same breath."""
    if pause.couple_id != actor.paired().couple_id:
        raise NoCouple
    membership = crossings.open_door(session, actor)
    if pause.return_at <= clock.now():
        raise WrongState
    before = _snapshot(pause)
    if return_at and return_at != pause.return_at:
        _check_range(session, return_at)
        pause.move(return_at, at=clock.now())
    if "message" in clear or "message" in changes:
        pause.message = changes.get("message")
    session.flush()
    snapshot = _snapshot(pause)
    if snapshot != before:
        crossings.deliver(session, membership, CrossingNoun.PAUSE, pause.id, snapshot)
    return pause


def list_own(session: Session, actor: Actor, wanted: PageRequest) -> Page[Pause]:
    """The actor's pauses, newest first."""
    return page(session, access.own(actor, Pause), (Pause.created_at, Pause.id), wanted)


def fetch(session: Session, actor: Actor, pause_id: uuid.UUID) -> Pause:
    """One pause of the actor's."""
    return access.find(session, actor, Pause, pause_id)


def _snapshot(pause: Pause) -> dict[str, str | bool | None]:
    return {
        "return_at": pause.return_at.isoformat(),
        "message": pause.message,
        "moved": pause.moved_at is not None,
    }


def _check_range(session: Session, return_at: datetime) -> None:
    settings, now = settings_of(session), clock.now()
    shortest: timedelta = settings.pause_shortest
    if not now + shortest <= return_at <= now + settings.pause_longest:
        raise BadReturn(pointer="#/return_at")


def _check_thread(
    session: Session, actor: Actor, membership: Membership, thread_id: uuid.UUID
) -> None:
    """Raises:
    NotFound: no thread that both can see; one whose beginning still waits would betray it.
    """
    nouns = (CrossingNoun.REPAIR_PROMPT, CrossingNoun.REPAIR)
    crossed = access.inbox(actor, *nouns).where(Crossing.thread_id == thread_id)
    if session.scalar(crossed.limit(1)):
        return
    if any(crossings.mine(session, membership, noun, thread_id) for noun in nouns):
        return
    raise NotFound
