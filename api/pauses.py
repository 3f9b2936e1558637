"""Endpoints for pauses."""

import uuid

from api import etags, pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentRequired
from models.lifecycle import WrongState
from models.pauses import AlreadyMoved, Pause
from schemas.base import PageQuery
from schemas.pauses import EditPauseSchema, NewPauseSchema, PausePageSchema, PauseSchema
from services import pauses
from services.access import ClientRefTaken
from services.actors import NoCouple, QuietOn
from services.pauses import BadReturn

blp = Blueprint("pauses", __name__, url_prefix="/v1/pauses")


def _fetch(pause_id: uuid.UUID) -> Pause:
    return pauses.fetch(session(), actor(), pause_id)


@blp.post("", tags=["repairs"])
@blp.arguments(NewPauseSchema)
@blp.response(201, PauseSchema, render=_fetch, tagged=True)
@blp.raises(NotFound, NoCouple, ConsentRequired, QuietOn, BadReturn, ClientRefTaken)
def start_pause(body):
    """Take a break with a promised return; it crosses at once"""
    return pauses.start(session(), actor(), **body)


@blp.get("", tags=["repairs"])
@blp.arguments(PageQuery, location="query")
@blp.response(200, PausePageSchema)
@blp.raises(pages.InvalidCursor)
def list_pauses(query):
    """List your pauses, newest first"""
    return pages.answer(pauses.list_own(session(), actor(), pages.wanted(query)), query)


@blp.patch("/<uuid:pause_id>", tags=["repairs"])
@blp.arguments(EditPauseSchema)
@blp.response(200, PauseSchema, tagged=True)
@blp.raises(NotFound, NoCouple, ConsentRequired, QuietOn, BadReturn, AlreadyMoved, WrongState)
def move_pause(body, pause_id: uuid.UUID):
    """Promise another time, once, or change the words

    Its ETag comes with the POST that made it and with this answer.
    """
    return pauses.edit(session(), actor(), etags.matched(_fetch(pause_id)), **body)
