"""What is still to happen, and when. The rows are the queue; they carry ids only.

Written in the same transaction as the change that asks for it, done later by ``jobs/``.
"""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Row


class Task(StrEnum):
    """What to do with the subject once it is due."""

    DELIVER_PROMPT = "deliver_prompt"  # a scheduled prompt crosses
    DELIVER_REPAIR = "deliver_repair"  # a scheduled repair crosses
    END_SET_ASIDE = "end_set_aside"  # a rupture comes back
    ASK_FOLLOW_UP = "ask_follow_up"  # did it hold?
    EXPIRE_TEXT = "expire_text"  # a rupture's texts go, its structure stays
    MAIL_CODE = "mail_code"  # subject: a code request
    END_CODE = "end_code"  # a code request and its key go
    MAIL_PASSWORD_CHANGED = "mail_password_changed"  # subject: a person
    MAIL_SESSION_ENDED = "mail_session_ended"  # subject: a person
    DESTROY_KEY = "destroy_key"  # subject: whoever's key it was


class Errand(Row):
    """One task about one subject, leased by a worker while it is under way."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "due_at",
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL"),
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )

    task: Mapped[Task]
    subject_id: Mapped[uuid.UUID]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
