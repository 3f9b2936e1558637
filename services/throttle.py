"""How often something may be tried, in SQL: survives restarts, fails closed."""

from datetime import datetime, timedelta

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
    """The refusal for a bucket that is full, else None. Counts nothing."""
    found = session.scalars(
        select(Throttle).where(Throttle.bucket == _bucket(session, scope))
    ).first()
    now = clock.now()
    if found is None or found.until <= now or found.count < limit:
        return None
    return _refused(found.until)


def take(session: Session, *scope: str, limit: int, window: timedelta) -> TooManyGuesses | None:
    """Count one try and say whether it is one too many, in one statement no race can pass."""
    now = clock.now()
    insert = (sqlite.insert if is_sqlite(session) else postgresql.insert)(Throttle)
    over = Throttle.until <= now
    counted = (
        insert.values(bucket=_bucket(session, scope), count=1, until=now + window)
        .on_conflict_do_update(
            index_elements=["bucket"],
            set_={
                "count": case((over, 1), else_=Throttle.count + 1),
                "until": case((over, insert.excluded.until), else_=Throttle.until),
            },
        )
        .returning(Throttle.count, Throttle.until)
    )
    count, until = session.execute(counted).one()
    return _refused(until) if count > limit else None


def clear(session: Session, *scope: str) -> None:
    """Forget the tries of a bucket: the right answer was given."""
    session.execute(delete(Throttle).where(Throttle.bucket == _bucket(session, scope)))


def _bucket(session: Session, scope: tuple[str, ...]) -> bytes:
    return crypto.mac(keyring_of(session).secrets.key_for("throttle"), *scope)


def _refused(until: datetime) -> TooManyGuesses:
    return TooManyGuesses(retry_after=int((until - clock.now()).total_seconds()) + 1)
