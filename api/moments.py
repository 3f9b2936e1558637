"""Endpoints for moments."""

import uuid

from api import pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentRequired
from schemas.base import PageQuery
from schemas.moments import MomentPageSchema, MomentSchema, NewMomentSchema
from services import moments
from services.access import ClientRefTaken
from services.actors import NoCouple, QuietOn
from services.moments import NeverShared

blp = Blueprint("moments", __name__, url_prefix="/v1/moments")


def _fetch(moment_id: uuid.UUID) -> moments.Shown:
    return moments.fetch(session(), actor(), moment_id)


@blp.post("")
@blp.arguments(NewMomentSchema)
@blp.response(201, MomentSchema, render=_fetch, tagged=True)
@blp.raises(ConsentRequired, NoCouple, QuietOn, NeverShared, ClientRefTaken)
def create_moment(body):
    """Note a moment; private unless shared"""
    return moments.make(session(), actor(), **body)


@blp.get("")
@blp.arguments(PageQuery, location="query")
@blp.response(200, MomentPageSchema)
@blp.raises(pages.InvalidCursor)
def list_moments(query):
    """List your moments, newest first"""
    return pages.answer(moments.list_own(session(), actor(), pages.wanted(query)), query)


@blp.get("/<uuid:moment_id>")
@blp.response(200, MomentSchema, tagged=True)
@blp.raises(NotFound)
def get_moment(moment_id: uuid.UUID):
    """Show one of your moments"""
    return _fetch(moment_id)


@blp.delete("/<uuid:moment_id>")
@blp.response(204)
@blp.raises(NotFound)
def delete_moment(moment_id: uuid.UUID):
    """Delete a moment; a shared one goes from your partner's inbox too"""
    moments.remove(session(), actor(), moment_id)
