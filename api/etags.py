"""Versions on the wire: an ETag is an HMAC of a view's version with its viewer.

A plain hash of the body would let anyone who sees two tags tell whether two texts are the
same. ``If-Match`` is required on PATCH, and the database compares and swaps once more.
"""

from typing import Any, TypeVar

from flask import Response, request

from api.auth import actor
from api.transaction import session
from core import crypto
from core.db import keyring_of
from core.errors import PreconditionRequired, Stale

Viewed = TypeVar("Viewed")
SHOWN = 22  # characters of base16: 88 bits


def etag_of(viewed: Any) -> str:
    """The quoted, strong tag of a view for its viewer."""
    key = keyring_of(session()).secrets.key_for("etag")
    what = type(viewed).__name__
    digest = crypto.mac(key, actor().id.bytes, what, _id_of(viewed), str(viewed.version))
    return f'"{digest.hex()[:SHOWN]}"'


def matched(viewed: Viewed) -> Viewed:
    """The view, if the client has seen its present version.

    Raises:
        PreconditionRequired: no If-Match was sent.
        Stale: it names another version; ``*`` and weak tags name none.
    """
    given = request.headers.get("If-Match")
    if not given:
        raise PreconditionRequired
    if not crypto.same(given.strip().encode(), etag_of(viewed).encode()):
        raise Stale
    return viewed


def tag(response: Response, viewed: Any) -> Response:
    """Put the tag on an answer; to whoever has this version already, 304."""
    tag_now = etag_of(viewed)
    response.headers["ETag"] = tag_now
    known = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    if request.method in ("GET", "HEAD") and tag_now in known:
        response.status_code = 304
        response.set_data(b"")
        response.headers.pop("Content-Type", None)
    return response


def _id_of(viewed: Any) -> str:
    return str(viewed.user.id if hasattr(viewed, "user") else viewed.id)
