"""Crossings: copies of what one person chose to show the other. ``/inbox`` reads these only.

The sender's row never carries what the recipient does, and the other way round. The
snapshot is sealed under the couple's key, so ending the couple is one flag and one key.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, Versioned
from models.feeds import FeedNoun, Told
from models.sealed import Sealed, SealedRow


class CrossingNoun(StrEnum):
    """What crossed."""

    REPAIR_PROMPT = "repair_prompt"
    REPAIR = "repair"
    PAUSE = "pause"
    MOMENT = "moment"
    ANSWER = "answer"  # subject: the repair
    FEEDBACK = "feedback"  # subject: the repair
    REPLY = "reply"  # subject: the moment
    DISPLAY_NAME = "display_name"  # subject: the couple


class CrossingStatus(StrEnum):
    """How a thing that crossed stands, as its recipient sees it."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"


# Where the recipient's phones find what crossed.
SHOWN_IN = {
    CrossingNoun.REPAIR_PROMPT: FeedNoun.INBOX_REPAIR_PROMPTS,
    CrossingNoun.REPAIR: FeedNoun.INBOX_REPAIRS,
    CrossingNoun.PAUSE: FeedNoun.INBOX_PAUSES,
    CrossingNoun.MOMENT: FeedNoun.INBOX_MOMENTS,
    CrossingNoun.ANSWER: FeedNoun.REPAIRS,
    CrossingNoun.FEEDBACK: FeedNoun.REPAIRS,
    CrossingNoun.REPLY: FeedNoun.MOMENTS,
    CrossingNoun.DISPLAY_NAME: FeedNoun.COUPLE,
}
OF_THEIR_OWN = {
    CrossingNoun.REPAIR_PROMPT,
    CrossingNoun.REPAIR,
    CrossingNoun.PAUSE,
    CrossingNoun.MOMENT,
}


class Crossing(SealedRow, Versioned, Row):
    """One thing shown. ``subject_id`` is the id it has for both people."""

    __tablename__ = "crossings"
    sealed_label = "crossings"
    __table_args__ = (
        UniqueConstraint("noun", "subject_id", "author_id"),
        Index("ix_crossings_inbox", "recipient_id", "noun", "crossed_at", "subject_id"),
        Index("ix_crossings_thread", "thread_id", "noun"),
    )

    noun: Mapped[CrossingNoun]
    subject_id: Mapped[uuid.UUID]
    author_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    recipient_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    couple_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("couples.id"), index=True)
    thread_id: Mapped[uuid.UUID | None]
    crossed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    snapshot = Sealed[dict[str, Any]]()

    def sealed_for(self) -> uuid.UUID:
        return self.couple_id

    def show(self, snapshot: dict[str, Any], *, at: datetime) -> None:
        """Replace the copy by a newer one of its author's choice."""
        self.snapshot, self.changed_at = snapshot, at

    def empty(self, *, at: datetime) -> None:
        """Leave a stub without content; what it was an answer to is no content."""
        on = self.snapshot.get("repair_prompt_id")
        self.snapshot = {"repair_prompt_id": on} if on else {}
        self.changed_at = self.withdrawn_at = at

    @property
    def status(self) -> CrossingStatus:
        """As its recipient sees it."""
        return CrossingStatus.WITHDRAWN if self.withdrawn_at else CrossingStatus.SENT

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """The recipient's phones: an entry of its own, or a part of one of theirs."""
        yield Told(
            user_id=self.recipient_id,
            noun=SHOWN_IN[self.noun],
            subject_id=self.subject_id,
            gone=deleted and self.noun in OF_THEIR_OWN,
        )
