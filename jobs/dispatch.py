"""Doing what the outbox holds: leased, done, acknowledged, each on its own."""

import logging
import uuid
from collections.abc import Callable

from sqlalchemy.orm import Session

from core import clock
from core.db import Database
from jobs.mailers import Mailer
from models.outbox import Errand, Task
from services import codes, comebacks, deliveries, mails, outbox

log = logging.getLogger(__name__)
BATCH = 5  # so few that even with a mail server that hangs all are tried within their lease

# What is done within the transaction that acknowledges it: exactly once.
INSIDE: dict[Task, Callable[[Session, uuid.UUID], None]] = {
    Task.DELIVER_PROMPT: deliveries.deliver_prompt,
    Task.DELIVER_REPAIR: deliveries.deliver_repair,
    Task.END_SET_ASIDE: comebacks.come_back,
    Task.ASK_FOLLOW_UP: comebacks.ask_follow_up,
    Task.EXPIRE_TEXT: comebacks.expire_text,
    Task.END_CODE: codes.end,
}


def run_due(database: Database, mailer: Mailer) -> int:
    """Do everything that is due. Answers how much was done; one failure stops no other."""
    done = 0
    while True:
        with database.writing() as session:
            claimed = outbox.claim(session, limit=BATCH)
        if not claimed:
            return done
        done += sum(_run_one(database, mailer, errand) for errand in claimed)


def _run_one(database: Database, mailer: Mailer, errand: Errand) -> bool:
    if errand.leased_until is None or errand.leased_until <= clock.now():
        return False  # it took too long to get here: another worker may have it
    try:
        if act := INSIDE.get(errand.task):
            with database.writing() as session:
                act(session, errand.subject_id)
                outbox.finish(session, errand.id)
            return True
        _run_outside(database, mailer, errand)
    except Exception as error:
        _note(errand, error)
        with database.writing() as session:
            outbox.put_off(session, errand.id)
        return False
    with database.writing() as session:
        outbox.finish(session, errand.id)
    return True


def _note(errand: Errand, error: Exception) -> None:
    """A trace for our own bugs; of a mail only what sort of refusal it met, for it names whom."""
    said = {"errand": str(errand.id), "task": errand.task.value, "error": type(error).__name__}
    log.error("errand failed", extra=said, exc_info=error if errand.task in INSIDE else None)


def _run_outside(database: Database, mailer: Mailer, errand: Errand) -> None:
    """What leaves the database: no transaction is open meanwhile."""
    if errand.task is Task.DESTROY_KEY:
        database.keyring.destroy(errand.subject_id)
        return
    with database.reading() as session:
        letter = mails.compose(session, errand.task, errand.subject_id)
    if letter:
        mailer.send(letter)
