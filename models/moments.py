"""Moments: one tap outside any rupture."""

import uuid
from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Owned, Row, Versioned
from models.feeds import FeedNoun, Told
from models.sealed import Sealed, SealedRow


class MomentKind(StrEnum):
    """What the moment was."""

    GOOD = "good"
    THANKS = "thanks"
    HELD_BACK = "held_back"
    OPENED_UP = "opened_up"


SHAREABLE = {MomentKind.GOOD, MomentKind.THANKS}


class Moment(SealedRow, Versioned, Owned, Row):
    """One moment, private unless shared when it was made."""

    __tablename__ = "moments"
    sealed_label = "moments"
    __table_args__ = (
        UniqueConstraint("owner_id", "client_ref"),
        Index("ix_moments_owner_created", "owner_id", "created_at", "id"),
    )

    couple_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("couples.id"))
    client_ref: Mapped[uuid.UUID | None]

    kind = Sealed[MomentKind](MomentKind)
    text = Sealed[str | None]()
    shared = Sealed[bool]()

    def told(self, *, deleted: bool) -> Iterator[Told]:
        """Only its maker's phones; the partner learns through the crossing."""
        yield Told(user_id=self.owner_id, noun=FeedNoun.MOMENTS, subject_id=self.id, gone=deleted)
