"""Who is acting: the person, their session and their partner, loaded in one query."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from core import clock
from core.db import settings_of
from core.errors import Conflict, NotFound
from models import Membership, SignIn, User
from models.consents import ConsentRequired

# Built once: this runs on every request.
_LOAD = (
    select(User, SignIn, Membership)
    .join(SignIn, SignIn.owner_id == User.id)
    .outerjoin(Membership, and_(Membership.user_id == User.id, Membership.ended_at.is_(None)))
    .where(SignIn.id == bindparam("sign_in_id"), User.id == bindparam("user_id"))
)


class NoCouple(NotFound):
    """You are not paired with anyone."""

    code = "no_couple"


class AlreadyPaired(Conflict):
    """You are in a couple already."""

    code = "already_paired"


class QuietOn(Conflict):
    """You are quiet: nothing new of yours crosses until you end it."""

    code = "quiet_on"


@dataclass(frozen=True)
class Actor:
    """One person, signed in on one device."""

    user: User
    sign_in: SignIn
    membership: Membership | None

    @property
    def id(self) -> uuid.UUID:
        return self.user.id

    @property
    def couple_id(self) -> uuid.UUID | None:
        """The couple they are in now."""
        return self.membership.couple_id if self.membership else None

    @property
    def zone(self) -> ZoneInfo:
        """Their own time zone."""
        return ZoneInfo(self.user.time_zone)

    def paired(self) -> Membership:
        """Their half of the couple.

        Raises:
            NoCouple: they are on their own.
        """
        if self.membership is None:
            raise NoCouple
        return self.membership

    def may_store(self) -> None:
        """Check that something new about their feelings may be kept.

        Raises:
            ConsentRequired: they took that consent back.
        """
        if not self.user.feelings_consent:
            raise ConsentRequired

    def may_cross(self) -> Membership:
        """Check that something new of theirs may reach the partner.

        Raises:
            ConsentRequired, NoCouple, QuietOn: as each says.
        """
        self.may_store()
        membership = self.paired()
        if self.user.is_quiet(clock.now()):
            raise QuietOn
        return membership

    def stepped_up(self, at: datetime, fresh: timedelta) -> bool:
        """Whether they proved their password lately."""
        since = self.sign_in.stepped_up_at
        return since is not None and at < since + fresh


def load(session: Session, *, user_id: uuid.UUID, sign_in_id: uuid.UUID) -> Actor | None:
    """The person behind a token; None where the session does not hold any more."""
    found = session.execute(_LOAD, {"user_id": user_id, "sign_in_id": sign_in_id}).first()
    if found is None:
        return None
    user, sign_in, membership = found
    settings = settings_of(session)
    if not sign_in.is_open(
        clock.now(), idle=settings.refresh_idle, absolute=settings.refresh_absolute
    ):
        return None
    return Actor(user, sign_in, membership)
