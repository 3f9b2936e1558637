"""Check-ins: what a person answered to an instrument for one day or one week."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.errors import Conflict
from models.base import Owned, Row, Versioned
from models.feeds import FeedNoun, Told
from models.sealed import Sealed, SealedRow


class Locked(Conflict):
    """The time to make or change this check-in is over."""

    code = "locked"


class CheckIn(SealedRow, Versioned, Owned, Row):
    """One day's or week's answers. ``local_date`` is the day, or the Monday of the week."""

    __tablename__ = "check_ins"
    sealed_label = "check_ins"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_ref"),
        UniqueConstraint("owner_id", "instrument", "local_date"),
        Index("ix_check_ins_owner_created", "owner_id", "created_at", "id"),
    )

    instrument: Mapped[str] = mapped_column(String(60))
    instrument_version: Mapped[int]
    local_date: Mapped[date]
    locks_at: Mapped[datetime]
    client_ref: Mapped[uuid.UUID | None]

    by_item = Sealed[dict[str, int]]()

    @property
    def answers(self) -> list[dict[str, object]]:
        """The answered items by name, in every view alike; a skipped one is missing."""
        return [{"item": item, "value": value} for item, value in sorted(self.by_item.items())]

    def amend(self, by_item: dict[str, int], *, at: datetime) -> None:
        """Change answers until it locks.

        Raises:
            Locked: it has.
        """
        if self.locks_at <= at:
            raise Locked
        self.by_item = by_item

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Only its owner's phones."""
        yield Told(user_id=self.owner_id, noun=FeedNoun.CHECK_INS, subject_id=self.id, gone=deleted)
