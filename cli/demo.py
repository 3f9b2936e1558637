"""placeholder"""

import click


@click.command()
def demo() -> None:
    """x"""


@click.command()
def seed() -> None:
    """x"""
