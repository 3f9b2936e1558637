"""What was scheduled goes out: the copy crosses, and the other's rows follow.

Run by the worker when it is due. Everything is asked again then: still paired, still
wanted, not quiet. Doing it twice is the same as doing it once.
"""

import uuid

from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from models import Membership, Repair, RepairPrompt, User
from models.crossings import CrossingNoun
from models.repair_prompts import PromptStatus
from models.repairs import RepairStatus
from services import access, crossings, threads


def deliver_prompt(session: Session, prompt_id: uuid.UUID) -> None:
    """Let a prompt that is due cross."""
    prompt = session.get(RepairPrompt, prompt_id)
    membership = _door(session, prompt) if prompt else None
    if prompt is None or membership is None or prompt.state is not PromptStatus.SCHEDULED:
        return
    now = clock.now()
    prompt.send(at=now, lapses_at=now + settings_of(session).prompt_lapse)
    snapshot = {"disclosure": prompt.disclosure, "content": prompt.content}
    crossings.deliver(
        session, membership, CrossingNoun.REPAIR_PROMPT, prompt.id, snapshot, thread_id=prompt.id
    )


def deliver_repair(session: Session, repair_id: uuid.UUID) -> None:
    """Let a repair that is due cross, and move the rupture it is on."""
    repair = session.get(Repair, repair_id)
    if repair and repair.thread_id not in (repair.id, repair.repair_prompt_id):
        deliver_repair(session, repair.thread_id)  # two workers may hold them the wrong way round
    membership = _door(session, repair) if repair else None
    if repair is None or membership is None or repair.status is not RepairStatus.SCHEDULED:
        return
    repair.send(at=clock.now())
    on = repair.repair_prompt_id
    snapshot = {
        "approaches": repair.approaches,
        "message": repair.message,
        "channel": repair.channel,
        "repair_prompt_id": str(on) if on else None,
    }
    crossings.deliver(
        session, membership, CrossingNoun.REPAIR, repair.id, snapshot, thread_id=repair.thread_id
    )
    session.flush()
    threads.repair_arrived(session, membership.partner_id, repair.thread_id)


def _door(session: Session, row: RepairPrompt | Repair) -> Membership | None:
    """The sender's half of the couple if this may go out now, held open until commit.

    A sender who is quiet, or took the consent back, sends nothing: what waits is cancelled.
    """
    membership = crossings.active_half(session, row.owner_id, row.couple_id)
    if membership is None:
        return None
    if access.lock_couple(session, membership.couple_id, ending=False) is None:
        return None
    session.refresh(row, with_for_update=True)
    now = clock.now()
    if row.deliver_at > now:
        return None
    sender = session.get_one(User, row.owner_id)
    if sender.is_quiet(now) or not sender.feelings_consent:
        if row.can_cancel:
            row.cancel()
        return None
    return membership
