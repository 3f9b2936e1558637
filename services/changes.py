"""What a phone that was away has to learn: each entry is what its GET answers now."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from core.errors import Gone
from models import CheckIn, Crossing, FeedEntry, Moment, Pause, Repair, RepairPrompt, Rupture
from models.crossings import CrossingNoun
from models.feeds import FeedNoun
from services import access, couples, feed, inbox, moments, repairs
from services.actors import Actor

PAGE = 200
OWN: dict[FeedNoun, Any] = {
    FeedNoun.RUPTURES: Rupture,
    FeedNoun.REPAIR_PROMPTS: RepairPrompt,
    FeedNoun.REPAIRS: Repair,
    FeedNoun.PAUSES: Pause,
    FeedNoun.CHECK_INS: CheckIn,
    FeedNoun.MOMENTS: Moment,
}
INBOX = {
    FeedNoun.INBOX_REPAIR_PROMPTS: CrossingNoun.REPAIR_PROMPT,
    FeedNoun.INBOX_REPAIRS: CrossingNoun.REPAIR,
    FeedNoun.INBOX_PAUSES: CrossingNoun.PAUSE,
    FeedNoun.INBOX_MOMENTS: CrossingNoun.MOMENT,
}


class CursorTooOld(Gone):
    """This cursor is too old. Forget what you have and sync from the start."""

    code = "cursor_too_old"


@dataclass(frozen=True)
class Synced:
    """One page of changes, by list."""

    lists: dict[FeedNoun, Sequence[Any]]
    couple: Any
    deleted: list[dict[str, Any]]
    epoch: uuid.UUID
    next: feed.Position
    has_more: bool = field(default=False)


def since(
    session: Session, actor: Actor, *, after: tuple[uuid.UUID, feed.Position] | None
) -> Synced:
    """The next changes after a cursor's epoch and position.

    Raises:
        CursorTooOld: the feed was drawn anew since.
    """
    found = feed.since(session, actor.id, after=after[1] if after else None, limit=PAGE)
    if after and after[0] != found.epoch:
        raise CursorTooOld
    lists = {noun: _load(session, actor, noun, _ids(found.entries, noun)) for noun in FeedNoun}
    couple = lists.pop(FeedNoun.COUPLE)
    return Synced(
        lists=lists,
        couple=couple[0] if couple else None,
        deleted=[
            {"type": entry.noun, "id": entry.subject_id} for entry in found.entries if entry.gone
        ],
        epoch=found.epoch,
        next=found.next,
        has_more=found.has_more,
    )


def _ids(entries: Sequence[FeedEntry], noun: FeedNoun) -> list[uuid.UUID]:
    return [entry.subject_id for entry in entries if entry.noun is noun and not entry.gone]


def _load(session: Session, actor: Actor, noun: FeedNoun, ids: list[uuid.UUID]) -> Sequence[Any]:
    """The things as they are now, in the order they changed; the vanished are left out,
    since a tombstone follows."""
    if not ids or noun is FeedNoun.NOTIFICATIONS:
        return []
    if noun is FeedNoun.COUPLE:
        return [couples.fetch(session, actor)] if actor.couple_id in ids else []
    if noun in INBOX:
        rows = access.inbox(actor, INBOX[noun]).where(Crossing.subject_id.in_(ids))
        return _in_order(ids, inbox.received(session, actor, session.scalars(rows).all()))
    model = OWN[noun]
    own = session.scalars(access.own(actor, model).where(model.id.in_(ids))).all()
    if noun is FeedNoun.REPAIRS:
        return _in_order(ids, repairs.shown(session, actor, own))
    if noun is FeedNoun.MOMENTS:
        return _in_order(ids, moments.shown(session, actor, own))
    return _in_order(ids, own)


def _in_order(ids: list[uuid.UUID], things: Sequence[Any]) -> list[Any]:
    places = {subject_id: place for place, subject_id in enumerate(ids)}
    return sorted(things, key=lambda thing: places[thing.id])
