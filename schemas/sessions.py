"""Sessions on the wire."""

import marshmallow as ma

from schemas.base import Flag, Incoming, Outgoing, Timestamp, described, email, page_of, text


class SignInSchema(Incoming):
    """Address and password of an account."""

    email = email(required=True)
    password = described(text(200, required=True), "The password", "kettle-river-49-moss")
    device_name = described(text(60, load_default=None), "For your list of devices", "Ana's phone")
    device_token = described(
        text(200, load_default=None), "Kept from before: a known device has its own throttle"
    )


class RefreshSchema(Incoming):
    """A refresh token, and a nonce that the app has stored before asking."""

    refresh_token = described(text(200, required=True), "The last one you got")
    refresh_nonce = described(
        text(100, 8, required=True),
        "Random; store it before you ask, and ask again with it if the answer is lost",
        "f2b0c3e5-4c0e-4c5e-9d51-6a7a1f0f7c11",
    )


class StepUpSchema(Incoming):
    """The password, again."""

    password = described(text(200, required=True), "The password", "kettle-river-49-moss")


class TokensSchema(Outgoing):
    """A signed-in device."""

    access_token = described(ma.fields.String(), "Send as `Authorization: Bearer`")
    refresh_token = described(ma.fields.String(), "Keep in the keychain; it rotates")
    expires_in = described(ma.fields.Integer(), "Life of the access token, in seconds", 600)
    session_id = ma.fields.UUID()
    device_token = described(ma.fields.String(), "Keep across sign-outs")


class SessionSchema(Outgoing):
    """One device that is signed in."""

    id = ma.fields.UUID()
    device_name = ma.fields.String(allow_none=True)
    current = described(Flag(), "Whether it is the one you ask with")
    created_at = Timestamp()
    last_used_at = described(Timestamp(), "Moves when the device refreshes its token")


SessionPageSchema = page_of(SessionSchema, "SessionPage")
