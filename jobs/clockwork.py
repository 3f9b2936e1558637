"""huey as clock and threads. The outbox rows are the queue; a lost wake-up changes nothing.

Two ways wake a worker: every minute, and at once (or when it is due) after a commit that
left something. Both run the same argument-less, idempotent task.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from huey import Huey, MemoryHuey, PostgresHuey, crontab
from huey.consumer import Consumer

from core import clock
from core.db import Database
from jobs.dispatch import run_due
from jobs.mailers import Mailer
from services import outbox

log = logging.getLogger(__name__)
SOON = timedelta(minutes=2)  # what is due later, the minute's tick finds


class QuietConsumer(Consumer):  # type: ignore[misc]
    """A consumer in a thread of ours: signals belong to the process."""

    def _set_signal_handlers(self) -> None:
        """None."""


def clockwork(database: Database, mailer: Mailer) -> Huey:
    """The queue of wake-ups, in memory beside SQLite, in PostgreSQL for many processes."""
    url = database.settings.database_url
    queue: Huey = MemoryHuey("mend") if url.startswith("sqlite") else _postgres(url)

    def deliver_due() -> None:
        run_due(database, mailer)

    task: Any = queue.task(name="deliver_due")(deliver_due)
    queue.periodic_task(crontab(minute="*"), name="tick")(deliver_due)

    def wake(due_at: datetime) -> None:
        wait = due_at - clock.now()
        if wait > SOON:
            return
        try:
            task.schedule(delay=max(0.0, wait.total_seconds()))
        except Exception:
            log.warning("no wake-up; the next tick finds it", exc_info=True)

    outbox.on_commit(wake)
    return queue


def start_in_thread(queue: Huey) -> QuietConsumer:
    """Run the worker inside this process. Stop it after the server."""
    consumer = QuietConsumer(queue, workers=2, worker_type="thread", scheduler_interval=1)
    consumer.start()
    return consumer


def _postgres(url: str) -> Huey:
    dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return PostgresHuey("mend", dsn=dsn, create_tables=False)
