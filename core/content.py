"""Words people read, as data under ``content/``, in the language they ask for."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.core import Locale, UnknownLocaleError, negotiate_locale

ROOT = Path(__file__).parents[1] / "content"
LANGUAGES = ("en", "es", "de")


def negotiate(wanted: list[str]) -> str:
    """The best of our languages for a list of preferences, best first; English else."""
    found = negotiate_locale(wanted, LANGUAGES, sep="-") or "en"
    return found.lower()  # it answers as the wish was spelled


def language_of(locale: str) -> str:
    """The content language of a person's locale."""
    return negotiate([locale])


def is_locale(tag: str) -> bool:
    """Whether a language tag such as ``de-AT`` is known."""
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def load(path: str) -> Any:
    """A YAML file of ``content/``, read once."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def names(folder: str) -> list[str]:
    """The YAML files of a folder, without their ending."""
    return sorted(path.stem for path in (ROOT / folder).glob("*.yaml"))
