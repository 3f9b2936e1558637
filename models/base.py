"""What every table has, and what rows that belong to a person have."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from core import clock
from models.types import Instant

# Fixed names make every constraint droppable in a migration.
# Source: https://alembic.sqlalchemy.org/en/latest/naming.html
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Store a StrEnum's value, not its Python name, as text with a CHECK: adding a member
# is then an ordinary migration on any database.
WORDS = Enum(
    StrEnum,
    native_enum=False,
    create_constraint=True,
    length=40,
    values_callable=lambda members: [member.value for member in members],
)


class Base(DeclarativeBase):
    """One MetaData, our names and types."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant, uuid.UUID: Uuid, StrEnum: WORDS}


class Row(Base):
    """A row with an id of the server's, random, known before it is stored."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-10)
    created_at: Mapped[datetime] = mapped_column(sort_order=90)

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"id": uuid.uuid4(), "created_at": clock.now()} | given)


class Owned:
    """A row that belongs to one person and goes when they go."""

    @declared_attr
    def owner_id(cls) -> Mapped[uuid.UUID]:
        return mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True, sort_order=-9)


class Versioned:
    """Counts every change of the row; a writer who read an older one is told so."""

    version: Mapped[int] = mapped_column(sort_order=89)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
