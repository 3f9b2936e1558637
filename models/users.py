"""People."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row, Versioned
from models.sealed import Sealed, SealedRow


class User(SealedRow, Versioned, Row):
    """A person with an account. Whose partner they are is a membership, not a column."""

    __tablename__ = "users"
    sealed_label = "users"

    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    feelings_consent: Mapped[bool]
    pairing_consent: Mapped[bool]
    quiet_since: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]

    email = Sealed[str]()
    display_name = Sealed[str]()
    locale = Sealed[str]()
    time_zone = Sealed[str]()
    quiet_for_safety = Sealed[bool | None]()

    def sealed_for(self) -> Any:
        return self.id

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing new of theirs may cross at this moment."""
        return self.quiet_since is not None and (self.quiet_until is None or self.quiet_until > at)

    def go_quiet(self, *, at: datetime, until: datetime | None, for_safety: bool) -> None:
        """Let nothing new cross, for a time or until further notice."""
        self.quiet_since, self.quiet_until = at, until
        self.quiet_for_safety = for_safety or None

    def end_quiet(self) -> None:
        """Let things cross again. What was cancelled stays cancelled."""
        self.quiet_since = self.quiet_until = None
        self.quiet_for_safety = None
