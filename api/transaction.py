"""One request, one transaction: returning from a view commits, raising does not.

GET and HEAD look through a reading session; everything else writes. A view that returns a
refusal instead of raising it wants what it wrote to stay (a counted guess, an ended session).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from core.db import Database


def init_app(app: Flask, database: Database) -> None:
    """Give every request of this app the database."""
    app.extensions["database"] = database
    app.teardown_appcontext(_close)


def session() -> Session:
    """This request's session, opened on first use."""
    if "session" not in g:
        reads = request.method in ("GET", "HEAD")
        factory = _database().for_reading if reads else _database().for_writing
        g.session = factory()
    return cast(Session, g.session)


def database() -> Database:
    """For services that hash passwords and so open their own transactions. Closes this one."""
    _close(None)
    return _database()


def committing(view: Callable[..., Any]) -> Callable[..., Any]:
    """Commit once the view has returned and its answer is already in bytes."""

    @wraps(view)
    def run(*args: Any, **kwargs: Any) -> Any:
        answer = view(*args, **kwargs)
        if "session" in g:
            g.session.commit()
        return answer

    return run


def _database() -> Database:
    return cast(Database, current_app.extensions["database"])


def _close(_exc: BaseException | None) -> None:
    if opened := g.pop("session", None):
        opened.close()
