"""A person's own account on the wire."""

import marshmallow as ma

from models.consents import ConsentPurpose
from schemas.accounts import display_name
from schemas.base import (
    Flag,
    Incoming,
    Outgoing,
    Timestamp,
    clearing,
    described,
    known_locale,
    known_zone,
    page_of,
    text,
    words,
)
from schemas.support import ResourceSchema


class EditMeSchema(Incoming):
    """What may change about a profile."""

    display_name = display_name()
    locale = ma.fields.String(validate=known_locale, metadata={"example": "es-MX"})
    time_zone = ma.fields.String(validate=known_zone, metadata={"example": "America/Mexico_City"})
    clear = clearing("locale", "time_zone")


class ConsentChangeSchema(Outgoing):
    """One giving or taking back."""

    version = ma.fields.String()
    granted = Flag()
    at = Timestamp(attribute="created_at")


class ConsentSchema(Outgoing):
    """One purpose: what is asked today, and what the person said."""

    purpose = words(ConsentPurpose)
    version = described(ma.fields.String(), "Of the text that is asked today", "2026-11")
    text = ma.fields.String()
    granted = Flag()
    changed_at = Timestamp(allow_none=True)
    history = ma.fields.List(ma.fields.Nested(ConsentChangeSchema))


ConsentPageSchema = page_of(ConsentSchema, "ConsentPage")


class SetConsentSchema(Incoming):
    """Give or take back."""

    granted = Flag(required=True, metadata={"example": True})
    version = described(text(20, required=True), "Of the text that was shown", "2026-11")


class MeSchema(Outgoing):
    """Everything an app needs at start-up."""

    id = ma.fields.UUID(attribute="user.id")
    email = ma.fields.String(attribute="user.email")
    email_verified = described(Flag(dump_default=True), "Always true: no account without it")
    display_name = ma.fields.String(attribute="user.display_name")
    locale = ma.fields.String(attribute="user.locale")
    time_zone = ma.fields.String(attribute="user.time_zone")
    has_partner = Flag()
    quiet = Flag()
    quiet_until = described(Timestamp(allow_none=True), "null when open-ended or not quiet")
    consents = ma.fields.List(ma.fields.Nested(ConsentSchema))


class GoQuietSchema(Incoming):
    """For how long, and whether for safety."""

    until = described(Timestamp(load_default=None), "Left out: until further notice")
    for_safety = described(
        Flag(load_default=False), "Without `until`; the answer carries support resources", False
    )


class QuietSchema(Outgoing):
    """The state of quiet."""

    quiet = Flag()
    quiet_until = Timestamp(allow_none=True)
    support_resources = described(
        ma.fields.List(ma.fields.Nested(ResourceSchema)), "Empty unless it is for safety"
    )


class LeavingSchema(Outgoing):
    """When the account goes."""

    delete_at = Timestamp()
