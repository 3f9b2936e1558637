"""What a phone that was away has still to learn: one feed and one counter a person.

A feed of the couple would show Ben a gap wherever Ana wrote something private.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class FeedNoun(StrEnum):
    """The lists of ``GET /changes``."""

    RUPTURES = "ruptures"
    REPAIR_PROMPTS = "repair_prompts"
    REPAIRS = "repairs"
    PAUSES = "pauses"
    CHECK_INS = "check_ins"
    MOMENTS = "moments"
    INBOX_REPAIR_PROMPTS = "inbox_repair_prompts"
    INBOX_REPAIRS = "inbox_repairs"
    INBOX_PAUSES = "inbox_pauses"
    INBOX_MOMENTS = "inbox_moments"
    NOTIFICATIONS = "notifications"
    COUPLE = "couple"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One change that one person's phones must learn of.

    ``subject_id`` None means every entry of the noun; ``thread_id`` means every repair in
    that person's inbox on this thread.
    """

    user_id: uuid.UUID
    noun: FeedNoun
    subject_id: uuid.UUID | None = None
    thread_id: uuid.UUID | None = None
    gone: bool = False


class FeedCounter(Base):
    """How far a person's feed has come. Bumped last in the writing transaction."""

    __tablename__ = "feed_counters"

    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    epoch: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    position: Mapped[int] = mapped_column(default=0)


class FeedEntry(Base):
    """The last change of one thing, as one person may know of it."""

    __tablename__ = "feed_entries"
    __table_args__ = (
        Index("ix_feed_entries_position", "user_id", "position", "noun", "subject_id"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    noun: Mapped[FeedNoun] = mapped_column(primary_key=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    gone: Mapped[bool]
    changed_at: Mapped[datetime]
