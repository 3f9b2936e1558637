"""What the partner let the actor see: copies in ``crossings``, and nothing else of theirs.

Beside each copy stands what the actor made of it: verdict, answer, mute. Those are their own.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Crossing, Mute, RepairPrompt, Response, ThreadLink, Verdict
from models.crossings import SHOWN_IN, CrossingNoun
from models.inbox import ResponseNoun
from services import access, crossings
from services.actors import Actor
from services.pages import Page, PageRequest, page

PROMPT, REPAIR = CrossingNoun.REPAIR_PROMPT, CrossingNoun.REPAIR
PAUSE, MOMENT = CrossingNoun.PAUSE, CrossingNoun.MOMENT
# What a withdrawn one shows in place of its copy.
STUBS: dict[CrossingNoun, dict[str, Any]] = {
    PROMPT: dict.fromkeys(("disclosure", "content")),
    REPAIR: dict.fromkeys(("repair_prompt_id", "approaches", "message", "channel")),
}


@dataclass(frozen=True)
class Received:
    """One thing that crossed, and the recipient's own rows about it."""

    crossing: Crossing
    muted: bool = False
    verdict: Verdict | None = None
    rupture_id: uuid.UUID | None = None
    responses: dict[ResponseNoun, Response] = field(default_factory=dict)

    @property
    def id(self) -> uuid.UUID:
        return self.crossing.subject_id

    @property
    def version(self) -> str:
        """Counts only what this view shows."""
        own = [row for row in (self.verdict, *self.responses.values()) if row]
        parts = sorted(f"{row.id}:{row.version}" for row in own)
        return f"{self.crossing.version} {self.muted} {self.rupture_id} {' '.join(parts)}"

    @property
    def shown(self) -> dict[str, Any]:
        """The copy, as its author let it cross; every key is there, in a stub too."""
        return STUBS.get(self.crossing.noun, {}) | self.crossing.snapshot

    @property
    def answered(self) -> dict[str, Any] | None:
        """What the actor answered."""
        return self._sent(ResponseNoun.ANSWER, "answered_at")

    @property
    def fed_back(self) -> dict[str, Any] | None:
        """What the actor let cross of their verdict."""
        return self._sent(ResponseNoun.FEEDBACK, "given_at")

    @property
    def replied(self) -> dict[str, Any] | None:
        """What the actor replied."""
        return self._sent(ResponseNoun.REPLY, "replied_at")

    def _sent(self, noun: ResponseNoun, at: str) -> dict[str, Any] | None:
        row = self.responses.get(noun)
        return {**row.said, at: row.changed_at} if row else None


def list_all(
    session: Session, actor: Actor, noun: CrossingNoun, wanted: PageRequest
) -> Page[Received]:
    """What crossed of one kind, newest first."""
    rows = page(
        session,
        access.inbox(actor, noun),
        (Crossing.crossed_at, Crossing.subject_id),
        wanted,
    )
    return Page(received(session, actor, rows.items), rows.next)


def fetch(session: Session, actor: Actor, noun: CrossingNoun, subject_id: uuid.UUID) -> Received:
    """One thing that crossed."""
    return received(session, actor, [access.crossed(session, actor, noun, subject_id)])[0]


def mute(session: Session, actor: Actor, noun: CrossingNoun, subject_id: uuid.UUID) -> Received:
    """Be told nothing more about this. The other cannot tell."""
    crossings.hold_inbox(session, actor)
    access.crossed(session, actor, noun, subject_id)
    if not _muted(session, actor, [subject_id]):
        session.add(Mute(owner_id=actor.id, noun=SHOWN_IN[noun], subject_id=subject_id))
        session.flush()
    return fetch(session, actor, noun, subject_id)


def unmute(session: Session, actor: Actor, noun: CrossingNoun, subject_id: uuid.UUID) -> None:
    """Be told again."""
    crossings.hold_inbox(session, actor)
    access.crossed(session, actor, noun, subject_id)
    for row in session.scalars(
        select(Mute).where(Mute.owner_id == actor.id, Mute.subject_id == subject_id)
    ):
        session.delete(row)


def received(session: Session, actor: Actor, rows: Sequence[Crossing]) -> list[Received]:
    """Copies with the actor's own rows about them, in a fixed number of queries."""
    ids = [row.subject_id for row in rows]
    muted = _muted(session, actor, ids)
    responses = _responses(session, actor, ids)
    repairs = [row for row in rows if row.noun is REPAIR]
    verdicts = _verdicts(session, actor, [row.subject_id for row in repairs])
    ruptures = _ruptures(session, actor, {row.thread_id for row in repairs if row.thread_id})
    return [
        Received(
            crossing=row,
            muted=row.subject_id in muted,
            verdict=verdicts.get(row.subject_id),
            rupture_id=ruptures.get(row.thread_id) if row.thread_id else None,
            responses=responses.get(row.subject_id, {}),
        )
        for row in rows
    ]


def _muted(session: Session, actor: Actor, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    mine = select(Mute.subject_id).where(Mute.owner_id == actor.id, Mute.subject_id.in_(ids))
    return set(session.scalars(mine))


def _responses(
    session: Session, actor: Actor, ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, dict[ResponseNoun, Response]]:
    found: dict[uuid.UUID, dict[ResponseNoun, Response]] = {}
    mine = select(Response).where(Response.owner_id == actor.id, Response.subject_id.in_(ids))
    for row in session.scalars(mine):
        found.setdefault(row.subject_id, {})[row.noun] = row
    return found


def _verdicts(
    session: Session, actor: Actor, ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID | None, Verdict]:
    mine = select(Verdict).where(Verdict.owner_id == actor.id, Verdict.repair_id.in_(ids))
    return {row.repair_id: row for row in session.scalars(mine)}


def _ruptures(
    session: Session, actor: Actor, threads: set[uuid.UUID]
) -> dict[uuid.UUID, uuid.UUID | None]:
    """The actor's own rupture that each thread is on, through their prompt or their link."""
    if not threads:
        return {}
    prompts = select(RepairPrompt.id, RepairPrompt.rupture_id).where(
        RepairPrompt.owner_id == actor.id, RepairPrompt.id.in_(threads)
    )
    links = select(ThreadLink.thread_id, ThreadLink.rupture_id).where(
        ThreadLink.owner_id == actor.id, ThreadLink.thread_id.in_(threads)
    )
    both = [*session.execute(prompts), *session.execute(links)]
    return {thread_id: rupture_id for thread_id, rupture_id in both}
