"""How things end: a couple, and whatever was scheduled. Unilateral, immediate, silent."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.keys import KeyGone
from models import Block, Membership, Repair, RepairPrompt, Rupture
from models.outbox import Task
from models.repair_prompts import PromptStatus
from models.repairs import RepairStatus
from models.ruptures import RuptureStatus
from services import access, outbox
from services.actors import Actor


def cancel_scheduled(session: Session, owner_id: uuid.UUID) -> None:
    """Nothing that waits of this person goes out any more; they keep the content."""
    prompts = select(RepairPrompt).where(
        RepairPrompt.owner_id == owner_id, RepairPrompt.state == PromptStatus.SCHEDULED
    )
    repairs = select(Repair).where(
        Repair.owner_id == owner_id, Repair.status == RepairStatus.SCHEDULED
    )
    for prompt in session.scalars(prompts.with_for_update()):
        prompt.cancel()
    for repair in session.scalars(repairs.with_for_update()):
        repair.cancel()


def open_half(session: Session, user_id: uuid.UUID) -> Membership | None:
    """A person's half of the couple they are in, as the database has it now.

    The actor's own is from before the locks, and a confirmation may have come between.
    """
    return session.scalar(
        select(Membership)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .execution_options(populate_existing=True)
    )


def end_couple(session: Session, actor: Actor, *, block: bool = False) -> bool:
    """End the actor's couple, if there is one. Answers whether there was.

    Each keeps what they wrote and loses what the other wrote; the couple's key goes once
    this has committed. ``block`` keeps the other's future codes from working.
    """
    partner = [actor.membership.partner_id] if actor.membership else []
    access.lock_people(session, actor.id, *partner)
    half = open_half(session, actor.id)
    couple = access.lock_couple(session, half.couple_id, ending=True) if half else None
    if half is None or couple is None:
        return False
    now = clock.now()
    if block:
        _block(session, actor, half)
    couple.ended_at = now
    for membership in session.scalars(
        select(Membership).where(Membership.couple_id == couple.id).order_by(Membership.user_id)
    ):
        membership.ended_at = now
        _stop_repairs(session, membership.user_id)  # ruptures before prompts, as everywhere
        cancel_scheduled(session, membership.user_id)
    outbox.tell(session, Task.DESTROY_KEY, couple.id)
    return True


def _stop_repairs(session: Session, owner_id: uuid.UUID) -> None:
    """What was in repair is open again, and nobody asks whether anything held."""
    touched = select(Rupture).where(
        Rupture.owner_id == owner_id,
        (Rupture.status == RuptureStatus.IN_REPAIR) | Rupture.follow_up_due_at.is_not(None),
    )
    for rupture in session.scalars(touched.with_for_update()):
        rupture.lose_repairs()
        rupture.drop_follow_up()


def _block(session: Session, actor: Actor, half: Membership) -> None:
    """Leaving never fails: a name that cannot be read any more is left out."""
    try:
        name = access.partner_name(session, actor)
    except (KeyGone, NotFound):
        name = ""
    block_person(session, actor, half.partner_id, name)


def block_person(session: Session, actor: Actor, person_id: uuid.UUID, name: str) -> None:
    """Codes of this person never work for the actor again; blocking twice is once."""
    known = session.scalar(
        select(Block).where(Block.owner_id == actor.id, Block.blocked_id == person_id)
    )
    if known is None:
        session.add(Block(owner_id=actor.id, blocked_id=person_id, display_name=name))
