"""The engine, and sessions for reading and for writing.

On SQLite every writing unit is ``BEGIN IMMEDIATE``: a deferred one loses updates or fails
as "locked" in spite of the busy timeout. On PostgreSQL a reading unit is READ ONLY.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from core.config import Settings
from core.keys import Keyring

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "2",  # FULL: what was acknowledged survives a power cut
    "foreign_keys": "1",
    "secure_delete": "1",
    "busy_timeout": "10000",
}


class UnsafeDatabase(Exception):
    """The database is set up to lose acknowledged writes; the message says how."""


class Database:
    """One engine, two session factories. Sessions carry settings and keyring in ``info``."""

    def __init__(self, settings: Settings, keyring: Keyring) -> None:
        self.settings = settings
        self.keyring = keyring
        self.engine = engine_for(settings.database_url)
        info = {"settings": settings, "keyring": keyring}
        self.for_writing = sessionmaker(
            self.engine.execution_options(mend_writes=True), expire_on_commit=False, info=info
        )
        self.for_reading = sessionmaker(
            self.engine.execution_options(postgresql_readonly=True),
            expire_on_commit=False,
            autoflush=False,
            info=info,
        )

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A unit of work: commits when the block ends well, rolls back when it raises."""
        with self.for_writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks."""
        with self.for_reading() as session:
            yield session

    def refuse_unsafe(self) -> None:
        """Check that a commit here is a promise.

        Raises:
            UnsafeDatabase: PostgreSQL without synchronous commit, SQLite without WAL.
        """
        with self.engine.connect() as connection:
            if is_sqlite(connection):
                mode = connection.scalar(text("PRAGMA journal_mode"))
                if str(mode).lower() != "wal":
                    raise UnsafeDatabase("SQLite must run in WAL mode")
            elif connection.scalar(text("SHOW synchronous_commit")) == "off":
                raise UnsafeDatabase("synchronous_commit is off: acknowledged writes are lost")


def settings_of(session: Session) -> Settings:
    """The settings this session was opened under."""
    found: Settings = session.info["settings"]
    return found


def keyring_of(session: Session) -> Keyring:
    """The keys this session seals and opens with."""
    found: Keyring = session.info["keyring"]
    return found


def engine_for(url: str) -> Engine:
    """An engine with our transaction rules for either database."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, pool_size=10)
    engine = create_engine(url, hide_parameters=True, pool_size=10, max_overflow=20)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def is_sqlite(where: Connection | Session) -> bool:
    """Whether this talks to SQLite."""
    bind = where.get_bind() if isinstance(where, Session) else where
    return bind.dialect.name == "sqlite"


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by its own lights
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("mend_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
