"""Endpoints for repair prompts."""

import uuid

from api import etags, pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentRequired
from models.lifecycle import WrongState
from models.repair_prompts import RepairPrompt, TakesAway
from schemas.base import PageQuery
from schemas.repair_prompts import (
    EditRepairPromptSchema,
    NewRepairPromptSchema,
    PreviewSchema,
    RepairPromptPageSchema,
    RepairPromptSchema,
)
from services import repair_prompts
from services.access import ClientRefTaken
from services.actors import NoCouple, QuietOn
from services.caps import DailyLimit
from services.disclosures import MessageNeeded, WordsOnly
from services.prompt_edits import BadDeliverAt
from services.repair_prompts import AlreadyLive, NotPromptable, OtherPartner

blp = Blueprint("repair-prompts", __name__, url_prefix="/v1/repair-prompts")


def _fetch(prompt_id: uuid.UUID) -> RepairPrompt:
    return repair_prompts.fetch(session(), actor(), prompt_id)


@blp.post("")
@blp.arguments(NewRepairPromptSchema)
@blp.response(201, RepairPromptSchema, render=_fetch, tagged=True)
@blp.raises(
    NotFound, NoCouple, ConsentRequired, QuietOn, NotPromptable, AlreadyLive, OtherPartner,
    DailyLimit, ClientRefTaken, MessageNeeded, WordsOnly, BadDeliverAt,
)  # fmt: skip
def create_repair_prompt(body):
    """Invite your partner back to a rupture; it goes out after the undo window"""
    return repair_prompts.make(session(), actor(), **body)


@blp.post("/preview")
@blp.arguments(NewRepairPromptSchema)
@blp.response(200, PreviewSchema, keyed=False)
@blp.raises(NotFound, MessageNeeded, WordsOnly, BadDeliverAt)
def preview_repair_prompt(body):
    """See exactly what would cross; nothing is stored"""
    return {"content": repair_prompts.preview(session(), actor(), **body)}


@blp.get("")
@blp.arguments(PageQuery, location="query")
@blp.response(200, RepairPromptPageSchema)
@blp.raises(pages.InvalidCursor)
def list_repair_prompts(query):
    """List your repair prompts, newest first"""
    found = repair_prompts.list_own(session(), actor(), pages.wanted(query))
    return pages.answer(found, query)


@blp.get("/<uuid:repair_prompt_id>")
@blp.response(200, RepairPromptSchema, tagged=True)
@blp.raises(NotFound)
def get_repair_prompt(repair_prompt_id: uuid.UUID):
    """Show one of your repair prompts; whether it was read is not in it"""
    return _fetch(repair_prompt_id)


@blp.patch("/<uuid:repair_prompt_id>")
@blp.arguments(EditRepairPromptSchema)
@blp.response(200, RepairPromptSchema, tagged=True)
@blp.raises(
    NotFound, NoCouple, ConsentRequired, QuietOn, WrongState, TakesAway, MessageNeeded,
    WordsOnly, BadDeliverAt,
)  # fmt: skip
def edit_repair_prompt(body, repair_prompt_id: uuid.UUID):
    """Change it while it is scheduled; once sent, only show more"""
    prompt = etags.matched(_fetch(repair_prompt_id))
    return repair_prompts.edit(session(), actor(), prompt, **body)


@blp.delete("/<uuid:repair_prompt_id>")
@blp.response(204)
@blp.raises(NotFound, WrongState)
def withdraw_repair_prompt(repair_prompt_id: uuid.UUID):
    """Take it back: not sent yet, it never existed; sent, an empty stub stays"""
    repair_prompts.withdraw(session(), actor(), repair_prompt_id)
