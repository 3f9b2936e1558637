"""Repair prompts: made, edited, raised and withdrawn by the hurt person; sent by the clock."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Conflict, Invalid
from models import Membership, RepairPrompt, Rupture
from models.crossings import CrossingNoun
from models.lifecycle import WrongState
from models.outbox import Task
from models.repair_prompts import LEVELS, Disclosure, PromptStatus, TakesAway
from models.ruptures import RuptureStatus
from services import access, caps, crossings, disclosures, outbox, threads
from services.actors import Actor, NoCouple
from services.pages import Page, PageRequest, page

FURTHEST = timedelta(days=90)
PROMPTABLE = {RuptureStatus.OPEN, RuptureStatus.IN_REPAIR}


class NotPromptable(WrongState):
    """A prompt can be made on a rupture that is open or in repair."""


class AlreadyLive(Conflict):
    """There is a live prompt on this rupture. Withdraw it first."""

    code = "already_live"


class OtherPartner(Conflict):
    """This was logged with someone else, and only they could be asked about it."""

    code = "other_partner"


class BadDeliverAt(Invalid):
    """Choose a time at most 90 days ahead."""

    code = "out_of_range"


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
    if threads.live_prompt(session, rupture):
        raise AlreadyLive
    settings = settings_of(session)
    caps.check(session, RepairPrompt, actor.id, limit=settings.daily_prompts)
    wish = disclosures.checked(wish)
    prompt = RepairPrompt(
        owner_id=actor.id,
        couple_id=membership.couple_id,
        rupture_id=rupture.id,
        client_ref=client_ref,
        deliver_at=_deliver_at(session, deliver_at),
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
    if prompt.state is PromptStatus.SCHEDULED:
        _reschedule(session, actor, prompt, clear, deliver_at, changes)
    elif clear or deliver_at or "pace" in changes:
        raise TakesAway if prompt.state is PromptStatus.SENT else WrongState
    else:
        _raise(session, actor, membership, prompt, changes)
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


def _deliver_at(session: Session, wanted: datetime | None) -> datetime:
    now = clock.now()
    if wanted and wanted > now + FURTHEST:
        raise BadDeliverAt(pointer="#/deliver_at")
    earliest = now + settings_of(session).undo_window
    return max(wanted, earliest) if wanted else earliest


def _present(prompt: RepairPrompt) -> dict[str, Any]:
    names = ("disclosure", "pace", "show_week", "message", "fields")
    return {name: getattr(prompt, name) for name in names}


def _reschedule(
    session: Session,
    actor: Actor,
    prompt: RepairPrompt,
    clear: Sequence[str],
    deliver_at: datetime | None,
    changes: dict[str, Any],
) -> None:
    cleared: dict[str, Any] = {"message": None, "fields": []}
    wish = _present(prompt) | {name: cleared[name] for name in clear if name in cleared} | changes
    if wish["disclosure"] is not Disclosure.WORDS:
        # Lowering the level drops the words that went with it, unless they were asked for.
        wish |= {name: value for name, value in cleared.items() if name not in changes}
    wish = disclosures.checked(wish)
    due = prompt.deliver_at
    if deliver_at or "deliver_at" in clear:
        due = _deliver_at(session, deliver_at)
    rupture = access.find(session, actor, Rupture, _rupture_id(prompt))
    prompt.edit(disclosures.copy_of(rupture, actor.zone, **wish), deliver_at=due)
    for name, value in wish.items():
        setattr(prompt, name, value)
    outbox.tell(session, Task.DELIVER_PROMPT, prompt.id, at=due)


def _raise(
    session: Session,
    actor: Actor,
    membership: Membership,
    prompt: RepairPrompt,
    changes: dict[str, Any],
) -> None:
    if prompt.state is not PromptStatus.SENT:
        raise WrongState
    wish = _present(prompt) | changes
    less = (
        LEVELS.index(wish["disclosure"]) < LEVELS.index(prompt.disclosure)
        or (prompt.show_week and not wish["show_week"])
        or not set(prompt.fields) <= set(wish["fields"])
    )
    if less:
        raise TakesAway
    wish = disclosures.checked(wish)
    rupture = access.find(session, actor, Rupture, _rupture_id(prompt))
    fresh = disclosures.copy_of(rupture, actor.zone, **wish)
    before = _snapshot(prompt)
    # What was shown stays as it was shown, whatever became of the rupture since.
    shown = {
        key: value
        for key, value in prompt.content.items()
        if value is not None and key != "message"
    }
    prompt.show_more(fresh | shown)
    for name, value in wish.items():
        setattr(prompt, name, value)
    snapshot = _snapshot(prompt)
    if snapshot != before:
        crossings.deliver(session, membership, CrossingNoun.REPAIR_PROMPT, prompt.id, snapshot)


def _snapshot(prompt: RepairPrompt) -> dict[str, Any]:
    return {"disclosure": prompt.disclosure, "content": prompt.content}


def _rupture_id(prompt: RepairPrompt) -> uuid.UUID:
    if prompt.rupture_id is None:
        raise WrongState
    return prompt.rupture_id
