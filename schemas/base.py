"""What every schema shares: strict input, complete output, our own field types."""

import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import files
from typing import Any

import marshmallow as ma

from core import content

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
DIRECTIONS = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
# The names of the tzdata package: the same on every machine, without its own "localtime".
ZONES = frozenset((files("tzdata") / "zones").read_text().split())


class Incoming(ma.Schema):
    """What a client sends. Unknown fields are refused, so a typo is never silence."""

    class Meta:
        unknown = ma.RAISE

    @ma.pre_load
    def null_means_absent(self, data: Any, **_: Any) -> Any:
        """Kotlin and Dart send every absent field as null."""
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None}


class Outgoing(ma.Schema):
    """What we answer. Every key is always there; a client must accept new ones."""

    class Meta:
        unknown = ma.EXCLUDE

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field) -> None:
        field_obj.required = True


class Timestamp(ma.fields.AwareDateTime):
    """UTC, exactly milliseconds, ``Z``. Read from 1970 to 2100, with any offset."""

    default_error_messages = {"range": "Give a time between 1970 and 2100."}

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        utc = moment.astimezone(UTC)
        return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        moment = super()._deserialize(value, attr, data, **kwargs)
        try:
            utc = moment.astimezone(UTC)
        except OverflowError as error:
            raise self.make_error("range") from error
        if not EARLIEST <= utc < LATEST:
            raise self.make_error("range")
        return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


class Day(ma.fields.Date):
    """A calendar day as ``2026-11-23``, from 1970 to 2100."""

    default_error_messages = {"range": "Give a day between 1970 and 2100."}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        day = super()._deserialize(value, attr, data, **kwargs)
        if not EARLIEST.date() <= day < LATEST.date():
            raise self.make_error("range")
        return day


class Whole(ma.fields.Integer):
    """A JSON integer: 1.0, "1" and true are not 1."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


class Flag(ma.fields.Boolean):
    """true or false, and nothing that resembles them."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise self.make_error("invalid", input=value)
        return value


class QueryInteger(ma.fields.Integer):
    """An integer in a query string: plain ASCII digits."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not (isinstance(value, str) and value.isascii() and value.isdigit()) or len(value) > 9:
            raise self.make_error("invalid", input=value)
        return int(value)


class Word(ma.fields.Enum):
    """One of the words of an enum; a copy that crossed holds plain strings."""

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)


def words(enum: type[StrEnum], **kwargs: Any) -> Word:
    """One of the words of an enum, as its value."""
    return Word(enum, by_value=True, **kwargs)


def text(longest: int, shortest: int = 1, **kwargs: Any) -> ma.fields.String:
    """Text of a person's, in characters."""
    return ma.fields.String(validate=ma.validate.Length(shortest, longest), **kwargs)


def plain(text: str) -> None:
    """Raises:
    ValidationError: control or direction characters, which make two names look the same.
    """
    if any(unicodedata.category(one) == "Cc" or one in DIRECTIONS for one in text):
        raise ma.ValidationError("Leave control characters out.")


def email(**kwargs: Any) -> ma.fields.Email:
    """A mail address."""
    return ma.fields.Email(
        validate=[ma.validate.Length(3, 254), plain],
        metadata={"example": "ana@example.com"},
        **kwargs,
    )


def client_ref() -> ma.fields.UUID:
    """The phone's own id for what it makes."""
    return ma.fields.UUID(
        metadata={
            "description": "Your own id for this, unique per person and noun; comes back unchanged",
            "example": "0b5f4a52-6ad5-4a64-9b50-6a5d6a2f9d10",
        }
    )


def described(field: Any, description: str, example: Any = None) -> Any:
    """The field with its line in the specification."""
    field.metadata["description"] = description
    if example is not None:
        field.metadata["example"] = example
    return field


def each_once(given: list[Any]) -> None:
    """Raises:
    ValidationError: something is there twice.
    """
    if len(set(given)) < len(given):
        raise ma.ValidationError("Name each once.")


def known_zone(name: str) -> None:
    """Raises:
    ValidationError: not a zone of the IANA database.
    """
    if name not in ZONES:
        raise ma.ValidationError("Give a zone of the IANA database, such as Europe/Berlin.")


def known_locale(tag: str) -> None:
    """Raises:
    ValidationError: not a language tag.
    """
    if len(tag) > 35 or not content.is_locale(tag):
        raise ma.ValidationError("Give a language tag, such as en or de-AT.")


def clearing(*names: str) -> ma.fields.List:
    """``clear``: the fields to empty, since null means absent."""
    return ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(names)),
        validate=[ma.validate.Length(max=len(names)), each_once],
        metadata={"description": "Fields to empty; a null means absent", "example": [names[0]]},
    )


class PageQuery(Incoming):
    """How a list is paged."""

    limit = QueryInteger(
        load_default=20,
        validate=ma.validate.Range(1, 100),
        metadata={"description": "How many at the most", "example": 20},
    )
    cursor = ma.fields.String(
        validate=ma.validate.Length(1, 500),
        metadata={"description": "`next_cursor` of the page before"},
    )


class FieldErrorSchema(Outgoing):
    """One thing wrong with one field."""

    pointer = described(
        ma.fields.String(), "Where: a JSON pointer into the body, or the parameter's name", "#/kind"
    )
    detail = described(ma.fields.String(), "What is wrong with it", "Not a valid choice.")


class ProblemSchema(ma.Schema):
    """How every refusal looks.

    Source: RFC 9457, https://www.rfc-editor.org/rfc/rfc9457
    """

    class Meta:
        unknown = ma.EXCLUDE

    type = described(
        ma.fields.String(required=True), "Stable URI of this kind of problem", "/problems/not_found"
    )
    title = described(
        ma.fields.String(required=True), "One sentence for a person", "There is nothing here."
    )
    status = described(ma.fields.Integer(required=True), "The HTTP status, again", 404)
    code = described(ma.fields.String(required=True), "What an app switches on", "not_found")
    request_id = described(ma.fields.String(), "To find this answer in the logs")
    errors = described(
        ma.fields.List(ma.fields.Nested(FieldErrorSchema)), "Which fields are wrong, if it is that"
    )
    existing_id = described(ma.fields.UUID(), "What is there already, where that is the reason")


def page_of(item: type[ma.Schema], name: str) -> type[ma.Schema]:
    """The schema of one page of a list."""
    fields = {
        "__doc__": f"One page; `next_cursor` is null on the last. Items: {item.__name__[:-6]}.",
        "items": ma.fields.List(ma.fields.Nested(item)),
        "next_cursor": ma.fields.String(
            allow_none=True, metadata={"description": "null on the last page"}
        ),
    }
    return type(f"{name}Schema", (Outgoing,), fields)
