"""``openapi`` writes the specification from the code."""

import sys
import tempfile
from pathlib import Path

import click
import yaml
from flask import Flask

from api import create_app
from cli.setting_up import ROOT, opened
from core.config import Settings

FILE = ROOT / "openapi.yaml"


def described(app: Flask) -> str:
    """The specification as YAML: the same bytes on every machine."""
    spec = app.extensions["openapi"]
    return yaml.safe_dump(spec, sort_keys=False, allow_unicode=True, width=100)


def fresh() -> str:
    """The specification of the code as it is now."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        settings = Settings(
            database_url=f"sqlite:///{root}/none.db",
            var=root,
            keys=root / "keys",
            secrets=root / "secrets",
        )
        return described(create_app(opened(settings)))


@click.command()
@click.option("--check", is_flag=True, help="Fail if the file is out of date.")
def openapi(check: bool) -> None:
    """Write openapi.yaml from the code."""
    if not check:
        FILE.write_text(fresh(), encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != fresh():
        sys.exit("openapi.yaml is out of date: run `make openapi`")
