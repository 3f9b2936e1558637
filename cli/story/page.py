"""How the story looks on a terminal: what Ana sees beside what Ben sees."""

import textwrap
from collections.abc import Iterable
from datetime import datetime
from itertools import zip_longest

import click

WIDTH = 46
MARGIN = "    "
WHOLE = len(MARGIN) + 2 * WIDTH + 3
NOTHING = "·"


def headline(text: str) -> str:
    """A day of the story."""
    return "\n" + click.style(f"━━ {text} ".ljust(WHOLE, "━"), bold=True)


def narration(text: str) -> str:
    """What a bystander would say."""
    paragraphs = text.strip().split("\n\n")
    return "\n" + "\n\n".join(textwrap.fill(one, WHOLE) for one in paragraphs)


def act(when: datetime, name: str, what: str) -> str:
    """Who does what, at which local time."""
    said = textwrap.fill(
        f"{name} {what}", WHOLE, initial_indent=f"{when:%H:%M}  ", subsequent_indent=" " * 7
    )
    return f"\n{said}"


def aside(text: str) -> str:
    """What happens by itself."""
    return click.style(f"{MARGIN}… {text}", dim=True)


def heads(names: tuple[str, str]) -> str:
    """Whose column is whose, once a day."""
    one, other = (f"{name}'s phone" for name in names)
    return "\n" + click.style(_row(one, other), dim=True)


def beside(left: Iterable[str], right: Iterable[str]) -> str:
    """Two columns, each wrapped; a dot where nothing arrived."""
    columns = [_column(lines) for lines in (left, right)]
    return "\n".join(_row(one, other) for one, other in zip_longest(*columns, fillvalue=""))


def _row(one: str, other: str) -> str:
    return f"{MARGIN}{one:<{WIDTH}} │ {other}".rstrip()


def _column(lines: Iterable[str]) -> list[str]:
    wrapped: list[str] = []
    for line in lines:
        wrapped += textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False)
    return wrapped or [NOTHING]
