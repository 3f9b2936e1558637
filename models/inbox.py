"""What a person does, in private or by answering, with what crossed to them.

All rows belong to the recipient. What of it crosses back is a copy in ``crossings``.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.errors import Conflict
from models.base import Owned, Row, Versioned
from models.feeds import FeedNoun, Told
from models.lifecycle import Lifecycle
from models.sealed import Sealed, SealedRow
from models.words import Approach, FeltUnderstood, VerdictWord


class AlreadyLinked(Conflict):
    """This thread is linked to another of your ruptures."""

    code = "already_linked"


class Verdict(SealedRow, Versioned, Owned, Row):
    """How a repair landed, for its owner alone; without ``repair_id``, one made in person."""

    __tablename__ = "verdicts"
    sealed_label = "verdicts"
    __table_args__ = (
        Index(
            "uq_verdicts_one_a_repair",
            "owner_id",
            "repair_id",
            unique=True,
            sqlite_where=text("repair_id IS NOT NULL"),
            postgresql_where=text("repair_id IS NOT NULL"),
        ),
    )

    repair_id: Mapped[uuid.UUID | None]
    rupture_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("ruptures.id", ondelete="SET NULL"), index=True
    )
    cycle: Mapped[int | None]
    judged_at: Mapped[datetime]

    verdict = Sealed[VerdictWord](VerdictWord)
    felt_understood = Sealed[FeltUnderstood | None](FeltUnderstood)
    what_would_help = Sealed[str | None]()
    approaches = Sealed[list[Approach] | None](lambda words: [Approach(word) for word in words])
    note = Sealed[str | None]()

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Her own inbox shows it."""
        if self.repair_id:
            yield Told(
                user_id=self.owner_id, noun=FeedNoun.INBOX_REPAIRS, subject_id=self.repair_id
            )


class ThreadLink(Owned, Row):
    """The one private link of an unprompted thread to a rupture of the recipient's."""

    __tablename__ = "thread_links"
    __table_args__ = (UniqueConstraint("owner_id", "thread_id"),)

    thread_id: Mapped[uuid.UUID]
    rupture_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("ruptures.id", ondelete="CASCADE"), index=True
    )

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Every repair of the thread shows the link to its owner."""
        yield Told(user_id=self.owner_id, noun=FeedNoun.INBOX_REPAIRS, thread_id=self.thread_id)


class Mute(Owned, Row):
    """Nothing about this will be notified. The other cannot tell."""

    __tablename__ = "mutes"
    __table_args__ = (UniqueConstraint("owner_id", "subject_id"),)

    noun: Mapped[FeedNoun]
    subject_id: Mapped[uuid.UUID]

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """The recipient's own entry shows it."""
        yield Told(user_id=self.owner_id, noun=self.noun, subject_id=self.subject_id)


class ResponseNoun(StrEnum):
    """What a recipient may send back."""

    ANSWER = "answer"
    FEEDBACK = "feedback"
    REPLY = "reply"


class AnswerWord(StrEnum):
    """The answer to "did I hurt you when ...?"."""

    NO = "no"
    LATER = "later"
    YES = "yes"


ANSWERS = Lifecycle(
    {
        "no": ({AnswerWord.LATER}, AnswerWord.NO),
        "yes": ({AnswerWord.LATER}, AnswerWord.YES),
    }
)


class Response(SealedRow, Versioned, Owned, Row):
    """Its author's own copy of an answer, feedback or reply; it outlives the couple."""

    __tablename__ = "responses"
    sealed_label = "responses"
    __table_args__ = (UniqueConstraint("owner_id", "noun", "subject_id"),)

    noun: Mapped[ResponseNoun]
    subject_id: Mapped[uuid.UUID]
    changed_at: Mapped[datetime]

    said = Sealed[dict[str, Any]]()

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Its author's inbox shows what they answered."""
        reply = self.noun is ResponseNoun.REPLY
        noun = FeedNoun.INBOX_MOMENTS if reply else FeedNoun.INBOX_REPAIRS
        yield Told(user_id=self.owner_id, noun=noun, subject_id=self.subject_id)
