"""Sessions: signing in, staying signed in, seeing every device, signing out."""

import threading
import time
import uuid
from datetime import timedelta

import pytest

from core import clock, passwords
from tests.cast import PASSWORD, VERSION, Phone, outcome

WRONG = (401, "wrong_credentials")
ENDED = (401, "session_ended")
FULL = (429, "too_many_guesses")


def sign_in(anyone, email="ana@example.com", password=PASSWORD, **more):
    return anyone.post("/sessions", {"email": email, "password": password} | more)


def guess(anyone, times=10, **more):
    for _ in range(times):
        assert outcome(sign_in(anyone, password="not-her-password", **more)) == WRONG


def refresh(anyone, tokens):
    body = {"refresh_token": tokens["refresh_token"], "refresh_nonce": "nonce-one"}
    return anyone.post("/sessions/refresh", body)


def wait(**span):
    clock.move(timedelta(**span), host="127.0.0.1")


def test_signing_in_opens_a_session(app, anyone, ana):
    answer = sign_in(anyone, "ANA@example.com", device_name="Tablet")

    assert answer.status_code == 201
    assert Phone(app, None, answer.json).seen("/me")["id"] == str(ana.id)
    devices = ana.seen("/sessions")["items"]
    assert {(one["device_name"], one["current"]) for one in devices} == {
        ("Tablet", False),
        (None, True),
    }


def test_whatever_is_wrong_the_answer_is_the_same(anyone, ana):
    wrong = sign_in(anyone, password="not-her-password").json
    unknown = sign_in(anyone, "nobody@example.com").json

    assert wrong.pop("request_id") != unknown.pop("request_id")
    assert wrong == unknown


def test_ten_wrong_guesses_close_the_door_for_a_while(anyone, ana):
    guess(anyone)

    refused = sign_in(anyone)
    assert outcome(refused) == FULL
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    wait(minutes=15, seconds=1)
    assert sign_in(anyone).status_code == 201


def test_an_unknown_address_is_throttled_alike(anyone):
    for _ in range(10):
        assert outcome(sign_in(anyone, "nobody@example.com")) == WRONG

    assert outcome(sign_in(anyone, "nobody@example.com")) == FULL


def test_somebody_elses_guessing_never_locks_a_known_device_out(anyone, ana):
    guess(anyone)

    mine = sign_in(anyone, device_token=ana.tokens["device_token"])

    assert mine.status_code == 201
    assert mine.json["device_token"] == ana.tokens["device_token"]


def test_a_known_device_has_its_own_throttle(anyone, ana):
    guess(anyone, device_token=ana.tokens["device_token"])

    assert outcome(sign_in(anyone, device_token=ana.tokens["device_token"])) == FULL
    assert sign_in(anyone).status_code == 201


def test_the_partners_device_is_no_known_device(anyone, ana, ben):
    guess(anyone, device_token=ben.tokens["device_token"])

    assert outcome(sign_in(anyone)) == FULL
    assert outcome(sign_in(anyone, device_token="made up \u202e")) == FULL


def test_the_right_password_clears_the_count(anyone, ana):
    guess(anyone, times=9)
    assert sign_in(anyone).status_code == 201

    guess(anyone, times=9)
    assert sign_in(anyone).status_code == 201


def test_last_used_moves_with_the_refresh_alone(app, anyone, ana):
    [before] = ana.seen("/sessions")["items"]
    wait(seconds=5)
    assert ana.seen("/sessions")["items"] == [before]

    ana.tokens = refresh(anyone, ana.tokens).json

    [after] = ana.seen("/sessions")["items"]
    assert after["last_used_at"] > before["last_used_at"]


def test_signing_out_works_on_the_very_next_request(anyone, ana):
    assert ana.delete("/sessions/current").status_code == 204

    assert outcome(ana.get("/me")) == (401, "unauthenticated")
    assert outcome(refresh(anyone, ana.tokens)) == ENDED


def test_one_device_is_signed_out_from_another(app, anyone, ana):
    tablet = Phone(app, None, sign_in(anyone).json)

    assert ana.delete(f"/sessions/{tablet.tokens['session_id']}").status_code == 204

    assert tablet.get("/me").status_code == 401
    assert [one["current"] for one in ana.seen("/sessions")["items"]] == [True]


def test_signing_out_everywhere_means_here_too(app, anyone, ana, ben):
    tablet = Phone(app, None, sign_in(anyone).json)

    assert ana.delete("/sessions").status_code == 204

    assert ana.get("/me").status_code == tablet.get("/me").status_code == 401
    assert ben.get("/me").status_code == 200


def test_nobody_else_finds_a_session(ana, ben, cleo):
    path = f"/sessions/{ana.tokens['session_id']}"

    for phone in (ben, cleo):
        missing = phone.delete(f"/sessions/{uuid.uuid4()}", X_Request_Id="one")
        assert phone.delete(path, X_Request_Id="one").data == missing.data
        assert outcome(missing) == (404, "not_found")
        assert len(phone.seen("/sessions")["items"]) == 1
    assert ana.get("/me").status_code == 200


def test_a_session_ends_once(app, anyone, ana):
    tablet = Phone(app, None, sign_in(anyone).json)
    path = f"/sessions/{tablet.tokens['session_id']}"
    ana.delete(path)

    assert outcome(ana.delete(path)) == (404, "not_found")


def test_stepping_up_opens_what_asks_for_it_for_five_minutes(ana):
    assert outcome(ana.delete("/me")) == (403, "step_up_required")
    assert ana.post("/sessions/current/step-up", {"password": PASSWORD}).status_code == 204

    wait(minutes=5)
    assert outcome(ana.delete("/me")) == (403, "step_up_required")
    ana.post("/sessions/current/step-up", {"password": PASSWORD})
    assert ana.delete("/me").status_code == 202


def test_stepping_up_is_for_this_session_alone(app, anyone, ana):
    tablet = Phone(app, None, sign_in(anyone).json)
    ana.post("/sessions/current/step-up", {"password": PASSWORD})

    assert outcome(tablet.delete("/me")) == (403, "step_up_required")


def test_a_step_up_is_guessed_ten_times(ana):
    for _ in range(10):
        assert outcome(ana.post("/sessions/current/step-up", {"password": "a guess"})) == WRONG

    assert outcome(ana.post("/sessions/current/step-up", {"password": PASSWORD})) == FULL


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("", {"email": "x"}, "#/email"),
        ("", {"email": "a@example.com", "password": 5}, "#/password"),
        ("", {"email": "a@example.com", "password": "x", "admin": True}, "#/admin"),
        ("/refresh", {"refresh_token": "x"}, "#/refresh_nonce"),
        ("/refresh", {"refresh_token": "x", "refresh_nonce": "short"}, "#/refresh_nonce"),
        ("/current/step-up", {}, "#/password"),
    ],
)
def test_a_bad_body_names_the_field(ana, path, body, pointer):
    answer = ana.post("/sessions" + path, body)

    assert outcome(answer) == (422, "invalid")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


SLOW = {
    "/accounts": {"display_name": "Fay", "consent_version": VERSION, "adult": True},
    "/sessions": {},
    "/password-resets/confirm": {"code": "ZZZZ-ZZZZ"},
    "/sessions/current/step-up": None,
}


@pytest.mark.parametrize("path", SLOW)
def test_no_transaction_is_open_while_a_password_is_hashed(database, ana, path):
    credentials = {"email": ana.email, "password": PASSWORD}
    body = {"password": PASSWORD} if SLOW[path] is None else SLOW[path] | credentials
    request = threading.Thread(target=ana.post, args=(path, body))

    with passwords._TURNS, passwords._TURNS:  # both turns are taken: it waits where it hashes
        request.start()
        while request.is_alive() and not passwords._TURNS._cond._waiters:
            time.sleep(0.01)
        waits, open_now = request.is_alive(), database.engine.pool.checkedout()
    request.join()

    assert (waits, open_now) == (True, 0)
