"""Signing in, staying signed in, and signing out."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import clock, passwords
from core.db import Database, settings_of
from core.errors import NotFound, Refusal, Unauthenticated
from models import SignIn, User
from models.outbox import Task
from models.sessions import Refresh, parse_refresh_token
from services import access, outbox, throttle, tokens
from services.actors import Actor
from services.tokens import Opened

GUESSES = 10
WINDOW = timedelta(minutes=15)


class WrongCredentials(Unauthenticated):
    """Address and password do not match."""

    code = "wrong_credentials"


class SessionEnded(Unauthenticated):
    """This session is over. Sign in again."""

    code = "session_ended"


def sign_in(
    database: Database,
    *,
    email: str,
    password: str,
    device_name: str | None,
    device_token: str | None,
) -> Opened:
    """Open a session. The try is counted before the password is checked: it fails closed.

    Raises:
        WrongCredentials: whatever of the two is wrong.
        TooManyGuesses: on this address; a device known to the owner has its own count.
    """
    with database.writing() as session:
        user = access.by_address(session, email)
        scope = _scope(session, user, email, device_token)
        refused = throttle.take(session, *scope, limit=GUESSES, window=WINDOW)
        stored = user.password_hash if user else passwords.NOBODY
        user_id = user.id if user else None
    if refused:
        raise refused
    if not passwords.matches(stored, password) or user_id is None:
        raise WrongCredentials
    fresh = passwords.hashed(password) if passwords.outdated(stored) else stored
    with database.writing() as session:
        throttle.clear(session, *scope)
        return _open(session, user_id, stored, fresh, device_name, device_token)


def _open(
    session: Session,
    user_id: uuid.UUID,
    stored: str,
    fresh: str,
    device_name: str | None,
    device_token: str | None,
) -> Opened:
    """Open it only if the password is still the one that was checked."""
    user = session.scalar(
        select(User).where(User.id == user_id, User.password_hash == stored).with_for_update()
    )
    if user is None:
        raise WrongCredentials
    user.password_hash = fresh
    return tokens.open_session(session, user, device_name=device_name, device_token=device_token)


def refresh(session: Session, *, refresh_token: str, refresh_nonce: str) -> Opened | Refusal:
    """Rotate the refresh token; a lost answer may be asked for again with the same nonce.

    An older token than the parent means that somebody kept one: the session ends and its
    owner gets a mail. That write must stay, so the refusal is returned, not raised.
    """
    parsed = parse_refresh_token(refresh_token)
    if parsed is None:
        return SessionEnded()
    raw_id, counter, signature = parsed
    found = session.scalar(
        select(SignIn).where(SignIn.id == uuid.UUID(bytes=raw_id)).with_for_update()
    )
    now, settings = clock.now(), settings_of(session)
    if found is None or not found.is_open(
        now, idle=settings.refresh_idle, absolute=settings.refresh_absolute
    ):
        return SessionEnded()
    verdict = found.judge(counter, signature, refresh_nonce, now)
    if verdict is Refresh.FORGED:
        return SessionEnded()
    if verdict is Refresh.REUSED:
        found.end(now)
        outbox.tell(session, Task.MAIL_SESSION_ENDED, found.owner_id)
        return SessionEnded()
    if verdict is Refresh.CURRENT:
        found.rotate(refresh_nonce, now)
    return Opened(found, tokens.device_token_of(session, found))


def list_open(session: Session, actor: Actor) -> Sequence[SignIn]:
    """Everywhere the actor is signed in, last used first."""
    now, settings = clock.now(), settings_of(session)
    rows = session.scalars(
        select(SignIn)
        .where(SignIn.owner_id == actor.id, SignIn.ended_at.is_(None))
        .order_by(SignIn.last_used_at.desc(), SignIn.id)
    )
    span = {"idle": settings.refresh_idle, "absolute": settings.refresh_absolute}
    return [row for row in rows if row.is_open(now, **span)]


def end(session: Session, actor: Actor, session_id: uuid.UUID) -> None:
    """Sign one device out.

    Raises:
        NotFound: no open session of the actor's.
    """
    found = session.scalar(
        select(SignIn).where(
            SignIn.id == session_id, SignIn.owner_id == actor.id, SignIn.ended_at.is_(None)
        )
    )
    if found is None:
        raise NotFound
    found.end(clock.now())


def end_current(session: Session, actor: Actor) -> None:
    """Sign this device out."""
    actor.sign_in.end(clock.now())


def end_all(session: Session, actor: Actor) -> None:
    """Sign out everywhere, here too."""
    tokens.end_all(session, actor.id)


def step_up(database: Database, actor: Actor, *, password: str) -> None:
    """Prove the password again; what asks for it is open for some minutes.

    Raises:
        WrongCredentials: it does not match.
        TooManyGuesses: on this session.
    """
    scope = ("step up", actor.sign_in.id.hex)
    with database.writing() as session:
        refused = throttle.take(session, *scope, limit=GUESSES, window=WINDOW)
    if refused:
        raise refused
    if not passwords.matches(actor.user.password_hash, password):
        raise WrongCredentials
    with database.writing() as session:
        throttle.clear(session, *scope)
        session.execute(
            update(SignIn)
            .where(SignIn.id == actor.sign_in.id, SignIn.owner_id == actor.id)
            .values(stepped_up_at=clock.now())
        )


def _scope(
    session: Session, user: User | None, email: str, device_token: str | None
) -> tuple[str, str]:
    """Guesses count per address; a device known to its owner counts by itself, so that
    somebody else's guessing never locks it out."""
    if user and device_token:
        device = tokens.known_device(session, user.id, device_token)
        if device:
            return "sign in from a known device", user.id.hex + device
    return "sign in", access.address_index(session, email).hex()
