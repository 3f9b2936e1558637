"""Reading what a client sends, strictly. Runs after the token was checked.

The default stack answers 500 to 11 of 66 hostile requests; this reader refuses them first.
"""

import json
import re
from typing import Any, NoReturn

from flask import Request
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from api.errors import Malformed

LONGEST = 256 * 1024  # bytes; the longest legal body, all of it escaped, is half of that
DEEPEST = 32
LARGEST = 2**53
LONGEST_NUMBER = 20  # characters; enough for +-2^53, and no 5,000-digit integer is parsed
# The closing quote is optional, or 64 KB of an open string would take seconds to give up on.
STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
UNSTORABLE = "A text has a character that cannot be stored."
SURROGATE = re.compile("[\ud800-\udfff]")


class StrictParser(FlaskParser):
    """webargs, reading JSON by our rules and refusing repeated and unknown parameters."""

    # None: as the schema says, and ours refuse.
    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": None}

    def load_json(self, req: Request, schema: Any) -> Any:
        return read_json(req)

    def load_querystring(self, req: Request, schema: Any) -> Any:
        for name, values in req.args.lists():
            if len(values) > 1:
                raise Malformed(name, "Give this parameter once.")
            if not _storable(name + values[0]):
                raise Malformed("query", UNSTORABLE)
        return MultiDictProxy(req.args, schema)


def read_json(req: Request) -> Any:
    """The body as JSON; an empty one is an empty object.

    Raises:
        UnsupportedMediaType, RequestEntityTooLarge, Malformed: as each says.
    """
    if req.content_length is not None and req.content_length > LONGEST:
        raise RequestEntityTooLarge
    raw = req.get_data(cache=True)
    if len(raw) > LONGEST:
        raise RequestEntityTooLarge
    if not raw:
        return {}
    charset = req.mimetype_params.get("charset", "utf-8").lower()
    encoded = req.headers.get("Content-Encoding", "identity").lower()
    if req.mimetype != "application/json" or charset != "utf-8" or encoded != "identity":
        raise UnsupportedMediaType
    return parse(raw)


def parse(raw: bytes) -> Any:
    """JSON without what other readers take differently from us.

    Raises:
        Malformed: not UTF-8, not JSON, too deep, a number or text out of range, a key twice.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("The body is not UTF-8.")
    if _depth(text) > DEEPEST:
        _refuse(f"The body is nested deeper than {DEEPEST}.")
    try:
        return _check_text(
            json.loads(
                text,
                parse_int=_integer,
                parse_float=_number,
                parse_constant=lambda name: _refuse(f"{name} is not JSON."),
                object_pairs_hook=_object,
            )
        )
    except (json.JSONDecodeError, RecursionError):
        _refuse("The body is not JSON.")


def _depth(text: str) -> int:
    """How deep arrays and objects are nested, found without nesting ourselves."""
    outside = STRING.sub("", text)
    depth = deepest = 0
    for character in outside:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _integer(written: str) -> int:
    if len(written) > LONGEST_NUMBER or abs(number := int(written)) > LARGEST:
        _refuse("A number is out of range.")
    return number


def _number(written: str) -> float:
    number = float(written) if len(written) <= 400 else float("inf")
    if abs(number) > LARGEST:
        _refuse("A number is out of range.")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        _refuse("A key is there twice.")
    return made


def _storable(text: str) -> bool:
    return "\0" not in text and not SURROGATE.search(text)


def _check_text(value: Any) -> Any:
    if isinstance(value, str):
        if not _storable(value):
            _refuse(UNSTORABLE)
    elif isinstance(value, list):
        for one in value:
            _check_text(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            _check_text(key)
            _check_text(one)
    return value


def _refuse(why: str) -> NoReturn:
    raise Malformed("#", why)
