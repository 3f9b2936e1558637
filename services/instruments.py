"""The instruments of the check-ins, as versioned data with a published key."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core import content
from core.errors import NotFound

WEEK = 7


@dataclass(frozen=True)
class Instrument:
    """One version of one instrument, as ``content/`` has it."""

    data: dict[str, Any]

    @property
    def version(self) -> int:
        return int(self.data["version"])

    @property
    def days(self) -> int:
        """How many days one check-in speaks of."""
        return WEEK if self.data["period"] == "week" else 1

    @property
    def item_ids(self) -> set[str]:
        return {item["id"] for item in self.data["items"]}

    def first_day(self, local_date: date) -> date:
        """The day itself, or the Monday of its ISO week."""
        if self.days == 1:
            return local_date
        return local_date - timedelta(days=local_date.weekday())

    def shown(self, language: str) -> dict[str, Any]:
        """The instrument in one language."""
        labels = self.data["scale"]["labels"][language]
        return {
            "id": self.data["id"],
            "version": self.version,
            "period": self.data["period"],
            "language": language,
            "validation_status": self.data["validation_status"],
            "review": self.data["review"][language],
            "scoring_key": self.data["scoring_key"][language],
            "scale": {
                "min": self.data["scale"]["min"],
                "max": self.data["scale"]["max"],
                "min_label": labels["min"],
                "max_label": labels["max"],
            },
            "items": [
                {
                    "id": item["id"],
                    "facet": item["facet"],
                    "reversed": item["reversed"],
                    "text": item["text"][language],
                }
                for item in self.data["items"]
            ],
        }


def find(instrument: str, version: int | None = None) -> Instrument | None:
    """One version of an instrument, the newest where none is named."""
    of_it = [one for one in _all() if one.data["id"] == instrument]
    if version is not None:
        of_it = [one for one in of_it if one.version == version]
    return max(of_it, key=lambda one: one.version, default=None)


def list_current(language: str) -> list[dict[str, Any]]:
    """The newest version of each instrument."""
    ids = dict.fromkeys(one.data["id"] for one in _all())
    return [found.shown(language) for name in ids if (found := find(name))]


def fetch(instrument: str, language: str) -> dict[str, Any]:
    """One instrument by its id.

    Raises:
        NotFound: there is none of this id.
    """
    found = find(instrument)
    if found is None:
        raise NotFound
    return found.shown(language)


def _all() -> list[Instrument]:
    names = content.names("instruments")
    return [Instrument(content.load(f"instruments/{name}.yaml")) for name in names]
