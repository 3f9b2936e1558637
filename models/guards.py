"""Rows that guard the door: idempotency keys and throttles."""

import uuid
from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class IdempotencyKey(Base):
    """A POST that was done: what it made, not what it answered."""

    __tablename__ = "idempotency_keys"

    # No foreign key: its KEY SHARE lock on the person would deadlock with leaving.
    user_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    subject_id: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class Throttle(Base):
    """How often something was tried in a window of time. ``bucket`` is an HMAC."""

    __tablename__ = "throttles"

    bucket: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)
