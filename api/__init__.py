"""The web door: HTTP in, HTTP out. ``create_app`` puts the pieces together."""

from flask import Flask

from api import (
    accounts,
    bodies,
    changes,
    check_ins,
    docs,
    errors,
    headers,
    inbox,
    me,
    moments,
    pairing,
    pauses,
    repair_prompts,
    repairs,
    ruptures,
    service,
    sessions,
    support,
    tokens,
    transaction,
)
from api.spec import Api
from core.db import Database

DESCRIPTION = """The open backend for couples' mobile apps.

Small, everyday hurts that stay unspoken make people hold back; repair brings them back to one
another. One person logs a rupture privately, sends a repair prompt with as much disclosure as
they choose, the other sends a repair, and the judgement stays with the hurt one.

Errors are problem documents (RFC 9457): switch on `code`. Times are UTC with milliseconds. A
null in a request means absent. Unknown members and unknown enum values may appear in answers.
"""
TAG_GROUPS = {
    "The loop": {
        "accounts": "Sign up with a mailed code, and find back in.",
        "sessions": "Sign in, stay signed in, see every device, sign out.",
        "me": "Profile, consents, quiet, leaving.",
        "pairing": "From an invitation to a couple, and out of it again.",
        "ruptures": "Small hurts, private to whoever logged them.",
        "repair-prompts": "The invitation to come back to a rupture.",
        "repairs": "Repairs, pauses, and help with the wording.",
        "inbox": "What your partner let you see, and what you make of it.",
        "check-ins": "A few answers about your own felt safety.",
        "moments": "One tap outside any rupture.",
    },
    "Around it": {
        "changes": "What a phone that was away has to learn.",
        "support": "Public help. Never gated.",
        "service": "What is in force, and whether the service is well.",
    },
}
BLUEPRINTS = (
    accounts.blp, sessions.door, sessions.blp, me.blp, pairing.blp, ruptures.blp,
    repair_prompts.blp, repairs.blp, pauses.blp, inbox.blp, check_ins.blp, moments.blp,
    changes.blp, support.blp, service.blp,
)  # fmt: skip


def create_app(database: Database) -> Flask:
    """Build the app on a database. Its settings and keys come with it."""
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.update(
        API_TITLE="Mend",
        API_VERSION=service.API_VERSION,
        OPENAPI_VERSION="3.1.0",
        PROPAGATE_EXCEPTIONS=False,
        MAX_CONTENT_LENGTH=bodies.LONGEST,
    )
    headers.init_app(app, database.settings.cors_origins)
    transaction.init_app(app, database)
    tokens.init_app(app, database.settings, database.keyring.secrets)
    api = Api(
        app,
        info={
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        servers=[{"url": "http://127.0.0.1:8000", "description": "make run"}],
        security=[{"bearer": []}],
        tags=[
            {"name": name, "description": text}
            for group in TAG_GROUPS.values()
            for name, text in group.items()
        ],
        **{"x-tagGroups": [{"name": n, "tags": list(tags)} for n, tags in TAG_GROUPS.items()]},
    )
    api.spec.components.security_scheme(
        "bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    )
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    errors.init_app(app)
    docs.init_app(app, api)
    return app
