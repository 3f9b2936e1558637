"""Repair prompts: made, edited, raised and withdrawn by the hurt person; sent by the clock."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Conflict
from models import Membership, RepairPrompt, Rupture
from models.lifecycle import WrongState
from models.outbox import Task
from models.repair_prompts import PromptStatus, TakesAway
from models.ruptures import RuptureStatus
from services import access, caps, crossings, disclosures, outbox, prompt_edits, threads
from services.actors import Actor, NoCouple
from services.pages import Page, PageRequest, page

PROMPTABLE = {RuptureStatus.OPEN, RuptureStatus.IN_REPAIR}


class NotPromptable(WrongState):
    """A prompt can be made on a rupture that is open or in repair."""


class AlreadyLive(Conflict):
    """There is a live prompt on this rupture. Withdraw it first."""

    code = "already_live"


class OtherPartner(Conflict):
    """This was logged with someone else, and only they could be asked about it."""

    code = "other_partner"


def preview(
    session: Session,
    actor: Actor,
    *,
    rupture_id: uuid.UUID,
    deliver_at: datetime | None = None,
    client_ref: uuid.UUID | None = None,
    **wish: Any,
) -> dict[str, Any]:
    """Exactly what the partner would see. Nothing is stored."""
    prompt_edits.due_at(session, deliver_at)
    rupture = access.find(session, actor, Rupture, rupture_id)
    return disclosures.copy_of(rupture, actor.zone, **disclosures.checked(wish))


def make(
    session: Session,
    actor: Actor,
    *,
    rupture_id: uuid.UUID,
    deliver_at: datetime | None = None,
    client_ref: uuid.UUID | None = None,
    **wish: Any,
) -> RepairPrompt:
    """Invite the partner back to a rupture. It goes out when the undo window is over.

    Raises:
        ConsentRequired, NoCouple, QuietOn, NotFound, NotPromptable, AlreadyLive,
        OtherPartner, DailyLimit, ClientRefTaken, MessageNeeded: as each says.
    """
    membership = crossings.open_door(session, actor)
    access.refuse_taken(session, actor, RepairPrompt, client_ref)
    rupture = access.find(session, actor, Rupture, rupture_id, lock=True)
    _check_partner(session, rupture, membership)
    if rupture.status not in PROMPTABLE:
        raise NotPromptable
    live = threads.live_prompts(session, rupture)
    if any(one.couple_id == membership.couple_id for one in live):
        raise AlreadyLive
    settings = settings_of(session)
    caps.check(session, RepairPrompt, actor.id, limit=settings.daily_prompts)
    wish = disclosures.checked(wish)
    prompt = RepairPrompt(
        owner_id=actor.id,
        couple_id=membership.couple_id,
        rupture_id=rupture.id,
        client_ref=client_ref,
        deliver_at=prompt_edits.due_at(session, deliver_at),
        content=disclosures.copy_of(rupture, actor.zone, **wish),
        **wish,
    )
    session.add(prompt)
    session.flush()
    outbox.tell(session, Task.DELIVER_PROMPT, prompt.id, at=prompt.deliver_at)
    return prompt


def list_own(session: Session, actor: Actor, wanted: PageRequest) -> Page[RepairPrompt]:
    """The actor's prompts, newest first."""
    return page(
        session,
        access.own(actor, RepairPrompt),
        (RepairPrompt.created_at, RepairPrompt.id),
        wanted,
    )


def fetch(session: Session, actor: Actor, prompt_id: uuid.UUID) -> RepairPrompt:
    """One prompt of the actor's."""
    return access.find(session, actor, RepairPrompt, prompt_id)


def edit(
    session: Session,
    actor: Actor,
    prompt: RepairPrompt,
    *,
    clear: Sequence[str] = (),
    deliver_at: datetime | None = None,
    **changes: Any,
) -> RepairPrompt:
    """While scheduled, change anything; once sent, only show more.

    Raises:
        WrongState: withdrawn or cancelled.
        TakesAway: something already shown would go.
    """
    if prompt.couple_id != actor.paired().couple_id:
        raise NoCouple
    membership = crossings.open_door(session, actor)
    news = {name: value for name, value in changes.items() if value != getattr(prompt, name)}
    later = None if deliver_at == prompt.deliver_at else deliver_at
    if prompt.state is PromptStatus.SCHEDULED:
        prompt_edits.reschedule(session, actor, prompt, clear, later, news)
    elif clear or later or "pace" in news:
        raise TakesAway if prompt.state is PromptStatus.SENT else WrongState
    else:
        prompt_edits.show_more(session, actor, membership, prompt, news)
    session.flush()
    return prompt


def withdraw(session: Session, actor: Actor, prompt_id: uuid.UUID) -> None:
    """Take it back. Not sent yet, it never existed; sent, a stub stays."""
    half = crossings.hold(session, actor)
    prompt = access.find(session, actor, RepairPrompt, prompt_id, lock=True)
    threads.withdraw_prompt(session, prompt, half, at=clock.now())


def _check_partner(session: Session, rupture: Rupture, membership: Membership) -> None:
    """Raises:
    OtherPartner: it was logged in a couple with someone else; with the same one is well.
    """
    if rupture.couple_id in (None, membership.couple_id):
        return
    then = select(Membership.partner_id).where(
        Membership.couple_id == rupture.couple_id, Membership.user_id == membership.user_id
    )
    if session.scalar(then) != membership.partner_id:
        raise OtherPartner
