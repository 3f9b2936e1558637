"""The cast: Ana and Ben are a couple, Cleo belongs to someone else, Eve is on her own.

Every test that touches the database runs on SQLite and on a real PostgreSQL, and commits
for real; nothing is mocked but the outside world.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

import pytest
from flask import Flask

from api import create_app
from cli.setting_up import migrated
from core import clock
from core.config import Settings
from core.db import Database
from core.keys import DirectoryKeyStore, Keyring, Secrets
from jobs.dispatch import run_due
from jobs.mailers import FileMailer
from models import Base
from tests.cast import Phone, a_couple, a_person
from tests.servers import postgresql

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


@pytest.fixture(scope="session")
def base(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("mend")


@pytest.fixture(scope="session")
def settings(base) -> Settings:
    return Settings(
        database_url=f"sqlite:///{base}/template.db",
        var=base,
        keys=base / "keys",
        secrets=base / "secrets",
        mail_url=f"file:{base}/mail",
    )


@pytest.fixture(scope="session")
def keyring(settings) -> Keyring:
    return Keyring(DirectoryKeyStore(settings.keys), Secrets(settings.secrets))


@pytest.fixture(scope="session")
def template(settings, keyring) -> Path:
    """A migrated SQLite file, to be copied for each test."""
    database = migrated(Database(settings, keyring))
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return settings.var / "template.db"


@pytest.fixture(scope="session")
def postgresql_url(worker_id) -> Iterator[str]:
    with postgresql(worker_id) as url:
        yield url


@pytest.fixture(scope="session")
def on_postgresql(postgresql_url, settings, keyring) -> Iterator[Database]:
    moved = Settings(**{**vars(settings), "database_url": postgresql_url})
    database = migrated(Database(moved, keyring))
    yield database
    database.engine.dispose()


@pytest.fixture(scope="session")
def on_sqlite(base, settings, keyring) -> Database:
    """One engine for all tests, so that each statement is compiled once."""
    url = f"sqlite:///{base}/mend.db"
    return Database(Settings(**{**vars(settings), "database_url": url}), keyring)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, base, template) -> Iterator[Database]:
    """An empty database, for real."""
    if request.param == "sqlite":
        database = request.getfixturevalue("on_sqlite")
        for left in base.glob("mend.db-*"):
            left.unlink()
        shutil.copy(template, base / "mend.db")
        yield database
        database.engine.dispose()
        return
    database = request.getfixturevalue("on_postgresql")
    yield database
    tables = reversed(Base.metadata.sorted_tables)
    wipe = ";".join(f"DELETE FROM {table.name}" for table in tables)  # TRUNCATE is far slower
    with database.engine.begin() as connection:
        connection.exec_driver_sql(wipe)


@pytest.fixture(scope="session")
def shared_app(settings, keyring, template) -> Flask:
    """Built once; each test gives it its own database."""
    app = create_app(Database(settings, keyring))
    app.testing = True
    return app


@pytest.fixture
def app(shared_app, database) -> Flask:
    shared_app.extensions["database"] = database
    return shared_app


@pytest.fixture(autouse=True)
def real_time() -> Iterator[None]:
    yield
    clock.reset()


class Later:
    """Lets time pass, and the worker do what is due."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def __call__(self, **span: float) -> int:
        clock.move(timedelta(**span), host="127.0.0.1")
        return run_due(self.database, FileMailer(self.folder, "Mend <mend@example.com>"))

    def mails(self) -> list:
        """Every mail so far, oldest first."""
        files = sorted(self.folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=modern) for path in files]

    def code(self, address: str) -> str:
        """The code in the newest mail to an address."""
        self()
        mine = [mail for mail in self.mails() if mail["To"] == address]
        return CODE.search(mine[-1].get_content())[0]


@pytest.fixture
def later(database, tmp_path) -> Later:
    return Later(database, tmp_path / "mail")


@pytest.fixture
def anyone(app) -> Phone:
    """Somebody without a token."""
    return Phone(app)


@pytest.fixture
def ana(app) -> Phone:
    return a_person(app, "Ana")


@pytest.fixture
def ben(app, ana) -> Phone:
    """Ana's partner."""
    ben = a_person(app, "Ben")
    a_couple(app, ana, ben)
    return ben


@pytest.fixture
def cleo(app) -> Phone:
    """Someone with a partner of her own, and no business here."""
    cleo = a_person(app, "Cleo")
    a_couple(app, cleo, a_person(app, "Dan"))
    return cleo


@pytest.fixture
def eve(app) -> Phone:
    """Someone on her own."""
    return a_person(app, "Eve")
