"""Endpoints for a person's own account."""

from typing import Any

from api import etags, pages
from api.auth import actor
from api.blueprint import Blueprint
from api.transaction import session
from core.errors import NotFound
from models.consents import ConsentPurpose
from schemas.me import (
    ConsentPageSchema,
    ConsentSchema,
    EditMeSchema,
    GoQuietSchema,
    LeavingSchema,
    MeSchema,
    QuietSchema,
    SetConsentSchema,
)
from services import me, support
from services.consents import ConsentOutdated
from services.me import SafetyIsOpenEnded, StepUpRequired, UntilPast

blp = Blueprint("me", __name__, url_prefix="/v1/me")


@blp.get("")
@blp.response(200, MeSchema, tagged=True)
def get_me():
    """Show your own account: one call at start-up"""
    return me.show(session(), actor())


@blp.patch("")
@blp.arguments(EditMeSchema)
@blp.response(200, MeSchema, tagged=True)
def edit_me(body):
    """Change your name, language or zone; a new name crosses to your partner"""
    etags.matched(me.show(session(), actor()))
    return me.edit(session(), actor(), **body)


@blp.delete("")
@blp.response(202, LeavingSchema)
@blp.raises(StepUpRequired)
def delete_me():
    """Delete your account, now

    It ends your couple, removes what you wrote, and destroys the key it was sealed under.
    """
    return {"delete_at": me.leave(session(), actor())}


@blp.get("/consents")
@blp.response(200, ConsentPageSchema)
def list_consents():
    """List what you agreed to, and the log of it"""
    return pages.whole(me.list_consents(session(), actor()))


@blp.put("/consents/<purpose>")
@blp.arguments(SetConsentSchema)
@blp.response(200, ConsentSchema)
@blp.raises(NotFound, ConsentOutdated)
def set_consent(body, purpose: str):
    """Give or take back one consent

    Taking `pairing` back ends your couple. Without `process_feelings` nothing new is stored.
    """
    if purpose not in list(ConsentPurpose):
        raise NotFound
    return me.set_consent(session(), actor(), ConsentPurpose(purpose), **body)


@blp.put("/quiet")
@blp.arguments(GoQuietSchema)
@blp.response(200, QuietSchema)
@blp.raises(UntilPast, SafetyIsOpenEnded)
def go_quiet(body):
    """Let nothing new of yours cross; nothing visibly changes"""
    return _quiet(
        me.go_quiet(session(), actor(), until=body["until"], for_safety=body["for_safety"])
    )


@blp.delete("/quiet")
@blp.response(204)
def end_quiet():
    """Let things cross again"""
    me.end_quiet(session(), actor())


def _quiet(state: me.Quiet) -> dict[str, Any]:
    found = support.near(actor().user) if state.for_safety else []
    return {
        "quiet": state.quiet,
        "quiet_until": state.quiet_until,
        "support_resources": found,
    }
