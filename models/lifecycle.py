"""State machines as tables: which verb leads from which states to which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from core.errors import Conflict

S = TypeVar("S", bound=StrEnum)


class WrongState(Conflict):
    """This is not possible in its present state."""

    code = "wrong_state"


class Lifecycle(Generic[S]):
    """The allowed moves of one kind of thing, by verb.

    >>> class Door(StrEnum):
    ...     OPEN = "open"
    ...     SHUT = "shut"
    >>> Lifecycle({"close": ({Door.OPEN}, Door.SHUT)}).after("close", Door.OPEN)
    <Door.SHUT: 'shut'>
    """

    def __init__(self, moves: Mapping[str, tuple[set[S], S]]) -> None:
        self.moves = moves

    def after(self, verb: str, state: S) -> S:
        """The state that ``verb`` leads to from ``state``.

        Raises:
            WrongState: the verb cannot be done from here.
        """
        sources, target = self.moves[verb]
        if state not in sources:
            raise WrongState
        return target

    def allows(self, verb: str, state: S) -> bool:
        """Whether the verb can be done from here."""
        return state in self.moves[verb][0]
