"""Sync on the wire."""

import marshmallow as ma

from models.feeds import FeedNoun
from schemas.base import Flag, Incoming, Outgoing, Timestamp, described, words
from schemas.check_ins import CheckInSchema
from schemas.inbox import (
    InboxMomentSchema,
    InboxPauseSchema,
    InboxRepairPromptSchema,
    InboxRepairSchema,
)
from schemas.moments import MomentSchema
from schemas.pairing import CoupleSchema
from schemas.pauses import PauseSchema
from schemas.repair_prompts import RepairPromptSchema
from schemas.repairs import RepairSchema
from schemas.ruptures import RuptureSchema


class ChangesQuery(Incoming):
    """Where to go on from."""

    cursor = ma.fields.String(
        validate=ma.validate.Length(1, 500),
        metadata={"description": "`next_cursor` of the last call; left out, from the start"},
    )


class DeletedSchema(Outgoing):
    """Forget this."""

    type = words(FeedNoun)
    id = ma.fields.UUID()


class NotificationSchema(Outgoing):
    """Something that happened; fetch the subject for what."""

    id = ma.fields.UUID()
    kind = ma.fields.String()
    subject_type = ma.fields.String()
    subject_id = ma.fields.UUID()
    created_at = Timestamp()
    read_at = Timestamp(allow_none=True)


class ChangesSchema(Outgoing):
    """What changed; each entry is what its GET answers now."""

    ruptures = ma.fields.List(ma.fields.Nested(RuptureSchema))
    repair_prompts = ma.fields.List(ma.fields.Nested(RepairPromptSchema))
    repairs = ma.fields.List(ma.fields.Nested(RepairSchema))
    pauses = ma.fields.List(ma.fields.Nested(PauseSchema))
    check_ins = ma.fields.List(ma.fields.Nested(CheckInSchema))
    moments = ma.fields.List(ma.fields.Nested(MomentSchema))
    inbox_repair_prompts = ma.fields.List(ma.fields.Nested(InboxRepairPromptSchema))
    inbox_repairs = ma.fields.List(ma.fields.Nested(InboxRepairSchema))
    inbox_pauses = ma.fields.List(ma.fields.Nested(InboxPauseSchema))
    inbox_moments = ma.fields.List(ma.fields.Nested(InboxMomentSchema))
    notifications = described(
        ma.fields.List(ma.fields.Nested(NotificationSchema)), "Empty until delivery exists"
    )
    couple = described(ma.fields.Nested(CoupleSchema, allow_none=True), "If it changed, else null")
    deleted = ma.fields.List(ma.fields.Nested(DeletedSchema))
    next_cursor = ma.fields.String()
    has_more = described(Flag(), "Whether to ask again at once")
