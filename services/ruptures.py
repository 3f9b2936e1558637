"""Logging small hurts, and what their owner does with them. All of it is private."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Invalid
from models import Rupture, ThreadLink, Verdict
from models.outbox import Task
from models.repair_prompts import RepairPrompt
from models.ruptures import LetGoHow, NotForRepairReason, RuptureStatus
from models.words import Approach, FeltUnderstood, VerdictWord
from services import access, crossings, outbox, threads
from services.actors import Actor
from services.pages import Page, PageRequest, page

LONGEST_SET_ASIDE = timedelta(days=90)


class BadUntil(Invalid):
    """Choose a time from now on, at most 90 days ahead."""

    code = "out_of_range"


class InTheFuture(Invalid):
    """This has not happened yet."""

    code = "in_the_future"


@dataclass(frozen=True)
class Acted:
    """A rupture after an act, and the prompt on it that the act met, if there is one."""

    rupture: Rupture
    repair_prompt: RepairPrompt | None

    @property
    def id(self) -> uuid.UUID:
        return self.rupture.id


def log(
    session: Session, actor: Actor, *, client_ref: uuid.UUID | None = None, **felt: Any
) -> Rupture:
    """Write a rupture down, for the actor's eyes only. ``kind`` alone is enough.

    Raises:
        ConsentRequired, ClientRefTaken, InTheFuture: as each says.
    """
    actor.may_store()
    access.refuse_taken(session, actor, Rupture, client_ref)
    now = clock.now()
    rupture = Rupture(
        owner_id=actor.id,
        couple_id=actor.couple_id,
        client_ref=client_ref,
        created_at=now,
        cycle_started_at=now,
        history=[],
    )
    session.add(rupture)
    _write(session, rupture, felt)
    session.flush()
    return rupture


def list_own(
    session: Session,
    actor: Actor,
    wanted: PageRequest,
    *,
    status: RuptureStatus | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[Rupture]:
    """The actor's ruptures by the time of logging; ``since`` included, ``until`` not."""
    rows = access.own(actor, Rupture)
    if status:
        rows = rows.where(Rupture.status == status)
    if since:
        rows = rows.where(Rupture.created_at >= since)
    if until:
        rows = rows.where(Rupture.created_at < until)
    return page(session, rows, (Rupture.created_at, Rupture.id), wanted)


def fetch(session: Session, actor: Actor, rupture_id: uuid.UUID) -> Rupture:
    """One rupture of the actor's."""
    return access.find(session, actor, Rupture, rupture_id)


def fetch_acted(session: Session, actor: Actor, rupture_id: uuid.UUID) -> Acted:
    """One rupture with the newest prompt on it."""
    rupture = access.find(session, actor, Rupture, rupture_id)
    return Acted(rupture, threads.latest_prompt(session, rupture))


def edit(
    session: Session, actor: Actor, rupture: Rupture, *, clear: Sequence[str] = (), **felt: Any
) -> Rupture:
    """Change what was written, in any state. What crossed before does not change."""
    actor.may_store()
    _write(session, rupture, {**dict.fromkeys(clear), **felt})
    session.flush()
    return rupture


def remove(session: Session, actor: Actor, rupture_id: uuid.UUID) -> None:
    """Delete it from everything derived. Its prompt is withdrawn; repairs received stay."""
    half = crossings.hold(session, actor)
    rupture = _mine(session, actor, rupture_id)
    for prompt in threads.live_prompts(session, rupture):
        threads.withdraw_prompt(session, prompt, half, at=clock.now())
    for link in session.scalars(select(ThreadLink).where(ThreadLink.rupture_id == rupture.id)):
        session.delete(link)
    for verdict in session.scalars(select(Verdict).where(Verdict.rupture_id == rupture.id)):
        if verdict.repair_id is None:
            session.delete(verdict)
        else:
            verdict.rupture_id = None
    prompts = select(RepairPrompt).where(RepairPrompt.rupture_id == rupture.id)
    for prompt in session.scalars(prompts):
        prompt.lose_rupture()
    session.flush()
    session.delete(rupture)


def let_go(session: Session, actor: Actor, rupture_id: uuid.UUID, *, how: LetGoHow | None) -> Acted:
    """Close it without a repair. A prompt already sent stays."""
    actor.may_store()
    rupture = _mine(session, actor, rupture_id)
    rupture.let_go(how=how, at=clock.now())
    threads.cancel_unsent(session, rupture)
    return _acted(session, rupture)


def set_aside(session: Session, actor: Actor, rupture_id: uuid.UUID, *, until: datetime) -> Acted:
    """Not now. It comes back by itself at ``until``."""
    actor.may_store()
    now = clock.now()
    if not now < until <= now + LONGEST_SET_ASIDE:
        raise BadUntil(pointer="#/until")
    rupture = _mine(session, actor, rupture_id)
    rupture.set_aside(until=until)
    threads.cancel_unsent(session, rupture)
    outbox.tell(session, Task.END_SET_ASIDE, rupture.id, at=until)
    return _acted(session, rupture)


def mark_not_for_repair(
    session: Session, actor: Actor, rupture_id: uuid.UUID, *, reason: NotForRepairReason
) -> Rupture:
    """This is not for a message. Its prompt is withdrawn, like any withdrawal."""
    actor.may_store()
    half = crossings.hold(session, actor)
    rupture = _mine(session, actor, rupture_id)
    now = clock.now()
    rupture.mark_not_for_repair(reason=reason, at=now)
    for prompt in threads.live_prompts(session, rupture):
        threads.withdraw_prompt(session, prompt, half, at=now)
    session.flush()
    return rupture


def reopen(session: Session, actor: Actor, rupture_id: uuid.UUID) -> Acted:
    """Take it up again; its history stays."""
    actor.may_store()
    rupture = _mine(session, actor, rupture_id)
    rupture.reopen(at=clock.now())
    return _acted(session, rupture)


def follow_up(session: Session, actor: Actor, rupture_id: uuid.UUID, *, held: bool) -> Acted:
    """Did it hold? If not, it is open again."""
    actor.may_store()
    rupture = _mine(session, actor, rupture_id)
    rupture.hold(held, at=clock.now())
    return _acted(session, rupture)


def repair_in_person(
    session: Session,
    actor: Actor,
    rupture_id: uuid.UUID,
    *,
    verdict: VerdictWord,
    felt_understood: FeltUnderstood | None = None,
    approaches: list[Approach] | None = None,
    note: str | None = None,
) -> Acted:
    """It was repaired face to face, as the hurt person judges. Needs no couple."""
    actor.may_store()
    rupture = _mine(session, actor, rupture_id)
    now = clock.now()
    judged = Verdict(
        owner_id=actor.id,
        rupture_id=rupture.id,
        cycle=rupture.cycle,
        judged_at=now,
        verdict=verdict,
        felt_understood=felt_understood,
        approaches=approaches,
        note=note,
    )
    follow_up_at = now + settings_of(session).follow_up
    rupture.repair_in_person(verdict, verdict_id=judged.id, follow_up_at=follow_up_at, at=now)
    session.add(judged)
    threads.after_verdict(session, rupture, verdict)
    return _acted(session, rupture)


def _mine(session: Session, actor: Actor, rupture_id: uuid.UUID) -> Rupture:
    return access.find(session, actor, Rupture, rupture_id, lock=True)


def _acted(session: Session, rupture: Rupture) -> Acted:
    session.flush()
    return Acted(rupture, threads.latest_prompt(session, rupture))


def _write(session: Session, rupture: Rupture, felt: dict[str, Any]) -> None:
    now = clock.now()
    if (occurred_at := felt.get("occurred_at")) and occurred_at > now:
        raise InTheFuture(pointer="#/occurred_at")
    expires_at = felt.get("text_expires_at")
    if expires_at and expires_at <= now:
        raise BadUntil(pointer="#/text_expires_at")
    words = {*rupture.TEXTS, "text_expires_at"}
    if words & felt.keys() and rupture.texts_expired(now):
        # What went stays gone, and what is written now stays.
        rupture.erase_texts()
        rupture.text_expires_at = None
    for name, value in felt.items():
        setattr(rupture, name, value)
    if expires_at:
        outbox.tell(session, Task.EXPIRE_TEXT, rupture.id, at=expires_at)
