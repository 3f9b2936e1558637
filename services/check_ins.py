"""Check-ins: a few answers about one's own felt safety, a day or a week."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Conflict, Invalid
from models import CheckIn
from models.check_ins import Locked
from services import access, instruments
from services.actors import Actor
from services.instruments import Instrument
from services.pages import Page, PageRequest, page


class AlreadyCheckedIn(Conflict):
    """There is a check-in for this day or week; amend that one."""

    code = "already_checked_in"


class NotYet(Invalid):
    """This day or week has not begun where you are."""

    code = "in_the_future"


class UnknownItem(Invalid):
    """The instrument has no such item."""

    code = "unknown_item"


class UnknownInstrument(Invalid):
    """There is no such instrument or version."""

    code = "unknown_instrument"


class AnswerNeeded(Invalid):
    """Answer at least one item, each at most once."""

    code = "answer_needed"


def submit(
    session: Session,
    actor: Actor,
    *,
    instrument: str,
    local_date: date,
    answers: list[dict[str, object]],
    instrument_version: int | None = None,
    client_ref: uuid.UUID | None = None,
) -> CheckIn:
    """Answer an instrument for one local day or ISO week.

    Raises:
        ConsentRequired, ClientRefTaken, AlreadyCheckedIn, Locked, NotYet,
        UnknownInstrument, UnknownItem, AnswerNeeded: as each says.
    """
    actor.may_store()
    access.lock_self(session, actor)  # a second one of the same day waits, and is told
    access.refuse_taken(session, actor, CheckIn, client_ref)
    asked = instruments.find(instrument, instrument_version)
    if asked is None:
        raise UnknownInstrument(pointer="#/instrument")
    day = asked.first_day(local_date)
    locks_at = _locks_at(asked, day, actor.zone, settings_of(session).check_in_grace)
    _refuse_out_of_time(actor, day, locks_at)
    _refuse_second(session, actor, instrument, day)
    check_in = CheckIn(
        owner_id=actor.id,
        instrument=instrument,
        instrument_version=asked.version,
        local_date=day,
        locks_at=locks_at,
        client_ref=client_ref,
        by_item=_by_item(asked, answers),
    )
    session.add(check_in)
    session.flush()
    return check_in


def amend(
    session: Session,
    actor: Actor,
    check_in: CheckIn,
    *,
    answers: list[dict[str, object]] | None = None,
    clear: Sequence[str] = (),
) -> CheckIn:
    """Change or add answers, or skip items after all, until it locks."""
    actor.may_store()
    asked = instruments.find(check_in.instrument, check_in.instrument_version)
    assert asked is not None
    for item in clear:
        _known(asked, item, "#/clear")
    kept = {item: value for item, value in check_in.by_item.items() if item not in clear}
    merged = kept | (_by_item(asked, answers) if answers else {})
    if not merged:
        raise AnswerNeeded(pointer="#/clear")
    check_in.amend(merged, at=clock.now())
    session.flush()
    return check_in


def list_own(
    session: Session, actor: Actor, wanted: PageRequest, *, instrument: str | None = None
) -> Page[CheckIn]:
    """The actor's check-ins, newest first."""
    rows = access.own(actor, CheckIn)
    if instrument:
        rows = rows.where(CheckIn.instrument == instrument)
    return page(session, rows, (CheckIn.created_at, CheckIn.id), wanted)


def fetch(session: Session, actor: Actor, check_in_id: uuid.UUID) -> CheckIn:
    """One check-in of the actor's."""
    return access.find(session, actor, CheckIn, check_in_id)


def remove(session: Session, actor: Actor, check_in_id: uuid.UUID) -> None:
    """Delete it, locked or not."""
    session.delete(access.find(session, actor, CheckIn, check_in_id, lock=True))


def _refuse_out_of_time(actor: Actor, day: date, locks_at: datetime) -> None:
    now = clock.now()
    if day > now.astimezone(actor.zone).date():
        raise NotYet(pointer="#/local_date")
    if locks_at <= now:
        raise Locked


def _refuse_second(session: Session, actor: Actor, instrument: str, day: date) -> None:
    taken = session.scalar(
        select(CheckIn.id).where(
            CheckIn.owner_id == actor.id,
            CheckIn.instrument == instrument,
            CheckIn.local_date == day,
        )
    )
    if taken:
        raise AlreadyCheckedIn(existing_id=str(taken))


def _locks_at(asked: Instrument, day: date, zone: ZoneInfo, grace: timedelta) -> datetime:
    """The end of the day or week, and the grace after it, where the person lives.

    Counted in local days, so that a day of 23 or 25 hours is still a day.
    """
    end = datetime.combine(day + timedelta(days=asked.days) + grace, time(), tzinfo=zone)
    return end.astimezone(UTC)


def _by_item(asked: Instrument, answers: list[dict[str, object]]) -> dict[str, int]:
    by_item: dict[str, int] = {}
    for number, answer in enumerate(answers):
        item, value = str(answer["item"]), answer["value"]
        _known(asked, item, f"#/answers/{number}/item")
        if item in by_item:
            raise AnswerNeeded(pointer=f"#/answers/{number}/item")
        by_item[item] = int(str(value))
    if not by_item:
        raise AnswerNeeded(pointer="#/answers")
    return by_item


def _known(asked: Instrument, item: str, pointer: str) -> None:
    if item not in asked.item_ids:
        raise UnknownItem(pointer=pointer)
