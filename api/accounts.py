"""Endpoints for sign-up and password reset."""

from api import tokens
from api.blueprint import Blueprint
from api.transaction import database, session
from core.errors import Refusal
from schemas.accounts import (
    AskPasswordResetSchema,
    ConfirmPasswordResetSchema,
    NewAccountSchema,
    VerifySchema,
)
from schemas.sessions import TokensSchema
from services import accounts
from services.codes import InvalidCode
from services.consents import ConsentOutdated

blp = Blueprint("accounts", __name__, url_prefix="/v1", public=True)


@blp.post("/accounts")
@blp.arguments(NewAccountSchema)
@blp.response(202)
@blp.raises(ConsentOutdated)
def create_account(body):
    """Ask for an account

    The answer is the same for known and unknown addresses; a mail goes out either way.
    """
    del body["adult"]
    accounts.sign_up(database(), **body)


@blp.post("/accounts/verify")
@blp.arguments(VerifySchema)
@blp.response(201, TokensSchema)
@blp.raises(InvalidCode)
def verify_account(body):
    """Finish signing up with the mailed code, and be signed in"""
    opened = accounts.verify(session(), **body)
    return opened if isinstance(opened, Refusal) else tokens.answer(opened)


@blp.post("/password-resets")
@blp.arguments(AskPasswordResetSchema)
@blp.response(202)
def ask_password_reset(body):
    """Ask for a code to set a new password

    The answer is the same for known and unknown addresses; a mail goes out either way.
    """
    accounts.ask_password_reset(session(), **body)


@blp.post("/password-resets/confirm")
@blp.arguments(ConfirmPasswordResetSchema)
@blp.response(204)
@blp.raises(InvalidCode)
def confirm_password_reset(body):
    """Set a new password; every session ends"""
    accounts.confirm_password_reset(database(), **body)
