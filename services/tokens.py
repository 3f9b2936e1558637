"""Opening and ending sessions, and knowing a device again."""

import base64
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, crypto
from core.db import keyring_of
from models import SignIn, User

RANDOM_BYTES = 16


@dataclass(frozen=True)
class Opened:
    """A session and the token its device is known by."""

    sign_in: SignIn
    device_token: str


def open_session(
    session: Session, user: User, *, device_name: str | None, device_token: str | None
) -> Opened:
    """Sign a person in on one device. A known ``device_token`` is kept."""
    now = clock.now()
    sign_in = SignIn(
        owner_id=user.id,
        device_name=device_name,
        refresh_key=crypto.new_key(),
        created_at=now,
        last_used_at=now,
        rotated_at=now,
    )
    session.add(sign_in)
    session.flush()
    known = device_token and known_device(session, user.id, device_token)
    sign_in.device = known or secrets.token_bytes(RANDOM_BYTES).hex()
    return Opened(sign_in, device_token_of(session, sign_in))


def end_all(session: Session, user_id: uuid.UUID) -> None:
    """Sign a person out everywhere, from the next request of every worker on."""
    now = clock.now()
    rows = select(SignIn).where(SignIn.owner_id == user_id, SignIn.ended_at.is_(None))
    for sign_in in session.scalars(rows):
        sign_in.end(now)


def known_device(session: Session, user_id: uuid.UUID, device_token: str) -> str | None:
    """A name for the device if this token was given to it for this person, else None."""
    try:
        raw = base64.b64decode(device_token.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, UnicodeEncodeError):
        return None
    drawn, signature = raw[:RANDOM_BYTES], raw[RANDOM_BYTES:]
    if not crypto.same(signature, _device_mac(session, user_id, drawn)):
        return None
    return drawn.hex()


def device_token_of(session: Session, sign_in: SignIn) -> str:
    """The token of the device that a session was opened on."""
    drawn = bytes.fromhex(sign_in.device)
    raw = drawn + _device_mac(session, sign_in.owner_id, drawn)
    return base64.urlsafe_b64encode(raw).decode()


def _device_mac(session: Session, user_id: uuid.UUID, drawn: bytes) -> bytes:
    return crypto.mac(keyring_of(session).secrets.key_for("device"), user_id.bytes, drawn)
