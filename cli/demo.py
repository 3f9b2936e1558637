"""``demo`` plays three weeks of Ana and Ben on a database of its own; ``seed`` keeps them."""

import logging
import sys
import tempfile
from pathlib import Path

import click

from cli.setting_up import migrated, opened
from cli.story.player import Player, script
from core import log
from core.config import Settings
from services import access


@click.command()
def demo() -> None:
    """Play three weeks in the life of Ana and Ben, over real HTTP."""
    log.configure(level=logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="mend-demo-") as folder:
        var = Path(folder)
        settings = Settings(
            database_url=f"sqlite:///{var}/demo.db",
            port=0,
            var=var,
            keys=var / "keys",
            secrets=var / "secrets",
        )
        database = migrated(opened(settings))
        Player(database, script(), click.echo).play()
        database.engine.dispose()


@click.command()
def seed() -> None:
    """Fill the database with the demo, and print two paired log-ins."""
    log.configure(level=logging.WARNING)
    database = migrated(opened(Settings.from_env()))
    story = script()
    with database.reading() as session:
        people = story["people"].values()
        taken = [one["email"] for one in people if access.by_address(session, one["email"])]
    if taken:
        sys.exit(f"already there: {', '.join(taken)}")
    phones = Player(database, story, lambda _line: None).play()
    click.echo("Ana and Ben are paired, with three weeks behind them. Sign in as:")
    for phone in phones.values():
        click.echo(f"  {phone.email}  {phone.password}")
