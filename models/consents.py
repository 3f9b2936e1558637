"""What a person agreed to, and when. Rows are added, never changed."""

from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.errors import Forbidden
from models.base import Owned, Row


class ConsentRequired(Forbidden):
    """You have withdrawn the consent this needs; nothing new is stored without it."""

    code = "consent_required"


class ConsentPurpose(StrEnum):
    """What Mend asks consent for."""

    PROCESS_FEELINGS = "process_feelings"
    PAIRING = "pairing"


class ConsentChange(Owned, Row):
    """One giving or withdrawing; the highest number is what holds."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("owner_id", "purpose", "number"),)

    purpose: Mapped[ConsentPurpose]
    number: Mapped[int]
    version: Mapped[str] = mapped_column(String(20))
    granted: Mapped[bool]
