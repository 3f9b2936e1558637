"""What a prompt shows of a rupture, and nothing else: one function makes every copy."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.errors import Invalid
from models import Rupture
from models.repair_prompts import Disclosure, Pace, PromptField

NOTHING: dict[str, Any] = {
    "pace": None,
    "week": None,
    "family": None,
    "need": None,
    "message": None,
    "observation": None,
    "feelings": None,
    "request": None,
}


class MessageNeeded(Invalid):
    """At the level of words, a message is needed."""

    code = "required"


class WordsOnly(Invalid):
    """Only the level of words shows this."""

    code = "words_only"


def copy_of(
    rupture: Rupture,
    zone: ZoneInfo,
    *,
    disclosure: Disclosure,
    pace: Pace,
    show_week: bool,
    message: str | None,
    fields: list[PromptField],
) -> dict[str, Any]:
    """What crosses of a rupture: every key always there, None where not disclosed."""
    content = dict(NOTHING) | {"pace": pace.value}
    if show_week:
        content["week"] = week_of(rupture.occurred_at or rupture.created_at, zone)
    if disclosure is not Disclosure.SIGNAL:
        content["family"] = rupture.family.value
    if disclosure is Disclosure.THEME:
        content["need"] = rupture.need
    if disclosure is Disclosure.WORDS:
        content["message"] = message
        for field in fields:
            value = getattr(rupture, field.value)
            content[field.value] = value or None
    return content


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment where the person lives, as ``2026-W47``."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def checked(wish: dict[str, Any]) -> dict[str, Any]:
    """The wish with its defaults, if level and words fit together."""
    filled = {
        "pace": Pace.NO_HURRY,
        "show_week": False,
        "message": None,
        "fields": [],
    } | wish
    words = filled["disclosure"] is Disclosure.WORDS
    if words and not filled["message"]:
        raise MessageNeeded(pointer="#/message")
    if not words and filled["message"]:
        raise WordsOnly(pointer="#/message")
    if not words and filled["fields"]:
        raise WordsOnly(pointer="#/fields")
    return filled
