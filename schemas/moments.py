"""Moments on the wire."""

import marshmallow as ma

from models.moments import MomentKind
from schemas.base import (
    Flag,
    Incoming,
    Outgoing,
    Timestamp,
    client_ref,
    described,
    page_of,
    text,
    words,
)


class NewMomentSchema(Incoming):
    """One tap is valid: `kind` alone."""

    kind = words(MomentKind, required=True)
    text = text(1000)
    shared = described(Flag(load_default=False), "Never for held_back and opened_up", False)
    client_ref = client_ref()


class ReplySchema(Outgoing):
    """What the other said to it."""

    text = ma.fields.String()
    replied_at = Timestamp()


class MomentSchema(Outgoing):
    """A moment, as its maker sees it."""

    id = ma.fields.UUID(attribute="moment.id")
    client_ref = ma.fields.UUID(attribute="moment.client_ref", allow_none=True)
    kind = words(MomentKind, attribute="moment.kind")
    text = ma.fields.String(attribute="moment.text", allow_none=True)
    shared = Flag(attribute="moment.shared")
    reply = ma.fields.Nested(ReplySchema, attribute="replied", allow_none=True)
    created_at = Timestamp(attribute="moment.created_at")
    version = ma.fields.Integer(attribute="moment.version")


MomentPageSchema = page_of(MomentSchema, "MomentPage")
