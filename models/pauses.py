"""Pauses: a break with a promised return time."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.errors import Conflict
from models.base import Owned, Row, Versioned
from models.feeds import FeedNoun, Told
from models.lifecycle import WrongState
from models.sealed import Sealed, SealedRow


class AlreadyMoved(Conflict):
    """A pause may be moved once."""

    code = "already_moved"


class Pause(SealedRow, Versioned, Owned, Row):
    """One break. Moves no rupture, counts in no cap, asks for no answer."""

    __tablename__ = "pauses"
    sealed_label = "pauses"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_ref"),
        Index("ix_pauses_owner_created", "owner_id", "created_at", "id"),
    )

    couple_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("couples.id"))
    thread_id: Mapped[uuid.UUID | None]
    return_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    client_ref: Mapped[uuid.UUID | None]

    message = Sealed[str | None]()

    def move(self, return_at: datetime, *, at: datetime) -> None:
        """Promise another time, once, while the first has not come.

        Raises:
            AlreadyMoved: that was done before.
            WrongState: the promised time is over.
        """
        if self.moved_at:
            raise AlreadyMoved
        if self.return_at <= at:
            raise WrongState
        self.return_at, self.moved_at = return_at, at

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Only its maker's phones; the partner learns through the crossing."""
        yield Told(user_id=self.owner_id, noun=FeedNoun.PAUSES, subject_id=self.id, gone=deleted)
