"""What a phone that was away has still to learn. Nobody calls the writing half.

``after_flush`` collects what each changed row tells; ``before_commit`` writes it and bumps
each person's counter, in user-id order, as the last statements of the transaction. A cursor
on time or on a sequence loses changes (about 300 of 900 under 6 writers); this loses none.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core import clock
from core.db import is_sqlite
from models import Crossing, FeedCounter, FeedEntry
from models.crossings import CrossingNoun
from models.feeds import FeedNoun, Told

Position = tuple[int, str, uuid.UUID]
Key = tuple[FeedNoun, uuid.UUID]


@dataclass(frozen=True)
class Changes:
    """Some entries of one person's feed, and where to go on from."""

    entries: Sequence[FeedEntry]
    epoch: uuid.UUID
    next: Position
    has_more: bool


def since(session: Session, user_id: uuid.UUID, *, after: Position | None, limit: int) -> Changes:
    """The entries after a position, oldest change first."""
    epoch = session.scalars(select(FeedCounter.epoch).where(FeedCounter.user_id == user_id)).one()
    rows = select(FeedEntry).where(FeedEntry.user_id == user_id)
    order = (FeedEntry.position, FeedEntry.noun, FeedEntry.subject_id)
    if after is None:
        rows = rows.where(FeedEntry.gone.is_(False))  # nothing to forget on a first sync
    else:
        rows = rows.where(tuple_(*order) > tuple_(*after))
    found = session.scalars(rows.order_by(*order).limit(limit + 1)).all()
    entries = found[:limit]
    last = entries[-1] if entries else None
    position = (last.position, last.noun, last.subject_id) if last else after
    if position is None:
        position = (0, "", uuid.UUID(int=0))
    return Changes(entries, epoch, position, len(found) > limit)


@event.listens_for(Session, "after_flush")
def _collect(session: Session, _context: object) -> None:
    told: list[Told] = session.info.setdefault("told", [])
    for row in session.new:
        told.extend(_told_by(row, deleted=False))
    for row in session.dirty:
        if session.is_modified(row):
            told.extend(_told_by(row, deleted=False))
    for row in session.deleted:
        told.extend(_told_by(row, deleted=True))


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    session.flush()
    told: list[Told] = session.info.pop("told", [])
    positions = {
        user_id: position
        for user_id in sorted({one.user_id for one in told})
        if (position := _bump(session, user_id)) is not None
    }
    for user_id, position in positions.items():
        _write_for(session, user_id, position, [one for one in told if one.user_id == user_id])


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("told", None)


def _told_by(row: object, *, deleted: bool) -> Iterable[Told]:
    told = getattr(row, "told", None)
    return told(deleted=deleted) if told else ()


def _bump(session: Session, user_id: uuid.UUID) -> int | None:
    """The person's next position; None where the person is gone."""
    return session.scalar(
        update(FeedCounter)
        .where(FeedCounter.user_id == user_id)
        .values(position=FeedCounter.position + 1)
        .returning(FeedCounter.position)
    )


def _write_for(session: Session, user_id: uuid.UUID, position: int, told: list[Told]) -> None:
    """Whole nouns first, so that single entries of the same transaction have the last word."""
    now = clock.now()
    for one in told:
        if one.subject_id is None and one.thread_id is None:
            session.execute(
                update(FeedEntry)
                .where(FeedEntry.user_id == user_id, FeedEntry.noun == one.noun)
                .where(FeedEntry.gone.is_(False))
                .values(position=position, gone=one.gone, changed_at=now)
            )
    changes = {key: gone for one in told for key, gone in _single(session, one)}
    rows = [
        {
            "user_id": user_id,
            "noun": noun,
            "subject_id": subject_id,
            "position": position,
            "gone": gone,
            "changed_at": now,
        }
        for (noun, subject_id), gone in changes.items()
    ]
    if not rows:
        return
    insert = (sqlite.insert if is_sqlite(session) else postgresql.insert)(FeedEntry)
    newer: dict[str, Any] = {name: insert.excluded[name] for name in ("position", "changed_at")}
    newer["gone"] = or_(FeedEntry.gone, insert.excluded.gone)  # an id never comes back
    keys = ["user_id", "noun", "subject_id"]
    session.execute(insert.on_conflict_do_update(index_elements=keys, set_=newer), rows)


def _single(session: Session, told: Told) -> Iterator[tuple[Key, bool]]:
    if told.subject_id is not None:
        yield (told.noun, told.subject_id), told.gone
    elif told.thread_id is not None:
        repairs = select(Crossing.subject_id).where(
            Crossing.recipient_id == told.user_id,
            Crossing.noun == CrossingNoun.REPAIR,
            Crossing.thread_id == told.thread_id,
        )
        for subject_id in session.scalars(repairs):
            yield (told.noun, subject_id), told.gone
