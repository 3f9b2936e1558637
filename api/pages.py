"""Cursors: authenticated, bound to viewer, operation and filters; opaque to the client."""

import base64
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request

from api.auth import actor
from api.transaction import session
from core import crypto
from core.db import keyring_of
from core.errors import Invalid
from services.pages import Page, PageRequest

MAC_BYTES = 16


class InvalidCursor(Invalid):
    """This cursor is not one of this list's. Start from the first page."""

    code = "invalid_cursor"


def wanted(query: Mapping[str, Any], *, newest: bool = True) -> PageRequest:
    """The page that a query asks for."""
    after = None
    if cursor := query.get("cursor"):
        when, row_id = read(cursor, _filters(query))
        after = (datetime.fromisoformat(when), uuid.UUID(row_id))
    return PageRequest(limit=query["limit"], after=after, newest=newest)


def answer(page: Page[Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """A page as its schema has it."""
    cursor = None
    if page.next:
        when, row_id = page.next
        cursor = write([when.isoformat(), str(row_id)], _filters(query))
    return {"items": page.items, "next_cursor": cursor}


def whole(items: Any) -> dict[str, Any]:
    """A short list that is always one page."""
    return {"items": items, "next_cursor": None}


def write(position: list[Any], filters: str = "") -> str:
    """A position as a cursor."""
    raw = json.dumps(position, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mac(raw, filters) + raw).decode()


def read(cursor: str, filters: str = "") -> list[Any]:
    """The position in a cursor.

    Raises:
        InvalidCursor: of another viewer, list or filter, or made up.
    """
    try:
        sealed = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, UnicodeEncodeError):
        raise InvalidCursor(pointer="cursor") from None
    raw = sealed[MAC_BYTES:]
    if not crypto.same(sealed[:MAC_BYTES], _mac(raw, filters)):
        raise InvalidCursor(pointer="cursor")
    position: list[Any] = json.loads(raw)
    return position


def _filters(query: Mapping[str, Any]) -> str:
    kept = {name: str(value) for name, value in query.items() if name not in ("cursor", "limit")}
    return json.dumps(kept, sort_keys=True)


def _mac(raw: bytes, filters: str) -> bytes:
    key = keyring_of(session()).secrets.key_for("cursor")
    where = str(request.endpoint)
    return crypto.mac(key, actor().id.bytes, where, filters, raw)[:MAC_BYTES]
