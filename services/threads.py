"""Which rupture a repair is on, and what that does to rupture and prompt.

Everything here concerns the rows of one person, the hurt one; below the nouns because
prompts, repairs, the inbox and ruptures all move the same two things.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from core.errors import Invalid, NotFound
from models import Couple, Crossing, Membership, RepairPrompt, Rupture, ThreadLink, Verdict
from models.crossings import CrossingNoun
from models.inbox import AlreadyLinked
from models.outbox import Task
from models.repair_prompts import PromptStatus
from models.words import VerdictWord
from services import access, crossings, outbox
from services.actors import Actor


class OnItsPrompt(Invalid):
    """This repair answers a prompt; it is on the prompt's rupture."""

    code = "on_its_prompt"


class UnknownRupture(Invalid):
    """You have no such rupture."""

    code = "unknown_rupture"


def rupture_on(
    session: Session, owner_id: uuid.UUID, thread_id: uuid.UUID, *, lock: bool = True
) -> Rupture | None:
    """The owner's rupture that a thread is on: through its prompt, or the private link."""
    by_prompt = select(RepairPrompt.rupture_id).where(
        RepairPrompt.id == thread_id, RepairPrompt.owner_id == owner_id
    )
    by_link = select(ThreadLink.rupture_id).where(
        ThreadLink.thread_id == thread_id, ThreadLink.owner_id == owner_id
    )
    found = (
        select(Rupture)
        .where(Rupture.owner_id == owner_id)
        .where(or_(Rupture.id.in_(by_prompt), Rupture.id.in_(by_link)))
    )
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return session.scalar(found)


def prompt_of(session: Session, owner_id: uuid.UUID, thread_id: uuid.UUID) -> RepairPrompt | None:
    """The owner's prompt that a thread began with; None for an unprompted one."""
    return session.scalar(
        select(RepairPrompt).where(RepairPrompt.id == thread_id, RepairPrompt.owner_id == owner_id)
    )


def link(session: Session, actor: Actor, crossing: Crossing, rupture_id: uuid.UUID | None) -> None:
    """Set the one private link of an unprompted thread to a rupture of the actor's."""
    if rupture_id is None:
        return
    thread_id = thread_of(crossing)
    if crossing.snapshot.get("repair_prompt_id") or prompt_of(session, actor.id, thread_id):
        raise OnItsPrompt(pointer="#/rupture_id")
    try:
        rupture = access.find(session, actor, Rupture, rupture_id, lock=True)
    except NotFound:
        raise UnknownRupture(pointer="#/rupture_id") from None
    known = session.scalar(
        select(ThreadLink).where(ThreadLink.owner_id == actor.id, ThreadLink.thread_id == thread_id)
    )
    if known and known.rupture_id != rupture.id:
        raise AlreadyLinked
    if known is None:
        session.add(ThreadLink(owner_id=actor.id, thread_id=thread_id, rupture_id=rupture.id))
        session.flush()
        if repairs_on(session, rupture):  # a stub alone waits for nothing
            rupture.receive_repair()
            session.flush()


def thread_of(repair: Crossing) -> uuid.UUID:
    """The thread a repair that crossed belongs to; every repair has one."""
    assert repair.thread_id is not None
    return repair.thread_id


def repairs_on(session: Session, rupture: Rupture) -> Sequence[Crossing]:
    """The repairs on a rupture in its present cycle that were not withdrawn."""
    prompts = select(RepairPrompt.id).where(RepairPrompt.rupture_id == rupture.id)
    links = select(ThreadLink.thread_id).where(ThreadLink.rupture_id == rupture.id)
    linked_now = links.where(ThreadLink.created_at >= rupture.cycle_started_at)
    this_cycle = or_(
        Crossing.crossed_at >= rupture.cycle_started_at, Crossing.thread_id.in_(linked_now)
    )
    return session.scalars(
        select(Crossing)
        .join(Couple, and_(Couple.id == Crossing.couple_id, Couple.ended_at.is_(None)))
        .where(Crossing.recipient_id == rupture.owner_id, Crossing.noun == CrossingNoun.REPAIR)
        .where(Crossing.withdrawn_at.is_(None), this_cycle)
        .where(or_(Crossing.thread_id.in_(prompts), Crossing.thread_id.in_(links)))
    ).all()


def repair_waits(session: Session, rupture: Rupture) -> bool:
    """Whether a repair on it has no verdict yet."""
    repairs = {crossing.subject_id for crossing in repairs_on(session, rupture)}
    judged = session.scalars(
        select(Verdict.repair_id).where(
            Verdict.owner_id == rupture.owner_id, Verdict.repair_id.in_(repairs)
        )
    )
    return bool(repairs - set(judged))


def repair_arrived(session: Session, recipient_id: uuid.UUID, thread_id: uuid.UUID) -> None:
    """A repair crossed to this person: it moves their rupture and answers their prompt."""
    if rupture := rupture_on(session, recipient_id, thread_id):
        rupture.receive_repair()
    if prompt := prompt_of(session, recipient_id, thread_id):
        prompt.be_answered()


def repair_withdrawn(session: Session, recipient_id: uuid.UUID, thread_id: uuid.UUID) -> None:
    """A repair became a stub: was it the last of this cycle on the rupture?"""
    rupture = rupture_on(session, recipient_id, thread_id)
    if rupture is None:
        return
    session.flush()
    in_person = exists().where(
        Verdict.rupture_id == rupture.id,
        Verdict.repair_id.is_(None),
        Verdict.cycle == rupture.cycle,
    )
    if not repairs_on(session, rupture) and not session.scalar(select(in_person)):
        rupture.lose_repairs()


def latest_prompt(session: Session, rupture: Rupture) -> RepairPrompt | None:
    """The newest prompt on a rupture, whatever its state."""
    return session.scalars(
        select(RepairPrompt)
        .where(RepairPrompt.rupture_id == rupture.id)
        .order_by(RepairPrompt.created_at.desc(), RepairPrompt.id)
        .limit(1)
    ).first()


def live_prompts(session: Session, rupture: Rupture) -> Sequence[RepairPrompt]:
    """The prompts on a rupture that are scheduled or sent: at most one a couple."""
    return session.scalars(
        select(RepairPrompt)
        .where(RepairPrompt.rupture_id == rupture.id)
        .where(RepairPrompt.state.in_([PromptStatus.SCHEDULED, PromptStatus.SENT]))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def cancel_unsent(session: Session, rupture: Rupture) -> None:
    """A prompt on it that is still scheduled never goes out."""
    for prompt in live_prompts(session, rupture):
        if prompt.state is PromptStatus.SCHEDULED:
            prompt.cancel()


def after_verdict(session: Session, rupture: Rupture, verdict: VerdictWord) -> None:
    """``landed`` stops a prompt that still waits, and asks again in three days."""
    if verdict is VerdictWord.LANDED:
        cancel_unsent(session, rupture)
    if rupture.follow_up_due_at and rupture.follow_up_asked_at is None:
        outbox.tell(session, Task.ASK_FOLLOW_UP, rupture.id, at=rupture.follow_up_due_at)


def withdraw_prompt(
    session: Session, prompt: RepairPrompt, membership: Membership | None, *, at: datetime
) -> None:
    """Take a prompt back; where it crossed, a stub stays."""
    prompt.withdraw(at=at)
    crossings.withdraw(session, membership, CrossingNoun.REPAIR_PROMPT, prompt.id, at=at)
