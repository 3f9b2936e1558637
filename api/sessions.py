"""Endpoints for sessions: the open door, and what a signed-in person does with theirs."""

import uuid

from api import pages, tokens
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import database, session
from core.errors import NotFound, Refusal
from schemas.sessions import (
    RefreshSchema,
    SessionPageSchema,
    SignInSchema,
    StepUpSchema,
    TokensSchema,
)
from services import sessions
from services.sessions import SessionEnded, WrongCredentials
from services.throttle import TooManyGuesses

door = Blueprint("sign-in", __name__, url_prefix="/v1/sessions", public=True)
blp = Blueprint("sessions", __name__, url_prefix="/v1/sessions")


@door.post("", tags=["sessions"])
@door.arguments(SignInSchema)
@door.response(201, TokensSchema)
@door.raises(WrongCredentials, TooManyGuesses)
def sign_in(body):
    """Sign in on one device"""
    return tokens.answer(sessions.sign_in(database(), **body))


@door.post("/refresh", tags=["sessions"])
@door.arguments(RefreshSchema)
@door.response(200, TokensSchema)
@door.raises(SessionEnded)
def refresh_session(body):
    """Get a new access token, and a new refresh token with it

    Store the nonce before you ask. If the answer is lost, ask again with the same one. A
    refresh token older than the last but one ends the session: somebody else had it.
    """
    opened = sessions.refresh(session(), **body)
    return opened if isinstance(opened, Refusal) else tokens.answer(opened)


@blp.get("")
@blp.response(200, SessionPageSchema)
def list_sessions():
    """List everywhere you are signed in"""
    return pages.whole(
        [
            {
                "id": one.id,
                "device_name": one.device_name,
                "current": one.id == actor().sign_in.id,
                "created_at": one.created_at,
                "last_used_at": one.last_used_at,
            }
            for one in sessions.list_open(session(), actor())
        ]
    )


@blp.delete("")
@blp.response(204)
def end_all_sessions():
    """Sign out everywhere, here too"""
    sessions.end_all(session(), actor())


@blp.delete("/<uuid:session_id>")
@blp.response(204)
@blp.raises(NotFound)
def end_session(session_id: uuid.UUID):
    """Sign one device out"""
    sessions.end(session(), actor(), session_id)


@blp.delete("/current")
@blp.response(204)
def end_current_session():
    """Sign this device out"""
    sessions.end_current(session(), actor())


@blp.post("/current/step-up")
@blp.arguments(StepUpSchema)
@blp.response(204, keyed=False)
@blp.raises(WrongCredentials, TooManyGuesses)
def step_up(body):
    """Prove your password again, for what asks for it

    Doing it twice is the same as once, so it keeps no idempotency key.
    """
    sessions.step_up(database(), actor(), **body)
