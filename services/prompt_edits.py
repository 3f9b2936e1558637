"""Changing a prompt: anything while it waits, only more of it once it went out."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Invalid
from models import Membership, RepairPrompt, Rupture
from models.crossings import CrossingNoun
from models.lifecycle import WrongState
from models.outbox import Task
from models.repair_prompts import LEVELS, Disclosure, PromptStatus, TakesAway
from services import access, crossings, disclosures, outbox
from services.actors import Actor

FURTHEST = timedelta(days=90)


class BadDeliverAt(Invalid):
    """Choose a time at most 90 days ahead."""

    code = "out_of_range"


def due_at(session: Session, wanted: datetime | None) -> datetime:
    """When it goes out: as wanted, but not before the undo window is over.

    Raises:
        BadDeliverAt: too far ahead.
    """
    now = clock.now()
    if wanted and wanted > now + FURTHEST:
        raise BadDeliverAt(pointer="#/deliver_at")
    earliest = now + settings_of(session).undo_window
    return max(wanted, earliest) if wanted else earliest


def _present(prompt: RepairPrompt) -> dict[str, Any]:
    names = ("disclosure", "pace", "show_week", "message", "fields")
    return {name: getattr(prompt, name) for name in names}


def reschedule(
    session: Session,
    actor: Actor,
    prompt: RepairPrompt,
    clear: Sequence[str],
    deliver_at: datetime | None,
    changes: dict[str, Any],
) -> None:
    """Change anything before it goes out; the copy is taken anew."""
    cleared: dict[str, Any] = {"message": None, "fields": []}
    wish = _present(prompt) | {name: cleared[name] for name in clear if name in cleared} | changes
    if wish["disclosure"] is not Disclosure.WORDS:
        # Lowering the level drops the words that went with it, unless they were asked for.
        wish |= {name: value for name, value in cleared.items() if name not in changes}
    wish = disclosures.checked(wish)
    due = prompt.deliver_at
    if deliver_at or "deliver_at" in clear:
        due = due_at(session, deliver_at)
    rupture = access.find(session, actor, Rupture, _rupture_id(prompt))
    prompt.edit(disclosures.copy_of(rupture, actor.zone, **wish), deliver_at=due)
    for name, value in wish.items():
        setattr(prompt, name, value)
    outbox.tell(session, Task.DELIVER_PROMPT, prompt.id, at=due)


def show_more(
    session: Session,
    actor: Actor,
    membership: Membership,
    prompt: RepairPrompt,
    changes: dict[str, Any],
) -> None:
    """Show more of it after it went out; it crosses in the same transaction.

    Raises:
        WrongState: withdrawn or cancelled.
        TakesAway: something already shown would go.
    """
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
