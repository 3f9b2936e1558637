"""Caps a day: counted on all that the sender made, withdrawn or not."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import TooMany
from models import Repair, RepairPrompt

A_DAY = timedelta(hours=24)


class DailyLimit(TooMany):
    """That is enough for one day. A little distance helps."""

    code = "daily_limit"


def check(
    session: Session,
    model: type[RepairPrompt] | type[Repair],
    owner_id: uuid.UUID,
    *only: ColumnElement[Any],
    limit: int,
) -> None:
    """Raises:
    DailyLimit: the last 24 hours hold ``limit`` already; ``retry_after`` in seconds.
    """
    now = clock.now()
    made = session.scalars(
        select(model.created_at)
        .where(model.owner_id == owner_id, model.created_at > now - A_DAY, *only)
        .order_by(model.created_at.desc())
        .limit(limit)
    ).all()
    if len(made) >= limit:
        free_at = made[-1] + A_DAY
        raise DailyLimit(retry_after=int((free_at - now).total_seconds()) + 1)
