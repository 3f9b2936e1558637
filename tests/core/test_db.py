"""Units of work, on both databases, as two writers meet them."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from core import clock
from core.config import Settings
from core.db import Database, UnsafeDatabase


def test_a_database_that_forgets_what_it_acknowledged_is_refused(postgresql_url, settings, keyring):
    separator = "&" if "?" in postgresql_url else "?"
    url = f"{postgresql_url}{separator}options=-c%20synchronous_commit%3Doff"
    database = Database(Settings(**{**vars(settings), "database_url": url}), keyring)

    with pytest.raises(UnsafeDatabase):
        database.refuse_unsafe()
    database.engine.dispose()


def test_a_good_database_is_accepted(database):
    database.refuse_unsafe()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_reading_session_writes_nothing(database):
    with pytest.raises(Exception, match="read-only"), database.reading() as session:
        session.execute(text("DELETE FROM throttles"))


def test_no_read_modify_write_is_lost(database):
    """A deferred BEGIN loses updates, or fails as locked, in spite of the busy timeout."""
    with database.writing() as session:
        session.execute(
            text("INSERT INTO throttles (bucket, count, until) VALUES (:b, 0, :u)"),
            {"b": b"x", "u": clock.now()},
        )

    def add() -> None:
        for _ in range(20):
            with database.writing() as session:
                lock = "" if database.engine.dialect.name == "sqlite" else " FOR UPDATE"
                seen = session.scalar(text("SELECT count FROM throttles" + lock))
                session.execute(text("UPDATE throttles SET count = :n"), {"n": seen + 1})

    writers = [threading.Thread(target=add) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with database.reading() as session:
        assert session.scalar(text("SELECT count FROM throttles")) == 120


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_is_set_up_to_keep_its_word(database):
    with database.engine.connect() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "api.example.com"])  # noqa: S104
def test_the_clock_moves_on_a_loopback_address_only(host):
    with pytest.raises(RuntimeError, match="loopback"):
        clock.move(timedelta(days=1), host=host)
