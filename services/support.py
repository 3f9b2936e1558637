"""Public help by country. The same bytes for everyone who asks; nobody notes who did."""

from typing import Any

from babel.core import Locale, get_global

from core import content
from models import User


def resources(country: str | None, kind: str | None = None) -> dict[str, Any]:
    """Resources of a country, with their source; an honest empty list where we know none."""
    name = (country or "").lower()
    known = name in content.names("support")
    found = content.load(f"support/{name}.yaml") if known else {}
    return {
        "country": country,
        "emergency": found.get("emergency"),
        "review": found.get("review"),
        "reviewed_on": found.get("reviewed_on"),
        "items": [one for one in found.get("resources", []) if kind is None or one["kind"] == kind],
    }


def near(user: User) -> list[dict[str, Any]]:
    """Resources where a person lives: by their time zone, else by a locale like ``de-AT``."""
    zone_country = get_global("zone_territories").get(user.time_zone)
    locale_country = Locale.parse(user.locale, sep="-").territory
    for country in (zone_country, locale_country):
        items: list[dict[str, Any]] = resources(country)["items"]
        if items:
            return items
    return []
