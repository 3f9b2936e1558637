"""Remembers the rows of the cast: made once through the services, put back in a moment.

Most tests begin with the same two people. What is put back is what the services wrote, with
its times moved to now; whoever is not as remembered is made anew.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, select

from core import clock
from core.db import Database
from core.keys import KeyGone
from models import ConsentChange, Crossing, FeedCounter, FeedEntry, Membership, SignIn, User
from models.couples import Couple

Rows = list[tuple[Table, list[dict[str, Any]]]]


@dataclass
class Memory:
    """Some rows, the wrapped key of whom they belong to, and when that was."""

    owner_id: uuid.UUID
    wrapped: bytes
    rows: Rows
    extra: dict[str, Any] = field(default_factory=dict)
    at: datetime = field(default_factory=clock.now)

    def put_back(self, database: Database, connection: Connection) -> None:
        """Insert the rows; a key that a test destroyed is kept again."""
        try:
            database.keyring.store.fetch(self.owner_id)
        except KeyGone:
            database.keyring.store.keep(self.owner_id, self.wrapped)
        later = clock.now() - self.at
        for table, rows in self.rows:
            connection.execute(table.insert(), [moved(row, later) for row in rows])


def is_now() -> bool:
    """Whether the clock was not moved: rows are remembered and put back in real time only."""
    return clock._ahead == timedelta(0)


def moved(row: dict[str, Any], later: timedelta) -> dict[str, Any]:
    return {
        name: value + later if isinstance(value, datetime) else value for name, value in row.items()
    }


def of_person(database: Database, user_id: uuid.UUID) -> Memory:
    """All that making a person wrote."""
    return Memory(
        user_id,
        database.keyring.store.fetch(user_id),
        _read(
            database,
            (User, User.id == user_id),
            (FeedCounter, FeedCounter.user_id == user_id),
            (ConsentChange, ConsentChange.owner_id == user_id),
            (SignIn, SignIn.owner_id == user_id),
        ),
    )


def of_couple(database: Database, couple_id: uuid.UUID, people: list[uuid.UUID]) -> Memory:
    """All that making a couple of two people added."""
    return Memory(
        couple_id,
        database.keyring.store.fetch(couple_id),
        _read(
            database,
            (Couple, Couple.id == couple_id),
            (Membership, Membership.couple_id == couple_id),
            (Crossing, Crossing.couple_id == couple_id),
            (FeedEntry, FeedEntry.user_id.in_(people)),
            (
                ConsentChange,
                ConsentChange.owner_id.in_(people) & (ConsentChange.purpose == "pairing"),
            ),
        ),
        extra=state_of(database, people),
    )


def state_of(database: Database, people: list[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """How far each person's row and feed have come: (version, position)."""
    wanted = select(User.id, User.version, FeedCounter.position).join(
        FeedCounter, FeedCounter.user_id == User.id
    )
    with database.engine.connect() as connection:
        found = connection.execute(wanted.where(User.id.in_(people)))
        return {user_id: (version, position) for user_id, version, position in found}


def _read(database: Database, *wanted: Any) -> Rows:
    with database.engine.connect() as connection:
        return [
            (
                model.__table__,
                [
                    dict(row._mapping)
                    for row in connection.execute(select(model.__table__).where(condition))
                ],
            )
            for model, condition in wanted
        ]
