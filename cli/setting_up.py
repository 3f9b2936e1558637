"""From settings to a database with its keys: the first lines of every command."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from core.config import Settings
from core.db import Database
from core.keys import DirectoryKeyStore, Keyring, Secrets

ROOT = Path(__file__).parents[1]


def opened(settings: Settings) -> Database:
    """The database of these settings; keys are made on first use, owner-only."""
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    keyring = Keyring(DirectoryKeyStore(settings.keys), Secrets(settings.secrets))
    return Database(settings, keyring)


def migrated(database: Database) -> Database:
    """Bring its schema up to this release."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    database.refuse_unsafe()
    return database
