"""Repair prompts: the hurt person's invitation to come back to a rupture."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, inspect, text
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.errors import Conflict
from models.base import Owned, Row, Versioned
from models.feeds import FeedNoun, Told
from models.lifecycle import Lifecycle
from models.sealed import Sealed, SealedRow


class PromptStatus(StrEnum):
    """Where a prompt stands, as its sender sees it."""

    SCHEDULED = "scheduled"
    SENT = "sent"
    LAPSED = "lapsed"  # sent, unanswered past its time; computed, never stored
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class Disclosure(StrEnum):
    """How much crosses, in rising order."""

    SIGNAL = "signal"
    THEME = "theme"
    WORDS = "words"


class Pace(StrEnum):
    """How soon an answer would be welcome."""

    NO_HURRY = "no_hurry"
    SOON = "soon"


class PromptField(StrEnum):
    """What may be ticked at ``words``."""

    OBSERVATION = "observation"
    FEELINGS = "feelings"
    NEED = "need"
    REQUEST = "request"


class TakesAway(Conflict):
    """What has been shown cannot be taken away; withdraw the prompt instead."""

    code = "takes_away"


SCHEDULED, SENT = PromptStatus.SCHEDULED, PromptStatus.SENT
LEVELS = list(Disclosure)

LIFECYCLE = Lifecycle(
    {
        "send": ({SCHEDULED}, SENT),
        "withdraw": ({SCHEDULED, SENT}, PromptStatus.WITHDRAWN),
        "cancel": ({SCHEDULED}, PromptStatus.CANCELLED),
        "edit": ({SCHEDULED}, SCHEDULED),
        "raise": ({SENT}, SENT),
    }
)


class RepairPrompt(SealedRow, Versioned, Owned, Row):
    """One invitation. ``content`` is the copy that crosses, byte for byte."""

    __tablename__ = "repair_prompts"
    sealed_label = "repair_prompts"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_ref"),
        Index("ix_repair_prompts_owner_created", "owner_id", "created_at", "id"),
        Index(
            "uq_repair_prompts_one_live",
            "rupture_id",
            "couple_id",
            unique=True,
            sqlite_where=text("state IN ('scheduled', 'sent')"),
            postgresql_where=text("state IN ('scheduled', 'sent')"),
        ),
    )

    couple_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("couples.id"))
    rupture_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("ruptures.id", ondelete="SET NULL")
    )
    state: Mapped[PromptStatus] = mapped_column(default=PromptStatus.SCHEDULED)
    deliver_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]  # None once a repair has answered it
    withdrawn_at: Mapped[datetime | None]
    client_ref: Mapped[uuid.UUID | None]

    disclosure = Sealed[Disclosure](Disclosure)
    pace = Sealed[Pace](Pace)
    show_week = Sealed[bool]()
    message = Sealed[str | None]()
    fields = Sealed[list[PromptField]](lambda names: [PromptField(name) for name in names])
    content = Sealed[dict[str, Any]]()

    @property
    def status(self) -> PromptStatus:
        """The stored state, or ``lapsed`` by the clock."""
        if self.state is SENT and self.lapses_at and self.lapses_at <= clock.now():
            return PromptStatus.LAPSED
        return self.state

    @property
    def is_live(self) -> bool:
        """Scheduled or sent, lapsed or not."""
        return self.state in (SCHEDULED, SENT)

    def edit(self, content: dict[str, Any], *, deliver_at: datetime) -> None:
        """Change it before it goes out."""
        self.state = LIFECYCLE.after("edit", self.state)
        self.content, self.deliver_at = content, deliver_at

    def show_more(self, content: dict[str, Any]) -> None:
        """Add to what is already shown.

        Raises:
            TakesAway: something shown would be missing or different.
        """
        self.state = LIFECYCLE.after("raise", self.state)
        shown = {key: value for key, value in self.content.items() if value is not None}
        if any(content[key] != value for key, value in shown.items()):
            raise TakesAway
        self.content = content

    def send(self, *, at: datetime, lapses_at: datetime) -> None:
        """It crosses."""
        self.state = LIFECYCLE.after("send", self.state)
        self.sent_at, self.lapses_at = at, lapses_at

    def withdraw(self, *, at: datetime) -> None:
        """Take it back, before or after it crossed."""
        self.state = LIFECYCLE.after("withdraw", self.state)
        self.withdrawn_at = at

    @property
    def can_cancel(self) -> bool:
        """Whether it still waits to go out."""
        return LIFECYCLE.allows("cancel", self.state)

    def cancel(self) -> None:
        """It keeps its content for its sender and never goes out."""
        self.state = LIFECYCLE.after("cancel", self.state)

    def be_answered(self) -> None:
        """A repair has come: it does not lapse any more."""
        self.lapses_at = None

    def lose_rupture(self) -> None:
        """Its rupture was deleted: what was copied of it goes, the sender's own words stay."""
        self.rupture_id = None
        own = ("pace", "message")
        self.content = {key: value if key in own else None for key, value in self.content.items()}

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Only its sender's phones; the partner learns through the crossing."""
        yield Told(
            user_id=self.owner_id,
            noun=FeedNoun.REPAIR_PROMPTS,
            subject_id=self.id,
            gone=deleted,
        )
        if inspect(self).attrs.rupture_id.history.deleted:
            # The repairs in her inbox show the rupture that their prompt is on.
            yield Told(user_id=self.owner_id, noun=FeedNoun.INBOX_REPAIRS, thread_id=self.id)
