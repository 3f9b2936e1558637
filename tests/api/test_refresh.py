"""Refreshing: lost answers, two requests at once, stolen tokens, and the end of a session."""

from datetime import timedelta

import pytest

from core import clock
from tests.cast import PASSWORD, Phone, outcome

NONCE, OTHER_NONCE = "nonce-one", "nonce-two"
ENDED = (401, "session_ended")


def refresh(anyone, tokens, nonce=NONCE):
    body = {"refresh_token": tokens["refresh_token"], "refresh_nonce": nonce}
    return anyone.post("/sessions/refresh", body)


def wait(**span):
    clock.move(timedelta(**span), host="127.0.0.1")


def last_subject(later):
    later()
    return [mail["Subject"] for mail in later.mails()][-1:]


def test_a_refresh_rotates_both_tokens(app, anyone, ana):
    new = refresh(anyone, ana.tokens)

    assert new.status_code == 200
    assert new.json["refresh_token"] != ana.tokens["refresh_token"]
    assert new.json["session_id"] == str(ana.tokens["session_id"])
    assert new.json["device_token"] == ana.tokens["device_token"]
    assert Phone(app, None, new.json).get("/me").status_code == 200


@pytest.mark.parametrize("span", [{"seconds": 0}, {"seconds": 11}, {"days": 59}])
def test_a_lost_answer_comes_again_with_the_same_nonce_at_any_time(anyone, ana, span):
    lost = refresh(anyone, ana.tokens).json["refresh_token"]

    wait(**span)

    assert refresh(anyone, ana.tokens).json["refresh_token"] == lost


def test_two_requests_at_once_get_one_token(anyone, ana):
    first = refresh(anyone, ana.tokens).json["refresh_token"]

    wait(seconds=9)

    assert refresh(anyone, ana.tokens, OTHER_NONCE).json["refresh_token"] == first


def test_another_nonce_after_ten_seconds_ends_the_session_and_tells_the_owner(anyone, ana, later):
    fresh = refresh(anyone, ana.tokens).json

    later(seconds=11)

    assert outcome(refresh(anyone, ana.tokens, OTHER_NONCE)) == ENDED
    assert ana.get("/me").status_code == 401
    assert outcome(refresh(anyone, fresh, OTHER_NONCE)) == ENDED
    assert last_subject(later) == ["Please sign in to Mend again"]


def test_a_token_older_than_the_parent_ends_the_session_at_once(anyone, ana, later):
    parent = refresh(anyone, ana.tokens).json
    fresh = refresh(anyone, parent, OTHER_NONCE).json

    assert outcome(refresh(anyone, ana.tokens)) == ENDED

    assert outcome(refresh(anyone, fresh, "nonce-three")) == ENDED
    assert last_subject(later) == ["Please sign in to Mend again"]


def test_a_reused_token_ends_no_other_session(app, anyone, ana):
    credentials = {"email": ana.email, "password": PASSWORD}
    tablet = Phone(app, None, anyone.made("/sessions", credentials))
    parent = refresh(anyone, ana.tokens).json
    refresh(anyone, parent, OTHER_NONCE)

    assert outcome(refresh(anyone, ana.tokens)) == ENDED

    assert tablet.get("/me").status_code == 200


def test_a_forged_refresh_token_ends_nothing(anyone, ana, later):
    real = ana.tokens["refresh_token"]
    forged = [real[:30] + "AAAA" + real[34:], "A" * len(real), "!", real + "AAAA", "\u202e"]

    for token in forged:
        assert outcome(refresh(anyone, {"refresh_token": token})) == ENDED

    assert ana.get("/me").status_code == 200
    assert last_subject(later) == []


def test_a_session_unused_for_sixty_days_is_over(anyone, ana):
    wait(days=60)

    assert outcome(refresh(anyone, ana.tokens)) == ENDED


def test_any_session_is_over_after_half_a_year(anyone, ana):
    tokens = ana.tokens
    for turn in range(3):
        wait(days=59)
        tokens = refresh(anyone, tokens, f"nonce-of-{turn}").json

    wait(days=3)

    assert outcome(refresh(anyone, tokens, "the-last-nonce")) == ENDED
