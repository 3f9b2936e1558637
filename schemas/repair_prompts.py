"""Repair prompts on the wire, and the one shape of what crosses."""

import marshmallow as ma

from models.repair_prompts import Disclosure, Pace, PromptField, PromptStatus
from models.words import Feeling, Need, RuptureFamily
from schemas.base import (
    Flag,
    Incoming,
    Outgoing,
    Timestamp,
    clearing,
    client_ref,
    described,
    each_once,
    page_of,
    text,
    words,
)


class WishSchema(Incoming):
    """How much to show, and how."""

    pace = words(Pace)
    show_week = described(Flag(), "Show the ISO week it happened in", False)
    message = described(text(1000), "Required at `words`, refused below")
    fields = ma.fields.List(
        words(PromptField),
        validate=[ma.validate.Length(max=4), each_once],
        metadata={"description": "What to show of the rupture, at `words`", "example": ["need"]},
    )
    deliver_at = described(Timestamp(), "Not before the undo window; at most 90 days ahead")


class NewRepairPromptSchema(WishSchema):
    """An invitation to come back to a rupture."""

    rupture_id = ma.fields.UUID(required=True)
    disclosure = words(Disclosure, required=True)
    client_ref = client_ref()


class EditRepairPromptSchema(WishSchema):
    """What changes. Once sent, only what shows more."""

    disclosure = words(Disclosure)
    clear = clearing("message", "fields", "deliver_at")


class PromptContentSchema(Outgoing):
    """What the partner sees: every key, null where not disclosed."""

    pace = words(Pace)
    week = described(ma.fields.String(allow_none=True), "ISO week", "2026-W47")
    family = words(RuptureFamily, allow_none=True)
    need = words(Need, allow_none=True)
    message = ma.fields.String(allow_none=True)
    observation = ma.fields.String(allow_none=True)
    feelings = ma.fields.List(words(Feeling), allow_none=True)
    request = ma.fields.String(allow_none=True)


class PreviewSchema(Outgoing):
    """What would cross."""

    content = ma.fields.Nested(PromptContentSchema)


class RepairPromptSchema(Outgoing):
    """A prompt, as its sender sees it. Whether it was read is not in it."""

    id = ma.fields.UUID()
    client_ref = ma.fields.UUID(allow_none=True)
    rupture_id = described(ma.fields.UUID(allow_none=True), "null once the rupture is deleted")
    status = words(PromptStatus)
    disclosure = words(Disclosure)
    pace = words(Pace)
    show_week = Flag()
    message = ma.fields.String(allow_none=True)
    fields = ma.fields.List(words(PromptField))
    content = ma.fields.Nested(PromptContentSchema)
    deliver_at = Timestamp()
    sent_at = Timestamp(allow_none=True)
    lapses_at = described(
        Timestamp(allow_none=True),
        "Reads `lapsed` from then on; null until sent, or answered",
    )
    withdrawn_at = Timestamp(allow_none=True)
    created_at = Timestamp()
    version = ma.fields.Integer()


RepairPromptPageSchema = page_of(RepairPromptSchema, "RepairPromptPage")
