"""Alembic's entry point. ``cli db upgrade`` and the tests come through here too."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.types import TypeDecorator

from core.config import Settings
from models import Base


def run() -> None:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    url = Settings.from_env().database_url.replace("postgresql://", "postgresql+psycopg://")
    with create_engine(url).connect() as connection:
        migrate(connection)


def migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Batch mode copies and drops tables; with foreign keys ON that deletes the children.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
    context.configure(
        connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
        include_name=ours,
    )
    with context.begin_transaction():
        if not sqlite:
            # Give up rather than queue live traffic behind a waiting ALTER.
            connection.exec_driver_sql("SET LOCAL lock_timeout = '4s'")
        context.run_migrations()
    connection.commit()
    if sqlite:
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        if orphans:
            raise RuntimeError(f"the migration left rows without their parents: {orphans[:5]}")
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.commit()


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """huey's tables have no models here."""
    return not (kind == "table" and (name or "").startswith("huey_"))


def plain_type(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our column types as what they store: a migration never imports models."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


run()
