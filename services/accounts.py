"""Signing up with a mailed code, and finding back in without the password.

Both answer the same, in bytes and in work, whether or not the address is known. Hashing
runs outside transactions, so these take the database and open their own.
"""

import uuid

from sqlalchemy.orm import Session

from core import passwords
from core.db import Database, keyring_of
from core.errors import Refusal
from models import CodeRequest, FeedCounter, User
from models.codes import Purpose
from models.consents import ConsentPurpose
from models.outbox import Task
from services import access, codes, consents, outbox, tokens
from services.codes import InvalidCode
from services.tokens import Opened


def sign_up(
    database: Database,
    *,
    email: str,
    password: str,
    display_name: str,
    consent_version: str,
    locale: str,
    time_zone: str,
    terms_version: str | None,
) -> None:
    """Ask for an account: a code goes by mail, or a word to whoever already has one.

    Raises:
        ConsentOutdated: the consent text is not the one in force.
    """
    consents.refuse_outdated(ConsentPurpose.PROCESS_FEELINGS, consent_version)
    password_hash = passwords.hashed(password)
    with database.writing() as session:
        request = codes.new_request(session, Purpose.SIGN_UP, email)
        request.password_hash = password_hash
        request.display_name = display_name
        request.locale, request.time_zone = locale, time_zone
        request.consent_version, request.terms_version = consent_version, terms_version
        codes.ask(session, request, email=email)


def verify(
    session: Session,
    *,
    email: str,
    code: str,
    device_name: str | None,
    device_token: str | None,
) -> Opened | Refusal:
    """Make the account that the code belongs to, with the password that came with it."""
    request = codes.redeem(session, Purpose.SIGN_UP, email=email, code=code)
    if request is None or access.by_address(session, email) is not None:
        return InvalidCode(pointer="#/code")
    user = _new_user(session, request)
    codes.use_up(session, request)
    return tokens.open_session(session, user, device_name=device_name, device_token=device_token)


def ask_password_reset(session: Session, *, email: str) -> None:
    """Mail a code for a new password, or a word that there is no account."""
    codes.ask(session, codes.new_request(session, Purpose.PASSWORD_RESET, email), email=email)


def confirm_password_reset(database: Database, *, email: str, code: str, password: str) -> None:
    """Set a new password, end every session, and tell the owner.

    Raises:
        InvalidCode: wrong, used or too old; nothing changes but the tries left.
    """
    password_hash = passwords.hashed(password)
    with database.writing() as session:
        request = codes.redeem(session, Purpose.PASSWORD_RESET, email=email, code=code)
        user = access.by_address(session, email) if request else None
        if request and user:
            user.password_hash = password_hash
            tokens.end_all(session, user.id)
            codes.use_up_all(session, request)
            outbox.tell(session, Task.MAIL_PASSWORD_CHANGED, user.id)
    if not (request and user):
        raise InvalidCode(pointer="#/code")


def _new_user(session: Session, request: CodeRequest) -> User:
    user = User(
        id=uuid.uuid4(),
        address_index=request.address_index,
        password_hash=request.password_hash,
        feelings_consent=False,
        pairing_consent=False,
        email=request.email,
        display_name=request.display_name,
        locale=request.locale,
        time_zone=request.time_zone,
    )
    keyring_of(session).make(user.id)
    session.add(user)
    session.flush()
    session.add(FeedCounter(user_id=user.id))
    version = request.consent_version
    assert version is not None
    consents.record(session, user, ConsentPurpose.PROCESS_FEELINGS, granted=True, version=version)
    return user
