"""Endpoints for repairs, and help with the wording."""

import uuid

from api import languages, pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentRequired
from models.lifecycle import WrongState
from schemas.base import PageQuery
from schemas.repairs import (
    NewRepairSchema,
    RepairPageSchema,
    RepairSchema,
    StarterQuery,
    StartersSchema,
)
from services import repairs, starters
from services.access import ClientRefTaken
from services.actors import NoCouple, QuietOn
from services.caps import DailyLimit
from services.repairs import NeverBegun, OneThread, PromptWithdrawn

blp = Blueprint("repairs", __name__, url_prefix="/v1")


def _fetch(repair_id: uuid.UUID) -> repairs.Shown:
    return repairs.fetch(session(), actor(), repair_id)


@blp.get("/starters")
@blp.arguments(StarterQuery, location="query")
@blp.response(200, StartersSchema)
@blp.raises(NotFound)
def list_starters(query):
    """Get help with the wording; only a person ever sends it"""
    return starters.suggest(session(), actor(), languages.wanted(), **query)


@blp.post("/repairs")
@blp.arguments(NewRepairSchema)
@blp.response(201, RepairSchema, render=_fetch, tagged=True)
@blp.raises(
    NotFound, NoCouple, ConsentRequired, QuietOn, PromptWithdrawn, NeverBegun, DailyLimit,
    ClientRefTaken, OneThread,
)  # fmt: skip
def send_repair(body):
    """Send a repair; it goes out after the undo window"""
    return repairs.send(session(), actor(), **body)


@blp.get("/repairs")
@blp.arguments(PageQuery, location="query")
@blp.response(200, RepairPageSchema)
@blp.raises(pages.InvalidCursor)
def list_repairs(query):
    """List your repairs, newest first"""
    return pages.answer(repairs.list_own(session(), actor(), pages.wanted(query)), query)


@blp.get("/repairs/<uuid:repair_id>")
@blp.response(200, RepairSchema, tagged=True)
@blp.raises(NotFound)
def get_repair(repair_id: uuid.UUID):
    """Show one of your repairs, with what the other chose to send back"""
    return _fetch(repair_id)


@blp.delete("/repairs/<uuid:repair_id>")
@blp.response(204)
@blp.raises(NotFound, WrongState)
def withdraw_repair(repair_id: uuid.UUID):
    """Take it back: not sent yet, it never existed; sent, an empty stub stays"""
    repairs.withdraw(session(), actor(), repair_id)
