"""What time does to ruptures, and nothing else: it never repairs one and never lets go."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from models import Rupture
from services import threads


def come_back(session: Session, rupture_id: uuid.UUID) -> None:
    """The time set aside is over."""
    rupture = _due(session, rupture_id)
    if rupture and rupture.set_aside_until and rupture.set_aside_until <= clock.now():
        rupture.come_back(repair_waits=threads.repair_waits(session, rupture))


def ask_follow_up(session: Session, rupture_id: uuid.UUID) -> None:
    """Three days are over: the app may ask whether it held."""
    rupture = _due(session, rupture_id)
    if rupture and rupture.follow_up_due_at and rupture.follow_up_due_at <= clock.now():
        rupture.follow_up_asked_at = rupture.follow_up_asked_at or rupture.follow_up_due_at


def expire_text(session: Session, rupture_id: uuid.UUID) -> None:
    """The owner's date for the texts has come."""
    rupture = _due(session, rupture_id)
    if rupture and rupture.texts_expired(clock.now()):
        rupture.erase_texts()


def _due(session: Session, rupture_id: uuid.UUID) -> Rupture | None:
    return session.scalar(select(Rupture).where(Rupture.id == rupture_id).with_for_update())
