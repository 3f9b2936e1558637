"""What a mail says and to whom. Composed when it is written, from ids alone."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core import clock, content
from core.db import settings_of
from models import CodeRequest, User
from models.codes import Purpose
from models.outbox import Task
from services import access, codes

ABOUT_A_PERSON = {
    Task.MAIL_PASSWORD_CHANGED: "password_changed",
    Task.MAIL_SESSION_ENDED: "session_ended",
}


# By purpose, and whether the address has an account: the owner gets a mail either way.
TEMPLATES = {
    (Purpose.SIGN_UP, False): "sign_up_code",
    (Purpose.SIGN_UP, True): "already_signed_up",
    (Purpose.PASSWORD_RESET, True): "password_reset_code",
    (Purpose.PASSWORD_RESET, False): "no_account",
}


@dataclass(frozen=True)
class Letter:
    """One mail to one address: a template of ``content/mails`` and its values."""

    to: str
    language: str
    template: str
    values: dict[str, Any]


def compose(session: Session, task: Task, subject_id: uuid.UUID) -> Letter | None:
    """The letter an errand asks for; None where its reason is gone."""
    if task is Task.MAIL_CODE:
        return _code_letter(session, subject_id)
    user = session.get(User, subject_id)
    if user is None:
        return None
    language = content.language_of(user.locale)
    return Letter(user.email, language, ABOUT_A_PERSON[task], {})


def _code_letter(session: Session, request_id: uuid.UUID) -> Letter | None:
    request = session.get(CodeRequest, request_id)
    if request is None or request.expires_at <= clock.now():
        return None
    user = access.by_address(session, request.email)
    locale = user.locale if user else (request.locale or "en")
    template = TEMPLATES[request.purpose, user is not None]
    minutes = max(1, int(settings_of(session).code_life.total_seconds() // 60))
    values: dict[str, Any] = {}
    if template.endswith("_code"):
        values = {"code": codes.code_for(session, request), "minutes": minutes}
    return Letter(request.email, content.language_of(locale), template, values)
