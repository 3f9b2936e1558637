"""Two people who use the app together."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Row
from models.feeds import FeedNoun, Told

INBOX = (
    FeedNoun.INBOX_REPAIR_PROMPTS,
    FeedNoun.INBOX_REPAIRS,
    FeedNoun.INBOX_PAUSES,
    FeedNoun.INBOX_MOMENTS,
)
# Own entries that show what the other chose to answer, and lose it at the end.
ANSWERED = (FeedNoun.REPAIRS, FeedNoun.MOMENTS)


class Couple(Row):
    """A couple, once confirmed. Its key seals all that crosses between the two."""

    __tablename__ = "couples"

    ended_at: Mapped[datetime | None]


class Membership(Base):
    """One of the two. A person has one open membership, whatever the race."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_one_open",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    couple_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("couples.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    partner_id: Mapped[uuid.UUID]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """The couple came or went; with it goes all that the other wrote."""
        ended = deleted or self.ended_at is not None
        yield Told(
            user_id=self.user_id, noun=FeedNoun.COUPLE, subject_id=self.couple_id, gone=ended
        )
        if ended:
            for noun in INBOX:
                yield Told(user_id=self.user_id, noun=noun, gone=True)
            for noun in ANSWERED:
                yield Told(user_id=self.user_id, noun=noun)
