"""Public help by country. The same bytes for everyone who asks; nobody notes who did."""

from typing import Any

from core import content


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


def near(locale: str) -> list[dict[str, Any]]:
    """Resources for the country in a person's locale, such as ``de-AT``."""
    _, _, country = locale.replace("_", "-").partition("-")
    items: list[dict[str, Any]] = resources(country or None)["items"]
    return items
