"""Pages of a list, by key rather than by number, so that nothing is skipped or doubled."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

T = TypeVar("T")
U = TypeVar("U")
Position = tuple[datetime, uuid.UUID]


@dataclass(frozen=True)
class PageRequest:
    """How many, after which one, in which direction of time."""

    limit: int = 20
    after: Position | None = None
    newest: bool = True


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, and the position to go on from (None on the last page)."""

    items: Sequence[T]
    next: Position | None


def page(
    session: Session,
    rows: Select[T],
    key: tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[uuid.UUID]],
    wanted: PageRequest,
) -> Page[T]:
    """One page of ``rows``, ordered by ``key``."""
    pair: ColumnElement[Any] = tuple_(*key)
    if wanted.after:
        rows = rows.where(pair < wanted.after if wanted.newest else pair > wanted.after)
    ordered = [column.desc() if wanted.newest else column.asc() for column in key]
    found = session.scalars(rows.order_by(*ordered).limit(wanted.limit + 1)).all()
    kept = found[: wanted.limit]
    last = kept[-1] if len(found) > wanted.limit else None
    return Page(kept, last and tuple(getattr(last, column.key) for column in key))  # type: ignore[arg-type]
