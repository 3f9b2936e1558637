"""What an app asks before anybody signs in, on the wire."""

import marshmallow as ma

from models.consents import ConsentPurpose
from schemas.base import Outgoing, described, words


class AskedConsentSchema(Outgoing):
    """A consent and its text, in the language asked for."""

    purpose = words(ConsentPurpose)
    version = ma.fields.String(metadata={"example": "2026-11"})
    text = ma.fields.String()


class ClientVersionSchema(Outgoing):
    """The oldest client version that still works on a platform."""

    platform = ma.fields.String(metadata={"example": "ios"})
    version = ma.fields.String(metadata={"example": "1.0.0"})


class MetaSchema(Outgoing):
    """What is in force."""

    api_version = ma.fields.String()
    consents = ma.fields.List(ma.fields.Nested(AskedConsentSchema))
    terms_version = ma.fields.String(metadata={"example": "2026-11"})
    minimum_client_versions = described(
        ma.fields.List(ma.fields.Nested(ClientVersionSchema)), "Empty: every version works"
    )


class LabelSchema(Outgoing):
    """A code and its label."""

    code = ma.fields.String(metadata={"example": "missed_bid"})
    label = ma.fields.String()


def labels() -> ma.fields.List:
    """One group of labels."""
    return ma.fields.List(ma.fields.Nested(LabelSchema))


class VocabularySchema(Outgoing):
    """The words people choose from, labelled in one language."""

    language = ma.fields.String(metadata={"example": "de"})
    review = described(ma.fields.String(), "none, native or clinician")
    kinds = labels()
    families = labels()
    feelings = labels()
    needs = labels()
    approaches = labels()
    responses = labels()
    let_go_hows = labels()
    not_for_repair_reasons = labels()
    verdicts = labels()
    paces = labels()
    disclosures = labels()
    moment_kinds = labels()


class HealthSchema(Outgoing):
    """Whether it is well."""

    status = ma.fields.String(metadata={"example": "ok"})


class JwkSchema(Outgoing):
    """A public key. Source: RFC 8037."""

    kty = ma.fields.String(metadata={"example": "OKP"})
    crv = ma.fields.String(metadata={"example": "Ed25519"})
    alg = ma.fields.String(metadata={"example": "EdDSA"})
    use = ma.fields.String(metadata={"example": "sig"})
    kid = ma.fields.String()
    x = ma.fields.String()


class JwksSchema(Outgoing):
    """The keys that sign access tokens. Source: RFC 7517."""

    keys = ma.fields.List(ma.fields.Nested(JwkSchema))
