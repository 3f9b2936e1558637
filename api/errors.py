"""Refusals, as HTTP. The only place where a kind of refusal meets a status code."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from core import errors
from core.keys import KeyGone

PROBLEM = "application/problem+json"
log = logging.getLogger(__name__)

STATUS: dict[type[errors.Refusal], HTTPStatus] = {
    errors.Unauthenticated: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Gone: HTTPStatus.GONE,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Stale: HTTPStatus.PRECONDITION_FAILED,
    errors.PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
# What Flask and werkzeug refuse, under codes of ours that never change.
CODES = {
    400: "malformed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    500: "internal_error",
}
TITLES = {
    400: "The request could not be read.",
    404: errors.NotFound.message(),
    413: "The request is too large.",
    415: "Send application/json in UTF-8.",
    422: "Some fields are not as they should be.",
    500: "Something went wrong here. It is noted.",
}


# Duplicate and foreign keys, as PostgreSQL and SQLite name them.
LOST_RACES = {
    "23505",
    "23503",
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_CONSTRAINT_PRIMARYKEY",
    "SQLITE_CONSTRAINT_FOREIGNKEY",
}


class Malformed(HTTPException):
    """The body, the query or a header could not be read at all."""

    code = 400

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.data = {"errors": [{"pointer": pointer, "detail": detail}]}


def init_app(app: Flask) -> None:
    """Turn everything that can be raised into a problem document."""
    app.register_error_handler(errors.Refusal, from_refusal)
    app.register_error_handler(StaleDataError, from_lost_race)
    app.register_error_handler(IntegrityError, from_broken_constraint)
    app.register_error_handler(OperationalError, from_busy_database)
    app.register_error_handler(PoolTimeout, from_busy_database)
    app.register_error_handler(KeyGone, from_lost_key)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, from_bug)


def status_of(refusal: type[errors.Refusal]) -> HTTPStatus:
    """The status of the kind this refusal belongs to."""
    return next(STATUS[kind] for kind in refusal.__mro__ if kind in STATUS)


def from_refusal(refusal: errors.Refusal) -> Response:
    """A rule said no."""
    details = dict(refusal.details)
    headers = {}
    if "retry_after" in details:
        headers["Retry-After"] = str(details.pop("retry_after"))
    if pointer := details.pop("pointer", None):
        details["errors"] = [{"pointer": pointer, "detail": refusal.message()}]
    status = status_of(type(refusal))
    return problem(status, refusal.code, refusal.message(), headers, **details)


def from_lost_race(_race: Exception) -> Response:
    """Two requests changed the same row; this one came second."""
    stale = request.method == "PATCH"
    return from_refusal(errors.Stale() if stale else errors.Conflict())


def from_broken_constraint(error: IntegrityError) -> Response:
    """A duplicate key, or a parent that has just gone, is a lost race; else it is our bug."""
    found = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return from_lost_race(error) if found in LOST_RACES else from_bug(error)


def from_lost_key(gone: Exception) -> Response:
    """Something ended while it was being read; the next request sees that it has."""
    log.warning("a key is gone", exc_info=gone)
    return from_refusal(errors.Unavailable(retry_after=1))


def from_busy_database(error: Exception) -> Response:
    """Locked, gone, or out of connections: nothing was written, so try again."""
    log.warning("database unavailable", exc_info=error)
    return from_refusal(errors.Unavailable(retry_after=1))


def from_http(error: HTTPException) -> Response:
    """Flask, werkzeug or a schema said no. Its headers are kept."""
    status = HTTPStatus(error.code or 500)
    data = getattr(error, "data", None) or {}
    found = data.get("errors") or list(_flatten(data.get("messages") or {}))
    headers = {
        name: value
        for name, value in error.get_headers(request.environ)
        if name not in ("Content-Type", "Content-Length")
    }
    code = CODES.get(status, status.name.lower())
    title = TITLES.get(status, status.phrase)
    return problem(status, code, title, headers, **({"errors": found} if found else {}))


def from_bug(error: Exception) -> Response:
    """Ours. The log has the trace; the answer tells nothing."""
    log.error("unhandled error", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, CODES[500], TITLES[500], {})


def problem(
    status: HTTPStatus, code: str, title: str, headers: dict[str, str], **more: Any
) -> Response:
    """An RFC 9457 problem document."""
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status.value,
        "code": code,
        "request_id": g.get("request_id"),
        **more,
    }
    response = current_app.json.response(body)
    response.status_code = status
    response.content_type = PROBLEM
    response.headers.extend(headers)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _flatten(messages: dict[str, Any]) -> Iterator[dict[str, str]]:
    for location, found in messages.items():
        yield from _walk(found, [], "#" if location == "json" else "")


def _walk(found: Any, path: list[str], root: str) -> Iterator[dict[str, str]]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _walk(value, path if key == "_schema" else [*path, str(key)], root)
        return
    escaped = [part.replace("~", "~0").replace("/", "~1") for part in path]  # RFC 6901
    pointer = root + "".join(f"/{part}" for part in escaped) if root else "/".join(path)
    for message in found if isinstance(found, list) else [found]:
        yield {"pointer": pointer, "detail": str(message)}
