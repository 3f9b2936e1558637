"""How often something may be tried, in SQL: survives restarts, fails closed."""

from datetime import timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core import clock, crypto
from core.db import is_sqlite, keyring_of
from core.errors import TooMany
from models import Throttle


class TooManyGuesses(TooMany):
    """Too many wrong tries. Wait before the next one."""

    code = "too_many_guesses"


def refusal(session: Session, *scope: str, limit: int) -> TooManyGuesses | None:
    """The refusal for a bucket that is full, else None."""
    found = session.scalars(
        select(Throttle).where(Throttle.bucket == _bucket(session, scope))
    ).first()
    now = clock.now()
    if found is None or found.until <= now or found.count < limit:
        return None
    return TooManyGuesses(retry_after=int((found.until - now).total_seconds()) + 1)


def check(session: Session, *scope: str, limit: int) -> None:
    """Raises:
    TooManyGuesses: the bucket is full.
    """
    if refused := refusal(session, *scope, limit=limit):
        raise refused


def count(session: Session, *scope: str, window: timedelta) -> None:
    """Add one try to a bucket, in one statement that no race can lose."""
    now = clock.now()
    insert = (sqlite.insert if is_sqlite(session) else postgresql.insert)(Throttle)
    over = Throttle.until <= now
    session.execute(
        insert.values(
            bucket=_bucket(session, scope), count=1, until=now + window
        ).on_conflict_do_update(
            index_elements=["bucket"],
            set_={
                "count": case((over, 1), else_=Throttle.count + 1),
                "until": case((over, insert.excluded.until), else_=Throttle.until),
            },
        )
    )


def clear(session: Session, *scope: str) -> None:
    """Forget the tries of a bucket: the right answer was given."""
    session.execute(delete(Throttle).where(Throttle.bucket == _bucket(session, scope)))


def _bucket(session: Session, scope: tuple[str, ...]) -> bytes:
    return crypto.mac(keyring_of(session).secrets.key_for("throttle"), *scope)
