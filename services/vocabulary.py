"""Labels of the words people choose from, in their language."""

from typing import Any

from core import content

GROUPS = (
    "kinds", "families", "feelings", "needs", "approaches", "responses", "let_go_hows",
    "not_for_repair_reasons", "verdicts", "paces", "disclosures", "moment_kinds",
)  # fmt: skip


def labels(language: str) -> dict[str, Any]:
    """Every group as a list of codes with their labels, in a fixed order."""
    data = content.load(f"vocabulary/{language}.yaml")
    groups = {
        group: [{"code": code, "label": label} for code, label in data[group].items()]
        for group in GROUPS
    }
    return {"language": language, "review": data["review"], **groups}
