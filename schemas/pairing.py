"""Invitations, the couple and blocks on the wire."""

import marshmallow as ma

from models.invitations import InvitationStatus
from schemas.base import (
    Flag,
    Incoming,
    Outgoing,
    Timestamp,
    described,
    page_of,
    text,
    words,
)


def code() -> ma.fields.String:
    """An invitation code."""
    return described(text(40, required=True), "Case and hyphens do not matter", "Q7KM-3VXN-9D2R")


def consent_version() -> ma.fields.String:
    """Which text of the pairing consent was shown."""
    return described(text(20, required=True), "Of `pairing`, as shown", "2026-11")


class NewInvitationSchema(Incoming):
    """The inviter's consent."""

    consent_version = consent_version()


class CodeSchema(Incoming):
    """A code, to look it up."""

    code = code()


class ClaimSchema(Incoming):
    """A code, and the consent of whoever holds it."""

    code = code()
    consent_version = consent_version()


class DeclineSchema(Incoming):
    """A code, and whether to hear from this person again."""

    code = code()
    block = described(Flag(load_default=False), "Their later codes never work for you", False)


class PersonSchema(Outgoing):
    """As much of somebody as they let cross."""

    display_name = ma.fields.String(metadata={"example": "Ben"})


class InvitationSchema(Outgoing):
    """An invitation, as its inviter sees it."""

    id = ma.fields.UUID()
    status = words(InvitationStatus)
    code = described(
        ma.fields.String(allow_none=True), "Only in the answer that made it", "Q7KM-3VXN-9D2R"
    )
    link = described(ma.fields.String(allow_none=True), "Only in the answer that made it")
    expires_at = Timestamp()
    claimed_by = ma.fields.Nested(PersonSchema, allow_none=True)
    match_phrase = described(
        ma.fields.String(allow_none=True), "Both see it; compare by voice", "tiger lemon 42"
    )
    confirm_by = Timestamp(allow_none=True)
    created_at = Timestamp()


InvitationPageSchema = page_of(InvitationSchema, "InvitationPage")


class OfferSchema(Outgoing):
    """Who invites, and what they ask you to agree to."""

    inviter_name = ma.fields.String(metadata={"example": "Ana"})
    consent_version = ma.fields.String()
    consent_text = ma.fields.String()


class ClaimedSchema(Outgoing):
    """A claim that waits for the inviter; watch `GET /couple`."""

    inviter_name = ma.fields.String(metadata={"example": "Ana"})
    match_phrase = ma.fields.String(metadata={"example": "tiger lemon 42"})
    confirm_by = Timestamp()


class CoupleSchema(Outgoing):
    """The couple, as one of the two sees it."""

    id = ma.fields.UUID()
    partner = ma.fields.Nested(PersonSchema)
    since = Timestamp()


class EndCoupleSchema(Incoming):
    """Whether to hear from this person again."""

    block = described(Flag(load_default=False), "Their later codes never work for you", False)


class BlockSchema(Outgoing):
    """Somebody whose codes do not work for you."""

    id = ma.fields.UUID()
    display_name = ma.fields.String()
    created_at = Timestamp()


BlockPageSchema = page_of(BlockSchema, "BlockPage")
