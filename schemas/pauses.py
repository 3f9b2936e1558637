"""Pauses on the wire."""

import marshmallow as ma

from schemas.base import (
    Incoming,
    Outgoing,
    Timestamp,
    clearing,
    client_ref,
    described,
    page_of,
    text,
)


class NewPauseSchema(Incoming):
    """A break with a promised return."""

    return_at = described(Timestamp(required=True), "20 minutes to 24 hours ahead")
    message = described(text(1000), "In your own words", "I need a walk. I will be back at eight.")
    thread_id = described(ma.fields.UUID(), "The thread it is about")
    client_ref = client_ref()


class EditPauseSchema(Incoming):
    """Another time, once, or other words."""

    return_at = Timestamp()
    message = text(1000)
    clear = clearing("message")


class PauseSchema(Outgoing):
    """A pause, as the one who takes it sees it."""

    id = ma.fields.UUID()
    client_ref = ma.fields.UUID(allow_none=True)
    thread_id = ma.fields.UUID(allow_none=True)
    return_at = Timestamp()
    moved_at = Timestamp(allow_none=True)
    message = ma.fields.String(allow_none=True)
    created_at = Timestamp()
    version = ma.fields.Integer()


PausePageSchema = page_of(PauseSchema, "PausePage")
