"""What the strict reader refuses before any rule is asked."""

import gzip
import time

import pytest

from api.bodies import LONGEST
from tests.cast import a_rupture, outcome

JSON = {"Content-Type": "application/json"}
MALFORMED, TOO_LARGE = (400, "malformed"), (413, "too_large")
# An open operation, an act, a PUT and a PATCH.
OPERATIONS = [
    ("POST", "/accounts"),
    ("POST", "/ruptures"),
    ("PUT", "/me/quiet"),
    ("PATCH", "/me"),
]
UNREADABLE = {
    "not JSON": b"{",
    "two documents": b"{} {}",
    "a trailing comma": b'{"a": 1,}',
    "not UTF-8": b'{"kind": "\xff"}',
    "UTF-16": '{"kind": "ignored"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "NaN": b'{"impact": NaN}',
    "Infinity": b'{"impact": Infinity}',
    "-Infinity": b'{"impact": -Infinity}',
    "2^63": b'{"impact": 9223372036854775808}',
    "-2^63-1": b'{"impact": -9223372036854775809}',
    "2^53+1": b'{"impact": 9007199254740993}',
    "5,000 digits": b'{"impact": ' + b"9" * 5000 + b"}",
    "1e400": b'{"impact": 1e400}',
    "1e999999999": b'{"impact": 1e999999999}',
    "a key twice": b'{"kind": "ignored", "kind": "sarcasm"}',
    "a key twice, deep down": b'{"a": [{"b": 1, "b": 2}]}',
    "nested 33": b"[" * 33 + b"]" * 33,
    "nested 1,000": b"[" * 1000 + b"]" * 1000,
    "nested 30,000": b'{"a":' * 10_000,
    "a lone surrogate": rb'{"kind": "\ud800"}',
    "a lone surrogate as a key": rb'{"\udfff": 1}',
    "NUL": rb'{"kind": "\u0000"}',
    "NUL as a key": rb'{"a\u0000b": 1}',
}
ILL_FITTING = {
    "null": b"null",
    "an array": b"[]",
    "a text": b'"kind"',
    "a number": b"1",
    "true": b"true",
    "an unknown field": b'{"is_admin": true}',
    "an unknown field turned round": b'{"\\u202e": 1}',
    "nested 32": b"[" * 32 + b"]" * 32,
}


def send(phone, method, path, data, **headers):
    """A body as it is, byte for byte."""
    sent = JSON | {name.replace("_", "-"): value for name, value in headers.items()}
    if token := phone.tokens.get("access_token"):
        sent["Authorization"] = f"Bearer {token}"
    sent.setdefault("If-Match", '"a-version"')
    return phone.client.open("/v1" + path, method=method, data=data, headers=sent)


@pytest.mark.parametrize("body", UNREADABLE)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_cannot_be_read_is_refused(ana, method, path, body):
    answer = send(ana, method, path, UNREADABLE[body])

    assert outcome(answer) == MALFORMED
    assert answer.json["errors"][0]["pointer"] == "#"


@pytest.mark.parametrize("body", ILL_FITTING)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_what_does_not_fit_is_refused(ana, method, path, body):
    answer = send(ana, method, path, ILL_FITTING[body])

    assert outcome(answer) == (422, "invalid")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": "multipart/form-data; boundary=x"},
        {"Content_Type": "application/json; charset=utf-16"},
        {"Content_Type": "application/merge-patch+json"},
        {"Content_Type": ""},
        {"Content_Type": "\xe4"},
        {"Content_Encoding": "gzip"},
        {"Content_Encoding": "br"},
    ],
)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_another_kind_of_body_is_refused(ana, method, path, headers):
    data = gzip.compress(b"{}") if headers.get("Content_Encoding") else b"{}"

    answer = send(ana, method, path, data, **headers)

    assert outcome(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize("size", [LONGEST + 1, 10_000_000])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_large_body_is_refused(ana, method, path, size):
    data = b'{"kind": "' + b"x" * (size - 12) + b'"}'

    assert outcome(send(ana, method, path, data)) == TOO_LARGE


def test_an_open_string_of_64_kilobytes_is_refused_in_no_time(anyone):
    began = time.perf_counter()

    assert outcome(send(anyone, "POST", "/accounts", b'"' + rb"\"" * 32_000)) == MALFORMED

    assert time.perf_counter() - began < 1


def test_charset_and_case_of_the_content_type_do_not_matter(ana):
    answer = send(ana, "POST", "/ruptures", b'{"kind": "ignored"}',
                  Content_Type='Application/JSON; charset="UTF-8"')  # fmt: skip

    assert answer.status_code == 201


def test_a_null_means_absent_and_an_empty_body_an_empty_object(ana):
    assert ana.post("/ruptures", {"kind": "ignored", "impact": None}).status_code == 201
    assert send(ana, "PUT", "/me/quiet", b"").status_code == 200


@pytest.mark.parametrize("value", [True, 1.9, 1.0, -0.0, "1", [1], {}, 0, 6, 2**53])
def test_a_number_is_a_number(ana, value):
    answer = ana.post("/ruptures", {"kind": "ignored", "impact": value})

    assert outcome(answer) == (422, "invalid")
    assert {error["pointer"].split("/")[1] for error in answer.json["errors"]} == {"impact"}


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1969-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z", "2026-06-30T23:59:60Z", "2026-11-23T10:00:00", "2026-11-23",
        "2026-02-30T10:00:00Z", "10:00", 1764000000, True, "", "99999999999999999999",
        "2026-11-23T10:00:00+99:99", "\u0662\u0660\u0662\u0666-11-23T10:00:00Z",
    ],
)  # fmt: skip
def test_a_time_is_a_time_with_its_offset(ana, value):
    answer = ana.post("/ruptures", {"kind": "ignored", "occurred_at": value})

    assert outcome(answer) == (422, "invalid")
    assert [error["pointer"] for error in answer.json["errors"]] == ["#/occurred_at"]


def test_any_offset_is_shown_as_utc(ana):
    rupture = a_rupture(ana, occurred_at="2026-11-23T10:00:00.123987+23:59")

    assert rupture["occurred_at"] == "2026-11-22T10:01:00.123Z"


@pytest.mark.parametrize("text", ["\u202ecod\u202c", "\U0001f9e1", "e\u0301", "\ufeff", " ", "%00"])
def test_any_other_character_comes_back_as_it_was(ana, text):
    rupture = a_rupture(ana, note=text)

    assert ana.seen(f"/ruptures/{rupture['id']}")["note"] == text


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("limit=1&limit=2", 400, "limit"), ("limit=0", 422, "limit"), ("limit=101", 422, "limit"),
        ("limit=1.0", 422, "limit"), ("limit=%D9%A2", 422, "limit"), ("limit=1e3", 422, "limit"),
        ("limit=" + "9" * 5000, 422, "limit"), ("limit=-1", 422, "limit"), ("limit=", 422, "limit"),
        ("cursor=%00", 400, "query"), ("cursor=%ff", 422, "cursor"), ("cursor=", 422, "cursor"),
        ("cursor=AAAA", 422, "cursor"), ("cursor=" + "A" * 600, 422, "cursor"),
        ("status=nonsense", 422, "status"), ("from=yesterday", 422, "from"), ("x=1", 422, "x"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_named(ana, query, status, pointer):
    answer = ana.get(f"/ruptures?{query}")

    assert answer.status_code == status
    assert [error["pointer"] for error in answer.json["errors"]] == [pointer]


@pytest.mark.parametrize(
    "path",
    [
        "/ruptures/99999999999999999999", "/ruptures/%00", "/ruptures/%ff", "/ruptures/..%2f..",
        "/ruptures/%ed%a0%80", "/me/consents/%00", "/nowhere", "/ruptures/" + "9" * 5000,
    ],
)  # fmt: skip
def test_a_path_that_names_nothing_is_not_found(ana, path):
    assert outcome(ana.get(path)) in ((404, "not_found"), (405, "method_not_allowed"))


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "\xe4", "a b", "\x7f"])
def test_a_bad_idempotency_key_is_refused(ana, key):
    answer = ana.post("/ruptures", {"kind": "ignored"}, Idempotency_Key=key)

    assert outcome(answer) == MALFORMED
    assert answer.json["errors"][0]["pointer"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ("", 428, "precondition_required"),
        ("*", 412, "stale"),
        ("W/{tag}", 412, "stale"),
        ('"a-version"', 412, "stale"),
        ("{tag}, {tag}", 412, "stale"),
        ("\xe4", 412, "stale"),
        ("{tag}", 200, None),
    ],
)
def test_a_change_names_the_version_it_was_made_on(ana, given, status, code):
    tag = ana.get("/me").headers["ETag"]

    answer = ana.patch("/me", {"locale": "es"}, If_Match=given.replace("{tag}", tag))

    assert outcome(answer) == (status, code)
    assert (ana.seen("/me")["locale"] == "es") is (status == 200)


def test_a_version_is_good_for_one_change_and_one_viewer(ana, ben):
    tag = ana.get("/me").headers["ETag"]
    assert ana.patch("/me", {"locale": "es"}, If_Match=tag).status_code == 200

    assert outcome(ana.patch("/me", {"locale": "de"}, If_Match=tag)) == (412, "stale")
    assert outcome(ben.patch("/me", {"locale": "de"}, If_Match=tag)) == (412, "stale")
