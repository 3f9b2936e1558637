"""``python -m cli``."""

import sys

import click
from environs import Env

from cli.database import db
from cli.demo import demo, seed
from cli.openapi import openapi
from cli.serve import run, worker
from core.config import BadSettings


@click.group()
def cli() -> None:
    """Run and look after the Mend backend. Settings: environment or .env, see README."""


for command in (run, worker, db, openapi, demo, seed):
    cli.add_command(command)

if __name__ == "__main__":
    Env.read_env(".env", recurse=False)
    try:
        cli(standalone_mode=True)
    except BadSettings as bad:
        sys.exit(f"These settings cannot be used:\n{bad}")
