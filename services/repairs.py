"""Repairs: answers to a prompt, or sent unprompted; delivered by the clock."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Invalid, NotFound
from models import Crossing, Membership, Repair
from models.crossings import CrossingNoun
from models.lifecycle import WrongState
from models.outbox import Task
from models.repairs import Channel, Hint
from models.words import Approach
from services import access, caps, crossings, outbox, threads
from services.actors import Actor
from services.pages import Page, PageRequest, page

SENT_BACK = (CrossingNoun.ANSWER, CrossingNoun.FEEDBACK)


class PromptWithdrawn(WrongState):
    """This prompt was taken back; nothing new can be sent on it."""


class NeverBegun(WrongState):
    """This thread never began: its first repair was taken back before it went out."""


class OneThread(Invalid):
    """Name the prompt or the thread, not both."""

    code = "one_thread"


@dataclass(frozen=True)
class Shown:
    """A repair as its sender sees it: their own row, and what the other chose to send back."""

    repair: Repair
    answer: Crossing | None
    feedback: Crossing | None

    @property
    def id(self) -> uuid.UUID:
        return self.repair.id

    @property
    def version(self) -> str:
        """Counts only what this view shows."""
        parts = [f"{part.id}:{part.version}" for part in (self.answer, self.feedback) if part]
        return " ".join([str(self.repair.version), *parts])

    @property
    def answered(self) -> dict[str, Any] | None:
        """The answer, with the time it came."""
        back = self.answer
        return {**back.snapshot, "answered_at": back.changed_at} if back else None

    @property
    def fed_back(self) -> dict[str, Any] | None:
        """The feedback, with the time it came."""
        back = self.feedback
        return {**back.snapshot, "given_at": back.changed_at} if back else None


def send(
    session: Session,
    actor: Actor,
    *,
    approaches: list[Approach],
    message: str | None = None,
    repair_prompt_id: uuid.UUID | None = None,
    thread_id: uuid.UUID | None = None,
    channel: Channel = Channel.APP,
    client_ref: uuid.UUID | None = None,
) -> Shown:
    """Send one repair. It goes out when the undo window is over.

    Raises:
        ConsentRequired, NoCouple, QuietOn, NotFound, PromptWithdrawn, NeverBegun,
        DailyLimit, ClientRefTaken, OneThread: as each says.
    """
    if repair_prompt_id and thread_id:
        raise OneThread(pointer="#/thread_id")
    membership = crossings.open_door(session, actor)
    access.refuse_taken(session, actor, Repair, client_ref)
    on = repair_prompt_id or thread_id
    prompt_id = _thread(session, actor, membership, on, prompted=bool(repair_prompt_id))
    _check_cap(session, actor, on)
    repair = Repair(
        owner_id=actor.id,
        couple_id=membership.couple_id,
        repair_prompt_id=prompt_id,
        client_ref=client_ref,
        deliver_at=clock.now() + settings_of(session).undo_window,
        approaches=approaches,
        message=message,
        channel=channel,
        hint=_hint(session, actor, approaches, on),
    )
    repair.thread_id = on or repair.id
    session.add(repair)
    session.flush()
    outbox.tell(session, Task.DELIVER_REPAIR, repair.id, at=repair.deliver_at)
    return Shown(repair, None, None)


def list_own(session: Session, actor: Actor, wanted: PageRequest) -> Page[Shown]:
    """The actor's repairs, newest first."""
    rows = page(session, access.own(actor, Repair), (Repair.created_at, Repair.id), wanted)
    return Page(shown(session, actor, rows.items), rows.next)


def fetch(session: Session, actor: Actor, repair_id: uuid.UUID) -> Shown:
    """One repair of the actor's."""
    return shown(session, actor, [access.find(session, actor, Repair, repair_id)])[0]


def withdraw(session: Session, actor: Actor, repair_id: uuid.UUID) -> None:
    """Take it back. Not sent yet, it never existed; sent, a stub stays."""
    half = crossings.hold(session, actor)
    repair = access.find(session, actor, Repair, repair_id, lock=True)
    now = clock.now()
    repair.withdraw(at=now)
    stub = crossings.withdraw(session, half, CrossingNoun.REPAIR, repair.id, at=now)
    if stub is not None:
        threads.repair_withdrawn(session, stub.recipient_id, repair.thread_id)
    elif repair.thread_id == repair.id:
        _begin_anew(session, repair)


def _begin_anew(session: Session, never_sent: Repair) -> None:
    """A first repair that never crossed leaves no id behind: the next one begins the thread."""
    followers = session.scalars(
        select(Repair)
        .where(Repair.thread_id == never_sent.id, Repair.id != never_sent.id)
        .where(Repair.owner_id == never_sent.owner_id, Repair.sent_at.is_(None))
        .order_by(Repair.created_at, Repair.id)
    ).all()
    for follower in followers:
        follower.thread_id = followers[0].id


def shown(session: Session, actor: Actor, rows: Sequence[Repair]) -> list[Shown]:
    """Own repairs with what was sent back, in one query for all."""
    back = access.sent_back(session, actor, SENT_BACK, [row.id for row in rows])
    return [Shown(row, *(back.get((noun, row.id)) for noun in SENT_BACK)) for row in rows]


def _thread(
    session: Session,
    actor: Actor,
    membership: Membership,
    on: uuid.UUID | None,
    *,
    prompted: bool,
) -> uuid.UUID | None:
    """The prompt a thread begins with, if the actor may add to it.

    Raises:
        NotFound: neither a prompt that crossed to the actor nor a thread they began.
    """
    if on is None:
        return None
    prompts = access.inbox(actor, CrossingNoun.REPAIR_PROMPT)
    prompt = session.scalar(prompts.where(Crossing.subject_id == on))
    if prompt is None and not prompted:
        first = access.find(session, actor, Repair, on)
        if first.thread_id != first.id or first.couple_id != membership.couple_id:
            raise NotFound
        if first.never_crossed:
            raise NeverBegun
        return None
    if prompt is None:
        raise NotFound
    if prompt.withdrawn_at:
        raise PromptWithdrawn
    return prompt.subject_id


def _check_cap(session: Session, actor: Actor, on: uuid.UUID | None) -> None:
    settings = settings_of(session)
    if on is None:
        first = Repair.thread_id == Repair.id
        caps.check(session, Repair, actor.id, first, limit=settings.daily_repairs)
    else:
        same = Repair.thread_id == on
        caps.check(session, Repair, actor.id, same, limit=settings.daily_thread_repairs)


def _hint(
    session: Session, actor: Actor, approaches: list[Approach], on: uuid.UUID | None
) -> Hint | None:
    """Apologies work better once the other feels understood: not alone, and not first."""
    before = exists().where(Repair.owner_id == actor.id, Repair.thread_id == on)
    begun = on is not None and session.scalar(select(before))
    return Hint.EARLY_APOLOGY if approaches == [Approach.APOLOGISE] and not begun else None
