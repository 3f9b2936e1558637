"""Asking for something to happen later, in the caller's transaction, at least once."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import event, or_, select, update
from sqlalchemy.orm import Session

from core import clock
from models import Errand
from models.outbox import Task

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)

# A mail of last week helps nobody; a key, a delivery or a return must happen however late.
MORTAL = {Task.MAIL_CODE, Task.MAIL_PASSWORD_CHANGED, Task.MAIL_SESSION_ENDED}

Waker = Callable[[datetime], None]
_wakers: list[Waker] = []


def tell(session: Session, task: Task, about: uuid.UUID, *, at: datetime | None = None) -> None:
    """Queue one task about one subject, due now or at a given moment."""
    due_at = at or clock.now()
    session.add(Errand(task=task, subject_id=about, due_at=due_at))
    session.info.setdefault("due", []).append(due_at)


def on_commit(waker: Waker) -> None:
    """Have a worker called with the earliest due time of whatever a commit left."""
    _wakers.append(waker)


def claim(session: Session, *, limit: int = 50) -> Sequence[Errand]:
    """Lease the errands that are due. A worker that dies loses nothing: leases end."""
    now = clock.now()
    due = (
        select(Errand.id)
        .where(Errand.done_at.is_(None), Errand.dead_at.is_(None), Errand.due_at <= now)
        .where(or_(Errand.leased_until.is_(None), Errand.leased_until <= now))
        .order_by(Errand.due_at, Errand.created_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    take = (
        update(Errand)
        .where(Errand.id.in_(due))
        .values(leased_until=now + LEASE, attempts=Errand.attempts + 1)
        .returning(Errand)
    )
    leased = session.scalars(take, execution_options={"synchronize_session": False}).all()
    return sorted(leased, key=lambda errand: (errand.due_at, errand.created_at))


def finish(session: Session, errand_id: uuid.UUID) -> None:
    """Acknowledge one errand, in the transaction of what it did."""
    session.get_one(Errand, errand_id).done_at = clock.now()


def put_off(session: Session, errand_id: uuid.UUID) -> None:
    """It failed: try again later, each time later still. Only a mail is given up in the end."""
    errand = session.get_one(Errand, errand_id)
    errand.leased_until = None
    errand.due_at = clock.now() + min(timedelta(seconds=5) * 2**errand.attempts, LONGEST_WAIT)
    if errand.attempts >= MAX_ATTEMPTS and errand.task in MORTAL:
        errand.dead_at = clock.now()


@event.listens_for(Session, "after_commit")
def _wake(session: Session) -> None:
    if due := session.info.pop("due", None):
        for waker in _wakers:
            waker(min(due))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("due", None)
