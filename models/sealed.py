"""One sealed JSON a row, and descriptors that read and write its fields.

``Sealed`` makes a field of that JSON look like a column. It is opened on first use, sealed
at flush, bound to the table's frozen label, the row id, the owner's id and the key id.
"""

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar, cast, overload

from sqlalchemy import LargeBinary, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column, object_session
from sqlalchemy.orm.attributes import flag_modified

from core.db import keyring_of

T = TypeVar("T")


class SealedRow:
    """A row whose words are sealed under the key of ``sealed_for()``."""

    sealed_label: ClassVar[str]  # frozen: changing it makes every stored row unreadable
    sealed: Mapped[bytes] = mapped_column(LargeBinary, sort_order=99)

    def sealed_for(self) -> uuid.UUID:
        """Whose key seals this row."""
        return cast(uuid.UUID, self.owner_id)  # type: ignore[attr-defined]

    def opened(self) -> dict[str, Any]:
        """The plain JSON. Opened again when the row was loaded again."""
        blob, plain = self.__dict__.get("_opened", (None, {}))
        if blob is not self.sealed:
            session = object_session(self)
            if session is None:
                raise RuntimeError("a sealed row is opened within its session")
            plain = json.loads(keyring_of(session).unseal(self.sealed, self._bound()))
            self.__dict__["_opened"] = (self.sealed, plain)
        elif "_opened" not in self.__dict__:
            self.__dict__["_opened"] = (None, plain)
        return cast(dict[str, Any], plain)

    def put(self, name: str, value: Any) -> None:
        """Set one field; a value that is already there changes nothing."""
        plain = self.opened()
        if plain.get(name) == value:
            return
        plain[name] = value
        self.__dict__["_unsealed"] = True
        if inspect(self).persistent:
            flag_modified(self, "sealed")

    def reseal(self) -> None:
        """Bring the stored bytes up to date. Called at flush."""
        if self.sealed is not None and not self.__dict__.pop("_unsealed", False):
            return
        session = object_session(self)
        assert session is not None
        plain = {name: value for name, value in self.opened().items() if value is not None}
        text = json.dumps(plain, separators=(",", ":"), sort_keys=True).encode()
        self.sealed = keyring_of(session).seal(self.sealed_for(), text, self._bound())
        self.__dict__["_opened"] = (self.sealed, plain)

    def _bound(self) -> bytes:
        row_id = cast(uuid.UUID, self.id)  # type: ignore[attr-defined]
        return self.sealed_label.encode() + row_id.bytes + self.sealed_for().bytes


class Sealed(Generic[T]):
    """A field of a row's sealed JSON; ``load`` and ``dump`` turn it from and to JSON."""

    def __init__(
        self,
        load: Callable[[Any], T] | None = None,
        dump: Callable[[T], Any] = lambda value: value,
    ) -> None:
        self.load = load or (lambda value: cast(T, value))
        self.dump = dump

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed[T]": ...
    @overload
    def __get__(self, row: SealedRow, owner: type) -> T: ...
    def __get__(self, row: SealedRow | None, owner: type) -> Any:
        if row is None:
            return self
        value = row.opened().get(self.name)
        return None if value is None else self.load(value)

    def __set__(self, row: SealedRow, value: T) -> None:
        row.put(self.name, None if value is None else self.dump(value))


class SealedTime(Sealed[datetime | None]):
    """A moment inside the sealed JSON, as ISO 8601 in UTC."""

    def __init__(self) -> None:
        super().__init__(datetime.fromisoformat, lambda moment: cast(datetime, moment).isoformat())


@event.listens_for(SealedRow, "before_insert", propagate=True)
@event.listens_for(SealedRow, "before_update", propagate=True)
def _seal(_mapper: Mapper[Any], _connection: Any, row: SealedRow) -> None:
    row.reseal()
