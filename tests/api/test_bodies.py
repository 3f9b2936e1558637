"""The strict JSON reader: it answers or refuses, whatever comes, and never breaks."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.bodies import parse
from api.errors import Malformed

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.binary())
def test_bytes_are_read_or_refused(raw):
    with suppress(Malformed):
        parse(raw)


@given(values.filter(lambda value: "\\u0000" not in json.dumps(value)))
def test_what_json_writes_is_read_back(value):
    assert parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e400}',
        b'{"a": 9223372036854775808}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1e999999999}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b'{"a": "\xff"}',
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b"{",
        b"",
    ],
)
def test_what_others_read_differently_is_refused(raw):
    with pytest.raises(Malformed):
        parse(raw)


def test_a_bracket_in_a_text_is_no_nesting():
    assert parse(b'{"a": "' + b"[" * 100 + b'\\""}') == {"a": "[" * 100 + '"'}
