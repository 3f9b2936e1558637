"""Public help on the wire."""

import re
from enum import StrEnum

import marshmallow as ma

from schemas.base import Incoming, Outgoing, described, words


class ResourceKind(StrEnum):
    """What sort of help."""

    CRISIS = "crisis"
    COUPLES_THERAPY = "couples_therapy"
    HELPLINE = "helpline"


def _country(code: str) -> None:
    """Raises:
    ValidationError: not two letters.
    """
    if not re.fullmatch("[A-Za-z]{2}", code):
        raise ma.ValidationError("Give a country as two letters, such as DE.")


class SupportQuery(Incoming):
    """Where, and what sort."""

    country = ma.fields.String(
        validate=_country,
        metadata={
            "pattern": "^[A-Za-z]{2}$",
            "description": "ISO 3166 code of two letters",
            "example": "DE",
        },
    )
    kind = words(ResourceKind, metadata={"description": "Only this sort"})


class ResourceSchema(Outgoing):
    """One place to turn to."""

    id = ma.fields.String()
    kind = words(ResourceKind)
    name = ma.fields.String()
    phone = ma.fields.String(allow_none=True)
    url = ma.fields.String(allow_none=True)
    text_line = ma.fields.String(allow_none=True)
    hours = ma.fields.String(allow_none=True)
    languages = ma.fields.List(ma.fields.String())
    source = ma.fields.String()


class SupportSchema(Outgoing):
    """Help in one country; an honest empty list where none is known."""

    country = ma.fields.String(allow_none=True)
    emergency = described(ma.fields.String(allow_none=True), "Number for an emergency", "112")
    review = described(ma.fields.String(allow_none=True), "none, native or clinician")
    reviewed_on = described(ma.fields.String(allow_none=True), "Day of the last look", "2026-11-23")
    items = ma.fields.List(ma.fields.Nested(ResourceSchema))
