"""Requests that a mailed code proves: a sign-up, a new password."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row
from models.sealed import Sealed, SealedRow


class Purpose(StrEnum):
    """What the code is for."""

    SIGN_UP = "sign_up"
    PASSWORD_RESET = "password_reset"


class CodeRequest(SealedRow, Row):
    """One request, sealed under a key of its own that goes when it is used or expires.

    The code itself is stored nowhere: it is computed from the row's id.
    """

    __tablename__ = "code_requests"
    sealed_label = "code_requests"
    TRIES: ClassVar = 5

    purpose: Mapped[Purpose]
    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)

    email = Sealed[str]()
    # What a sign-up brought along; None for a reset.
    password_hash = Sealed[str | None]()
    display_name = Sealed[str | None]()
    locale = Sealed[str | None]()
    time_zone = Sealed[str | None]()
    consent_version = Sealed[str | None]()
    terms_version = Sealed[str | None]()

    def sealed_for(self) -> Any:
        return self.id
