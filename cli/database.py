"""``db``: looking after the schema."""

import click

from cli.setting_up import migrated, opened
from core.config import Settings


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the schema up to this release."""
    migrated(opened(Settings.from_env()))
