"""Endpoints about the service itself. All public."""

import base64
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from api import languages
from api.blueprint import Blueprint
from api.transaction import database, session
from core import content
from core.errors import Unavailable
from models.consents import ConsentPurpose
from schemas.service import HealthSchema, JwksSchema, MetaSchema, VocabularySchema
from services import consents, vocabulary

API_VERSION = "1.0.0"
PROJECT = Path(__file__).parents[1] / "pyproject.toml"

blp = Blueprint("service", __name__, public=True)


@blp.get("/v1/meta")
@blp.response(200, MetaSchema)
def get_meta():
    """Show what is in force: consents, terms, minimum client versions"""
    language = languages.wanted()
    asked = {purpose: consents.current(purpose) for purpose in ConsentPurpose}
    return {
        "api_version": API_VERSION,
        "consents": [
            {"purpose": purpose, "version": one["version"], "text": one["text"][language]}
            for purpose, one in asked.items()
        ],
        "terms_version": content.load("terms.yaml")["version"],
        "minimum_client_versions": [],
    }


@blp.get("/v1/vocabulary")
@blp.response(200, VocabularySchema)
def get_vocabulary():
    """Show the labels of the words people choose from, by `Accept-Language`"""
    return vocabulary.labels(languages.wanted())


@blp.get("/livez")
@blp.response(200, HealthSchema)
def get_livez():
    """Say that the process answers"""
    return {"status": "ok"}


@blp.get("/readyz")
@blp.response(200, HealthSchema)
def get_readyz():
    """Say that the database answers and its schema is this release's, or newer"""
    found = MigrationContext.configure(session().connection()).get_current_revision()
    if found is None or found < newest_revision():
        raise Unavailable
    return {"status": "ok"}


@blp.get("/.well-known/jwks.json")
@blp.response(200, JwksSchema)
def get_jwks():
    """Publish the keys that sign access tokens"""
    secrets = database().keyring.secrets
    x = base64.urlsafe_b64encode(secrets.public_raw).rstrip(b"=").decode()
    fixed = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig"}
    return {"keys": [{**fixed, "kid": secrets.kid, "x": x}]}


def newest_revision() -> str:
    """The revision that this release's models are."""
    known = current_app.extensions.get("revision")
    if known is None:
        config = Config(toml_file=PROJECT)
        known = ScriptDirectory.from_config(config).get_current_head() or ""
        current_app.extensions["revision"] = known
    return str(known)
