"""Tables, and the rules that concern one row at a time."""

from models.base import Base
from models.check_ins import CheckIn
from models.codes import CodeRequest
from models.consents import ConsentChange
from models.couples import Couple, Membership
from models.crossings import Crossing
from models.feeds import FeedCounter, FeedEntry
from models.guards import IdempotencyKey, Throttle
from models.inbox import Mute, Response, ThreadLink, Verdict
from models.invitations import Block, Claim, Invitation
from models.moments import Moment
from models.outbox import Errand
from models.pauses import Pause
from models.repair_prompts import RepairPrompt
from models.repairs import Repair
from models.ruptures import Rupture
from models.sessions import SignIn
from models.users import User

__all__ = [
    "Base",
    "Block",
    "CheckIn",
    "Claim",
    "CodeRequest",
    "ConsentChange",
    "Couple",
    "Crossing",
    "Errand",
    "FeedCounter",
    "FeedEntry",
    "IdempotencyKey",
    "Invitation",
    "Membership",
    "Moment",
    "Mute",
    "Pause",
    "Repair",
    "RepairPrompt",
    "Response",
    "Rupture",
    "SignIn",
    "ThreadLink",
    "Throttle",
    "User",
    "Verdict",
]
