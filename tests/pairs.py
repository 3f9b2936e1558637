"""People on their way to being a couple, and answers without what is random in them."""

import re
from typing import Any

from werkzeug.test import TestResponse

from tests.cast import VERSION, Phone

RANDOM = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
REQUEST = re.compile(rb'"request_id": ?"[^"]*"')


def an_invitation(phone: Phone) -> Any:
    """An invitation nobody has seen yet."""
    return phone.made("/invitations", {"consent_version": VERSION})


def claim(phone: Phone, code: str, **headers: str) -> TestResponse:
    """Say yes to a code."""
    return phone.post("/invitations/claim", {"code": code, "consent_version": VERSION}, **headers)


def a_claim(inviter: Phone, invited: Phone) -> Any:
    """An invitation that waits for the inviter to confirm."""
    invitation = an_invitation(inviter)
    answer = claim(invited, invitation["code"])
    assert answer.status_code == 200, answer.text
    return invitation


def confirm(phone: Phone, invitation: Any, **headers: str) -> TestResponse:
    """Say that it is really them."""
    return phone.post(f"/invitations/{invitation['id']}/confirm", **headers)


def paired(inviter: Phone, invited: Phone) -> Any:
    """Two people become a couple, with the ceremony."""
    answer = confirm(inviter, a_claim(inviter, invited))
    assert answer.status_code == 201, answer.text
    return answer.json


def pointers(answer: TestResponse) -> list[str]:
    """Which fields a 422 names."""
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json["errors"]]


def bare(answer: TestResponse) -> tuple[int, bytes, dict[str, str]]:
    """An answer without its request id and its ids: status, body, headers."""
    body = REQUEST.sub(b"", RANDOM.sub(b"<id>", answer.data))
    names = {"X-Request-Id", "Content-Length"}
    return answer.status_code, body, {k: v for k, v in answer.headers.items() if k not in names}
