"""Giving and taking back consent. Below the nouns: sign-up, pairing and ``/me`` use it."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import content
from core.errors import Invalid
from models import ConsentChange, User
from models.consents import ConsentPurpose


class ConsentOutdated(Invalid):
    """This consent text has changed. Show the present one and ask again."""

    code = "consent_outdated"


def current(purpose: ConsentPurpose) -> dict[str, Any]:
    """Version and text of what is asked today."""
    found: dict[str, Any] = content.load(f"consents/{purpose}.yaml")
    return found


def refuse_outdated(
    purpose: ConsentPurpose, version: str, *, pointer: str = "#/consent_version"
) -> None:
    """Raises:
    ConsentOutdated: the version is not the one in force.
    """
    if version != current(purpose)["version"]:
        raise ConsentOutdated(pointer=pointer)


def record(
    session: Session, user: User, purpose: ConsentPurpose, *, granted: bool, version: str
) -> None:
    """Note a change; saying the same again is no change."""
    latest = _latest(session, user.id, purpose)
    if latest and not granted:
        version = latest.version  # what is taken back is what was given
    if latest and (latest.granted, latest.version) == (granted, version):
        return
    session.add(
        ConsentChange(
            owner_id=user.id,
            purpose=purpose,
            number=latest.number + 1 if latest else 1,
            version=version,
            granted=granted,
        )
    )
    if purpose is ConsentPurpose.PROCESS_FEELINGS:
        user.feelings_consent = granted
    else:
        user.pairing_consent = granted


def history(session: Session, user_id: uuid.UUID) -> Sequence[ConsentChange]:
    """Every change the person made, oldest first."""
    return session.scalars(
        select(ConsentChange)
        .where(ConsentChange.owner_id == user_id)
        .order_by(ConsentChange.purpose, ConsentChange.number)
    ).all()


def _latest(session: Session, user_id: uuid.UUID, purpose: ConsentPurpose) -> ConsentChange | None:
    mine = select(ConsentChange).where(
        ConsentChange.owner_id == user_id, ConsentChange.purpose == purpose
    )
    newest = select(func.max(ConsentChange.number)).where(
        ConsentChange.owner_id == user_id, ConsentChange.purpose == purpose
    )
    return session.scalar(mine.where(ConsentChange.number == newest.scalar_subquery()))
