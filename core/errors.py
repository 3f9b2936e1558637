"""The kinds of refusal the app knows.

Rules raise a subclass of one of these kinds, defined beside the rule it guards.
Only ``api/errors.py`` knows which HTTP status a kind becomes.
"""

from typing import Any


class Refusal(Exception):
    """A request the app understood and turned down.

    The class docstring is the sentence a person reads; ``code`` is what the mobile
    app switches on, so it never changes once released. Keyword arguments become members
    of the problem document; ``retry_after`` (seconds) becomes a header.
    """

    code = "refused"

    def __init__(self, **details: Any) -> None:
        super().__init__(self.message())
        self.details = details

    @classmethod
    def message(cls) -> str:
        """The first sentence of the docstring."""
        return (cls.__doc__ or "").strip().splitlines()[0]


class Unauthenticated(Refusal):
    """Sign in to continue."""

    code = "unauthenticated"


class Forbidden(Refusal):
    """Something of yours is missing before you may do that."""

    code = "forbidden"


class NotFound(Refusal):
    """There is nothing here that you may see."""

    code = "not_found"


class Gone(Refusal):
    """This was here once and cannot be had any more."""

    code = "gone"


class Conflict(Refusal):
    """Someone or something got there first."""

    code = "conflict"


class Stale(Refusal):
    """It has changed since you read it; read it again and repeat the change."""

    code = "stale"


class PreconditionRequired(Refusal):
    """Send the ETag you last saw as If-Match, so that no other change is lost."""

    code = "precondition_required"


class Invalid(Refusal):
    """The values do not fit together.

    Details: ``pointer`` names the field, as in ``#/until``.
    """

    code = "invalid"


class TooMany(Refusal):
    """Slow down and try again later."""

    code = "too_many"


class Unavailable(Refusal):
    """Mend cannot do this right now; try again shortly."""

    code = "unavailable"
