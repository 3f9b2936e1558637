"""Invitations, the claims on them, and blocks."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Owned, Row
from models.lifecycle import WrongState
from models.sealed import Sealed, SealedRow


class InvitationStatus(StrEnum):
    """As its inviter sees it. A decline is not in it: it looks like waiting, then expiry."""

    PENDING = "pending"
    CLAIMED = "claimed"
    CONSUMED = "consumed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REJECTED = "rejected"


LIVE = {InvitationStatus.PENDING, InvitationStatus.CLAIMED}


class Invitation(SealedRow, Owned, Row):
    """An offer to become a couple. Holds the inviter's name as they were when they made it."""

    __tablename__ = "invitations"
    sealed_label = "invitations"

    code_mac: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]
    consumed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    rejected_at: Mapped[datetime | None]

    inviter_name = Sealed[str]()

    def status(self, at: datetime) -> InvitationStatus:
        """Where it stands at this moment."""
        closed = (
            (self.consumed_at, InvitationStatus.CONSUMED),
            (self.revoked_at, InvitationStatus.REVOKED),
            (self.rejected_at, InvitationStatus.REJECTED),
        )
        for when, status in closed:
            if when is not None:
                return status
        if (self.confirm_by or self.expires_at) <= at:
            return InvitationStatus.EXPIRED
        return InvitationStatus.CLAIMED if self.claimed_at else InvitationStatus.PENDING

    def claim(self, *, at: datetime, confirm_by: datetime) -> None:
        """Someone holds the code; now the inviter must confirm."""
        self._only(InvitationStatus.PENDING, at)
        self.claimed_at, self.confirm_by = at, confirm_by

    def revoke(self, at: datetime) -> None:
        """The inviter takes it back, claimed or not."""
        if self.status(at) not in LIVE:
            raise WrongState
        self.revoked_at = at

    def reject(self, at: datetime) -> None:
        """The inviter does not know this person."""
        self._only(InvitationStatus.CLAIMED, at)
        self.rejected_at = at

    def consume(self, at: datetime) -> None:
        """The couple is made."""
        self._only(InvitationStatus.CLAIMED, at)
        self.consumed_at = at

    def _only(self, status: InvitationStatus, at: datetime) -> None:
        if self.status(at) is not status:
            raise WrongState


class Claim(SealedRow, Owned, Row):
    """What the invited person did with a code. Theirs, not the inviter's.

    ``claimed_at`` without ``declined_at`` waits for the inviter; ``declined_at`` is a
    decline, before or after a claim; ``void_at`` is a claim that another pairing ended.
    """

    __tablename__ = "claims"
    sealed_label = "claims"
    __table_args__ = (
        UniqueConstraint("invitation_id", "owner_id"),
        Index(
            "uq_claims_one_an_invitation",
            "invitation_id",
            unique=True,
            sqlite_where=text("claimed_at IS NOT NULL"),
            postgresql_where=text("claimed_at IS NOT NULL"),
        ),
    )

    invitation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("invitations.id", ondelete="CASCADE")
    )
    claimed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]

    display_name = Sealed[str | None]()

    @property
    def stands(self) -> bool:
        """Whether a confirmation can still make a couple, as far as the claimant goes."""
        return bool(self.claimed_at) and not (self.declined_at or self.void_at)


class Block(SealedRow, Owned, Row):
    """Codes of the blocked person never work for the owner again."""

    __tablename__ = "blocks"
    sealed_label = "blocks"
    __table_args__ = (UniqueConstraint("owner_id", "blocked_id"),)

    # No foreign key: that they deleted their account is nobody's business but theirs.
    blocked_id: Mapped[uuid.UUID]

    display_name = Sealed[str]()
