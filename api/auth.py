"""Who is asking. Every endpoint needs a token unless its blueprint says otherwise."""

from typing import cast

from flask import g, request

from api import tokens
from api.transaction import session
from core.errors import Unauthenticated
from services import actors
from services.actors import Actor


def require_token() -> None:
    """Refuse the request unless its token's session holds, by the database, right now."""
    if request.method == "OPTIONS":
        return  # answered by Flask itself: a preflight never reaches a view
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthenticated
    bearer = tokens.read(given.token)
    if request.method not in ("GET", "HEAD"):
        request.get_data(cache=True)  # before the transaction opens: phones are slow
    found = actors.load(session(), user_id=bearer.user_id, sign_in_id=bearer.sign_in_id)
    if found is None:
        raise Unauthenticated
    g.actor = found


def actor() -> Actor:
    """The person the token speaks for."""
    return cast(Actor, g.actor)
