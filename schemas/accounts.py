"""Sign-up and password reset on the wire."""

import marshmallow as ma

from schemas.base import Flag, Incoming, described, email, known_locale, known_zone, plain, text


def password() -> ma.fields.String:
    """A password that is being chosen."""
    return described(text(200, 10, required=True), "10 to 200 characters", "kettle-river-49-moss")


def code() -> ma.fields.String:
    """A mailed code."""
    return described(
        text(40, required=True), "As mailed; case and hyphens do not matter", "7K3M-9QX2"
    )


def display_name(**kwargs: object) -> ma.fields.String:
    """What the partner sees."""
    return ma.fields.String(
        validate=[ma.validate.Length(1, 60), ma.validate.Regexp(r"[\s\S]*\S"), plain],
        metadata={"description": "What your partner will see", "example": "Ana"},
        **kwargs,
    )


def _of_age(said: bool) -> None:
    """Not a marshmallow ``Equal``: SDKs would make an enum of one boolean of it."""
    if not said:
        raise ma.ValidationError("Mend is for adults.")


class NewAccountSchema(Incoming):
    """A sign-up; nothing is made before the mailed code comes back."""

    email = email(required=True)
    password = password()
    display_name = display_name(required=True)
    consent_version = described(
        text(20, required=True), "Of `process_feelings` in GET /v1/meta, as shown", "2026-11"
    )
    adult = Flag(
        required=True,
        validate=_of_age,
        metadata={"description": "The person says they are of age", "example": True},
    )
    locale = ma.fields.String(
        load_default="en",
        validate=known_locale,
        metadata={"description": "Language tag", "example": "de-AT"},
    )
    time_zone = ma.fields.String(
        load_default="UTC",
        validate=known_zone,
        metadata={"description": "IANA zone", "example": "Europe/Vienna"},
    )
    terms_version = described(text(20, load_default=None), "The terms that were shown", "2026-11")


class VerifySchema(Incoming):
    """The code that came by mail."""

    email = email(required=True)
    code = code()
    device_name = described(text(60, load_default=None), "For your list of devices", "Ana's phone")
    device_token = described(text(200, load_default=None), "Kept from an earlier sign-in")


class AskPasswordResetSchema(Incoming):
    """Whose password."""

    email = email(required=True)


class ConfirmPasswordResetSchema(Incoming):
    """The code that came by mail, and the new password."""

    email = email(required=True)
    code = code()
    password = password()
