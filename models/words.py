"""The words people choose from: kinds, families, feelings, needs, approaches."""

from enum import StrEnum


class RuptureKind(StrEnum):
    """What sort of small hurt it was, as the hurt person sees it."""

    DISMISSED = "dismissed"
    INTERRUPTED = "interrupted"
    IGNORED = "ignored"
    MISSED_BID = "missed_bid"
    WENT_QUIET = "went_quiet"
    SHARP_TONE = "sharp_tone"
    SARCASM = "sarcasm"
    CRITICISM = "criticism"
    COMPARED = "compared"
    FORGOTTEN = "forgotten"
    BROKEN_PROMISE = "broken_promise"
    OTHER = "other"


class RuptureFamily(StrEnum):
    """What a prompt may show instead of the kind: the longing, not the accusation."""

    BEING_HEARD = "being_heard"
    REACHING_OUT = "reaching_out"
    TONE_BETWEEN_US = "tone_between_us"
    RELYING_ON_EACH_OTHER = "relying_on_each_other"
    SOMETHING_ELSE = "something_else"


FAMILY_OF = {
    RuptureKind.DISMISSED: RuptureFamily.BEING_HEARD,
    RuptureKind.INTERRUPTED: RuptureFamily.BEING_HEARD,
    RuptureKind.IGNORED: RuptureFamily.BEING_HEARD,
    RuptureKind.MISSED_BID: RuptureFamily.REACHING_OUT,
    RuptureKind.WENT_QUIET: RuptureFamily.REACHING_OUT,
    RuptureKind.SHARP_TONE: RuptureFamily.TONE_BETWEEN_US,
    RuptureKind.SARCASM: RuptureFamily.TONE_BETWEEN_US,
    RuptureKind.CRITICISM: RuptureFamily.TONE_BETWEEN_US,
    RuptureKind.COMPARED: RuptureFamily.TONE_BETWEEN_US,
    RuptureKind.FORGOTTEN: RuptureFamily.RELYING_ON_EACH_OTHER,
    RuptureKind.BROKEN_PROMISE: RuptureFamily.RELYING_ON_EACH_OTHER,
    RuptureKind.OTHER: RuptureFamily.SOMETHING_ELSE,
}


class RuptureResponse(StrEnum):
    """What the hurt person did in the moment."""

    SAID_NOTHING = "said_nothing"
    SAID_SOMETHING = "said_something"
    SNAPPED_BACK = "snapped_back"
    LEFT = "left"


class Feeling(StrEnum):
    """Feelings proper; none of them says what the other did."""

    HURT = "hurt"
    SAD = "sad"
    LONELY = "lonely"
    ANGRY = "angry"
    IRRITATED = "irritated"
    FRUSTRATED = "frustrated"
    DISAPPOINTED = "disappointed"
    ANXIOUS = "anxious"
    AFRAID = "afraid"
    ASHAMED = "ashamed"
    GUILTY = "guilty"
    EMBARRASSED = "embarrassed"
    OVERWHELMED = "overwhelmed"
    CONFUSED = "confused"
    NUMB = "numb"
    TIRED = "tired"
    TENDER = "tender"
    HOPEFUL = "hopeful"


class Need(StrEnum):
    """What was longed for."""

    TO_BE_HEARD = "to_be_heard"
    TO_MATTER = "to_matter"
    RESPECT = "respect"
    CLOSENESS = "closeness"
    REASSURANCE = "reassurance"
    TO_RELY_ON_YOU = "to_rely_on_you"
    SPACE = "space"
    FAIRNESS = "fairness"
    OTHER = "other"


class Approach(StrEnum):
    """A way to repair."""

    ASK = "ask"
    LISTEN = "listen"
    ACKNOWLEDGE = "acknowledge"
    OWN = "own"
    APOLOGISE = "apologise"
    REASSURE = "reassure"
    AMEND = "amend"
    APPRECIATE = "appreciate"


class VerdictWord(StrEnum):
    """How a repair landed, in the hurt person's judgement."""

    LANDED = "landed"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class FeltUnderstood(StrEnum):
    """Asked apart from the verdict."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
