"""``Idempotency-Key``: a POST sent again is done once, in the transaction of its effect.

The row keeps status and id of what was made, not the answer: a replay renders today's view
through ``access``, so that no token, deleted text or partner's data is ever replayed.
"""

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

from flask import request
from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from api.auth import actor
from api.errors import Malformed
from api.transaction import session
from core import clock, crypto
from core.db import is_sqlite, keyring_of
from core.errors import Conflict, Invalid, Refusal
from models import IdempotencyKey

KEY = re.compile(r"[\x21-\x7e]{1,100}")
LOCK_NOT_AVAILABLE = "55P03"


class KeyReused(Invalid):
    """This Idempotency-Key was used for a different request."""

    code = "idempotency_key_reused"


class InProgress(Conflict):
    """The same request is being done right now. Ask again in a moment."""

    code = "idempotency_in_progress"


Render = Callable[[uuid.UUID], Any]


def once(act: Callable[[], Any], render: Render | None) -> Any:
    """Do the act unless this key has done it; then render what it made."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return act()
    if not KEY.fullmatch(key):
        raise Malformed("Idempotency-Key", "1 to 100 visible ASCII characters.")
    fingerprint = _fingerprint()
    mine = (IdempotencyKey.user_id == actor().id) & (IdempotencyKey.key == key)
    if _insert(key, fingerprint):
        made = act()
        if isinstance(made, Refusal):
            session().execute(delete(IdempotencyKey).where(mine))
        else:
            made_id = getattr(made, "id", None)
            session().execute(update(IdempotencyKey).where(mine).values(subject_id=made_id))
        return made
    known = session().scalars(select(IdempotencyKey).where(mine)).one()
    if not crypto.same(known.fingerprint, fingerprint):
        raise KeyReused
    return render(known.subject_id) if render and known.subject_id else None


def _insert(key: str, fingerprint: bytes) -> bool:
    """Whether this is the first use of the key. Waits two seconds for a twin at most."""
    db = session()
    on_sqlite = is_sqlite(db)
    if not on_sqlite:
        db.execute(text("SET LOCAL lock_timeout = '2s'"))
    insert = (sqlite.insert if on_sqlite else postgresql.insert)(IdempotencyKey)
    row = {
        "user_id": actor().id,
        "key": key,
        "fingerprint": fingerprint,
        "created_at": clock.now(),
    }
    first = insert.values(row).on_conflict_do_nothing().returning(IdempotencyKey.key)
    try:
        found = db.scalar(first)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise InProgress(retry_after=1) from error
        raise
    if not on_sqlite:
        db.execute(text("SET LOCAL lock_timeout = DEFAULT"))
    return found is not None


def _fingerprint() -> bytes:
    """An HMAC of method, path and canonical body."""
    key = keyring_of(session()).secrets.key_for("idempotency")
    return crypto.mac(key, request.method, request.path, _canonical(request.get_data(cache=True)))


def _canonical(raw: bytes) -> str | bytes:
    """The body whatever the order of its keys; as it is where an act reads none."""
    if not raw:
        return "{}"
    try:
        return json.dumps(json.loads(raw), sort_keys=True)
    except (ValueError, RecursionError):
        return raw
