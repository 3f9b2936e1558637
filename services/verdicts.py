"""The hurt person's judgement: private, theirs alone, and what moves their rupture."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import NotFound
from models import RepairPrompt, Rupture, Verdict
from models.crossings import CrossingNoun
from models.words import FeltUnderstood, VerdictWord
from services import access, crossings, threads
from services.actors import Actor


@dataclass(frozen=True)
class Judged:
    """A verdict, and what it did to the rupture and to a prompt still waiting."""

    verdict: Verdict
    rupture: Rupture | None
    repair_prompt: RepairPrompt | None


def judge(
    session: Session,
    actor: Actor,
    repair_id: uuid.UUID,
    *,
    verdict: VerdictWord,
    felt_understood: FeltUnderstood | None = None,
    what_would_help: str | None = None,
    rupture_id: uuid.UUID | None = None,
) -> Judged:
    """Say how a repair landed, or say it anew. The other learns nothing of it.

    Raises:
        NotFound, ConsentRequired, OnItsPrompt, UnknownRupture, AlreadyLinked.
    """
    actor.may_store()
    crossings.hold_inbox(session, actor)
    crossing = access.crossed(session, actor, CrossingNoun.REPAIR, repair_id)
    threads.link(session, actor, crossing, rupture_id)
    rupture = threads.rupture_on(session, actor.id, threads.thread_of(crossing))
    now = clock.now()
    judged = _find(session, actor, repair_id)
    if judged is None:
        judged = Verdict(owner_id=actor.id, repair_id=repair_id, judged_at=now)
        session.add(judged)
    judged.verdict, judged.felt_understood = verdict, felt_understood
    judged.what_would_help, judged.judged_at = what_would_help, now
    if rupture:
        judged.rupture_id, judged.cycle = rupture.id, rupture.cycle
        follow_up_at = now + settings_of(session).follow_up
        rupture.judge(verdict, verdict_id=judged.id, follow_up_at=follow_up_at, at=now)
        threads.after_verdict(session, rupture, verdict)
    session.flush()
    return _judged(session, judged, rupture)


def fetch(session: Session, actor: Actor, repair_id: uuid.UUID) -> Judged:
    """The actor's verdict on a repair that is still visible.

    Raises:
        NotFound: no such repair, or not judged yet.
    """
    crossing = access.crossed(session, actor, CrossingNoun.REPAIR, repair_id)
    judged = _find(session, actor, repair_id)
    if judged is None:
        raise NotFound
    return _judged(
        session,
        judged,
        threads.rupture_on(session, actor.id, threads.thread_of(crossing), lock=False),
    )


def _find(session: Session, actor: Actor, repair_id: uuid.UUID) -> Verdict | None:
    return session.scalar(
        select(Verdict).where(Verdict.owner_id == actor.id, Verdict.repair_id == repair_id)
    )


def _judged(session: Session, judged: Verdict, rupture: Rupture | None) -> Judged:
    prompt = threads.latest_prompt(session, rupture) if rupture else None
    return Judged(judged, rupture, prompt)
