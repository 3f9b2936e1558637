"""Ruptures on the wire."""

from enum import StrEnum

import marshmallow as ma

from models.repair_prompts import PromptStatus
from models.ruptures import LetGoHow, NotForRepairReason, RuptureStatus
from models.words import (
    Approach,
    Feeling,
    FeltUnderstood,
    Need,
    RuptureKind,
    RuptureResponse,
    VerdictWord,
)
from schemas.base import (
    Flag,
    Incoming,
    Outgoing,
    PageQuery,
    Timestamp,
    Whole,
    clearing,
    client_ref,
    described,
    each_once,
    page_of,
    text,
    words,
)
from schemas.support import ResourceSchema

CLEARABLE = (
    "impact", "held_back", "response", "observation", "feelings", "need", "request", "note",
    "reappraisal", "occurred_at", "text_expires_at",
)  # fmt: skip


class FeltSchema(Incoming):
    """What may be said about a rupture; all of it optional."""

    impact = Whole(
        validate=ma.validate.Range(1, 5),
        metadata={"description": "1 a pinprick, 5 a wound", "example": 2},
    )
    held_back = described(Flag(), "Whether something was then kept to oneself", True)
    response = words(RuptureResponse)
    observation = described(text(1000), "What a camera would have seen", "You looked at the phone.")
    feelings = ma.fields.List(
        words(Feeling),
        validate=[ma.validate.Length(1, 18), each_once],
        metadata={"example": ["lonely"]},
    )
    need = words(Need)
    request = described(text(1000), "Something doable", "Ten minutes without phones tonight.")
    note = described(text(4000), "For your eyes only, always")
    reappraisal = described(text(4000), "The outside view; for your eyes only, always")
    occurred_at = described(Timestamp(), "When it happened, if not now")
    text_expires_at = described(Timestamp(), "The texts go then; the structure stays")


class NewRuptureSchema(FeltSchema):
    """One tap is a valid log: `kind` alone."""

    kind = words(RuptureKind, required=True)
    client_ref = client_ref()


class EditRuptureSchema(FeltSchema):
    """What changes; fields left out stay."""

    kind = words(RuptureKind)
    clear = clearing(*CLEARABLE)


class CycleSchema(Outgoing):
    """An earlier cycle of a rupture."""

    cycle = ma.fields.Integer()
    status = described(words(RuptureStatus), "Where it stood when the cycle ended")
    started_at = Timestamp()
    closed_at = Timestamp(allow_none=True)
    ended_at = Timestamp()
    let_go_how = words(LetGoHow, allow_none=True)
    not_for_repair_reason = words(NotForRepairReason, allow_none=True)
    held = Flag(allow_none=True)


class RuptureSchema(Outgoing):
    """A rupture, as its owner alone sees it."""

    id = ma.fields.UUID()
    client_ref = ma.fields.UUID(allow_none=True)
    status = words(RuptureStatus)
    cycle = ma.fields.Integer(metadata={"example": 1})
    kind = words(RuptureKind)
    impact = ma.fields.Integer(allow_none=True)
    held_back = Flag(allow_none=True)
    response = words(RuptureResponse, allow_none=True)
    observation = ma.fields.String(allow_none=True)
    feelings = ma.fields.List(words(Feeling), allow_none=True)
    need = words(Need, allow_none=True)
    request = ma.fields.String(allow_none=True)
    note = ma.fields.String(allow_none=True)
    reappraisal = ma.fields.String(allow_none=True)
    occurred_at = Timestamp(allow_none=True)
    text_expires_at = Timestamp(allow_none=True)
    set_aside_until = Timestamp(allow_none=True)
    let_go_how = words(LetGoHow, allow_none=True)
    not_for_repair_reason = words(NotForRepairReason, allow_none=True)
    follow_up_due_at = Timestamp(allow_none=True)
    follow_up_asked_at = described(Timestamp(allow_none=True), "Set once it is time to ask")
    held = described(Flag(allow_none=True), "The answer to the follow-up of this cycle")
    closed_at = Timestamp(allow_none=True)
    history = described(ma.fields.List(ma.fields.Nested(CycleSchema)), "Earlier cycles")
    created_at = Timestamp()
    version = ma.fields.Integer()


RupturePageSchema = page_of(RuptureSchema, "RupturePage")


class Sort(StrEnum):
    """By the time of logging."""

    NEWEST = "newest"
    OLDEST = "oldest"


class RuptureQuery(PageQuery):
    """Which ruptures. What is sealed is filtered in the app."""

    status = words(RuptureStatus, metadata={"description": "Only those in this state"})
    from_ = Timestamp(data_key="from", metadata={"description": "Logged at or after"})
    to = Timestamp(metadata={"description": "Logged before"})
    sort = words(Sort, load_default=Sort.NEWEST, metadata={"description": "newest or oldest first"})


class PromptRefSchema(Outgoing):
    """A prompt, named."""

    id = ma.fields.UUID()
    status = words(PromptStatus)


class ActedRuptureSchema(Outgoing):
    """A rupture after an act, and the newest prompt on it."""

    rupture = ma.fields.Nested(RuptureSchema)
    repair_prompt = ma.fields.Nested(PromptRefSchema, allow_none=True)


class NotForRepairSchema(Outgoing):
    """A rupture that is not for repair, and where to turn."""

    rupture = ma.fields.Nested(RuptureSchema)
    support_resources = ma.fields.List(ma.fields.Nested(ResourceSchema))


class LetGoSchema(Incoming):
    """How it went."""

    how = words(LetGoHow, load_default=None)


class SetAsideSchema(Incoming):
    """Until when."""

    until = described(Timestamp(required=True), "At most 90 days ahead", "2026-12-01T18:00:00.000Z")


class MarkNotForRepairSchema(Incoming):
    """Why."""

    reason = words(NotForRepairReason, required=True)


class FollowUpSchema(Incoming):
    """Did it hold?"""

    held = Flag(required=True, metadata={"example": True})


class InPersonSchema(Incoming):
    """How it went, face to face."""

    verdict = words(VerdictWord, required=True)
    felt_understood = words(FeltUnderstood)
    approaches = ma.fields.List(words(Approach), validate=[ma.validate.Length(1, 3), each_once])
    note = text(4000)
