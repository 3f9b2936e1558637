"""Repairs: one act each, meant to reduce a hurt."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Owned, Row, Versioned
from models.feeds import FeedNoun, Told
from models.lifecycle import Lifecycle
from models.sealed import Sealed, SealedRow
from models.words import Approach


class RepairStatus(StrEnum):
    """Where a repair stands, as its sender sees it."""

    SCHEDULED = "scheduled"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How it was made."""

    APP = "app"
    IN_PERSON = "in_person"


class Hint(StrEnum):
    """A gentle word on the wording; nothing is refused for it."""

    EARLY_APOLOGY = "early_apology"


LIFECYCLE = Lifecycle(
    {
        "send": ({RepairStatus.SCHEDULED}, RepairStatus.SENT),
        "withdraw": ({RepairStatus.SCHEDULED, RepairStatus.SENT}, RepairStatus.WITHDRAWN),
        "cancel": ({RepairStatus.SCHEDULED}, RepairStatus.CANCELLED),
    }
)


class Repair(SealedRow, Versioned, Owned, Row):
    """One repair, as its sender has it. ``thread_id`` is the prompt, or the first of its kind."""

    __tablename__ = "repairs"
    sealed_label = "repairs"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_ref"),
        Index("ix_repairs_owner_created", "owner_id", "created_at", "id"),
        Index("ix_repairs_thread", "thread_id", "created_at"),
    )

    couple_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("couples.id"))
    thread_id: Mapped[uuid.UUID]
    repair_prompt_id: Mapped[uuid.UUID | None]
    status: Mapped[RepairStatus] = mapped_column(default=RepairStatus.SCHEDULED)
    deliver_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    client_ref: Mapped[uuid.UUID | None]

    approaches = Sealed[list[Approach]](lambda words: [Approach(word) for word in words])
    message = Sealed[str | None]()
    channel = Sealed[Channel](Channel)
    hint = Sealed[Hint | None](Hint)

    def send(self, *, at: datetime) -> None:
        """It crosses."""
        self.status = LIFECYCLE.after("send", self.status)
        self.sent_at = at

    def withdraw(self, *, at: datetime) -> None:
        """Take it back, before or after it crossed."""
        self.status = LIFECYCLE.after("withdraw", self.status)
        self.withdrawn_at = at

    @property
    def can_cancel(self) -> bool:
        """Whether it still waits to go out."""
        return LIFECYCLE.allows("cancel", self.status)

    @property
    def never_crossed(self) -> bool:
        """Whether it was stopped before it went out: for the other it never existed."""
        return self.sent_at is None and not self.can_cancel

    def cancel(self) -> None:
        """It keeps its content for its sender and never goes out."""
        self.status = LIFECYCLE.after("cancel", self.status)

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Only its sender's phones; the partner learns through the crossing."""
        yield Told(user_id=self.owner_id, noun=FeedNoun.REPAIRS, subject_id=self.id, gone=deleted)
