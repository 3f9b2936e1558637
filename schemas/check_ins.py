"""Instruments and check-ins on the wire."""

from enum import StrEnum

import marshmallow as ma

from schemas.base import (
    Day,
    Flag,
    Incoming,
    Outgoing,
    PageQuery,
    Timestamp,
    Whole,
    client_ref,
    described,
    page_of,
    text,
    words,
)


class Facet(StrEnum):
    """The four sides of felt safety."""

    OPENNESS = "openness"
    RESPONSIVENESS = "responsiveness"
    ANTICIPATED_HURT = "anticipated_hurt"
    REPAIR_CONFIDENCE = "repair_confidence"


class Period(StrEnum):
    """What one check-in speaks of."""

    DAY = "day"
    WEEK = "week"


class ItemSchema(Outgoing):
    """One sentence to answer, or to skip."""

    id = ma.fields.String()
    facet = words(Facet)
    reversed = described(Flag(), "Scored as 8 minus the answer")
    text = ma.fields.String()


class ScaleSchema(Outgoing):
    """From where to where, and what the ends mean."""

    min = ma.fields.Integer()
    max = ma.fields.Integer()
    min_label = ma.fields.String()
    max_label = ma.fields.String()


class ReviewSchema(Outgoing):
    """Who has read this text."""

    status = described(ma.fields.String(), "none, native or clinician")
    date = ma.fields.String(allow_none=True)


class InstrumentSchema(Outgoing):
    """One version of an instrument, with its key."""

    id = ma.fields.String(metadata={"example": "felt-safety-daily"})
    version = ma.fields.Integer()
    period = words(Period)
    language = ma.fields.String()
    validation_status = described(ma.fields.String(), "unvalidated until measured", "unvalidated")
    review = ma.fields.Nested(ReviewSchema)
    scoring_key = ma.fields.String()
    scale = ma.fields.Nested(ScaleSchema)
    items = ma.fields.List(ma.fields.Nested(ItemSchema))


InstrumentPageSchema = page_of(InstrumentSchema, "InstrumentPage")


class NewItemAnswerSchema(Incoming):
    """One answer."""

    item = described(text(60, required=True), "The item's id", "felt_understood")
    value = Whole(required=True, validate=ma.validate.Range(1, 7), metadata={"example": 5})


class NewCheckInSchema(Incoming):
    """Answers for one day or week; an item left out is a skip."""

    instrument = described(text(60, required=True), "Its id", "felt-safety-daily")
    instrument_version = Whole(metadata={"description": "Default: the present one", "example": 1})
    local_date = described(Day(required=True), "The day, or any day of the week", "2026-11-23")
    answers = ma.fields.List(
        ma.fields.Nested(NewItemAnswerSchema), required=True, validate=ma.validate.Length(1, 50)
    )
    client_ref = client_ref()


class EditCheckInSchema(Incoming):
    """Answers to add or change, and items to skip after all."""

    answers = ma.fields.List(
        ma.fields.Nested(NewItemAnswerSchema), validate=ma.validate.Length(1, 50)
    )
    clear = ma.fields.List(
        text(60),
        validate=ma.validate.Length(max=50),
        metadata={"description": "Items to skip after all", "example": ["openness"]},
    )


class ItemAnswerSchema(Outgoing):
    """One answer."""

    item = ma.fields.String()
    value = ma.fields.Integer()


class CheckInSchema(Outgoing):
    """A check-in, as its owner alone sees it."""

    id = ma.fields.UUID()
    client_ref = ma.fields.UUID(allow_none=True)
    instrument = ma.fields.String()
    instrument_version = ma.fields.Integer()
    local_date = described(Day(), "The day, or the Monday of the week")
    answers = ma.fields.List(ma.fields.Nested(ItemAnswerSchema))
    locks_at = described(Timestamp(), "It can be amended until then")
    created_at = Timestamp()
    version = ma.fields.Integer()


CheckInPageSchema = page_of(CheckInSchema, "CheckInPage")


class CheckInQuery(PageQuery):
    """Which check-ins."""

    instrument = text(60, metadata={"description": "Only of this instrument"})
