"""Codes that go by mail: stored nowhere, computed when written and again when checked."""

import uuid
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, crypto
from core.db import keyring_of, settings_of
from core.errors import Invalid
from models import CodeRequest
from models.codes import Purpose
from models.outbox import Task
from services import access, outbox, throttle

CHARACTERS = 8  # 40 bits
A_DAY = timedelta(days=1)
MAILS_A_DAY = 8  # an address; more would be a mail bomb


class InvalidCode(Invalid):
    """This code is wrong, was used, or is too old. Ask for a new one."""

    code = "invalid_code"


def code_for(session: Session, request: CodeRequest) -> str:
    """The code that belongs to a request, as it is mailed: ``ABCD-EFGH``."""
    key = keyring_of(session).secrets.key_for("mailed code")
    return crypto.code_from(crypto.mac(key, request.purpose, request.id.bytes), CHARACTERS)


def ask(session: Session, request: CodeRequest, *, email: str) -> None:
    """Queue the mail for a request, the same way whether or not the address is known."""
    scope = ("mailed code", request.purpose, request.address_index.hex())
    if throttle.take(session, *scope, limit=MAILS_A_DAY, window=A_DAY):
        return
    keyring_of(session).make(request.id)
    request.email = email
    session.add(request)
    session.flush()
    outbox.tell(session, Task.MAIL_CODE, request.id)
    outbox.tell(session, Task.END_CODE, request.id, at=request.expires_at)


def new_request(session: Session, purpose: Purpose, email: str) -> CodeRequest:
    """A request for a code, not queued yet."""
    return CodeRequest(
        purpose=purpose,
        address_index=access.address_index(session, email),
        expires_at=clock.now() + settings_of(session).code_life,
    )


def redeem(session: Session, purpose: Purpose, *, email: str, code: str) -> CodeRequest | None:
    """The request this code belongs to, or None; a wrong one costs every open request a try.

    A caller that answers None must let the transaction commit, or the try is not counted.
    """
    open_requests = session.scalars(
        select(CodeRequest)
        .where(CodeRequest.purpose == purpose)
        .where(CodeRequest.address_index == access.address_index(session, email))
        .where(CodeRequest.expires_at > clock.now(), CodeRequest.tries < CodeRequest.TRIES)
        .with_for_update()
    ).all()
    typed = crypto.plain_code(code).encode()
    found = None
    for request in open_requests:
        if crypto.same(crypto.plain_code(code_for(session, request)).encode(), typed):
            found = request
    if found is None:
        for request in open_requests:
            request.tries += 1
    return found


def use_up(session: Session, request: CodeRequest) -> None:
    """Remove a request, and its key once this has committed."""
    session.delete(request)
    outbox.tell(session, Task.DESTROY_KEY, request.id)


def use_up_all(session: Session, request: CodeRequest) -> None:
    """Remove a request and every other open one of the same purpose and address."""
    twins = session.scalars(
        select(CodeRequest).where(
            CodeRequest.purpose == request.purpose,
            CodeRequest.address_index == request.address_index,
        )
    )
    for twin in twins:
        use_up(session, twin)


def end(session: Session, request_id: uuid.UUID) -> None:
    """A request's time is over (the clock's door)."""
    request = session.get(CodeRequest, request_id)
    if request is not None:
        use_up(session, request)
