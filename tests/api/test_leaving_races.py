"""Leaving while one's own phones still write, on both databases: no crash, no deadlock."""

import threading

import pytest

from tests.cast import PASSWORD, Phone, a_person


@pytest.mark.parametrize("turn", range(3))
def test_deleting_an_account_does_not_trip_over_its_own_writes(app, turn):
    eve = a_person(app, "Eve")
    eve.post("/sessions/current/step-up", {"password": PASSWORD})
    start, seen = threading.Barrier(4), []

    def act(number: int) -> None:
        phone = Phone(app, eve.user, eve.tokens)
        start.wait(timeout=10)
        if number == 0:
            seen.append(phone.delete("/me").status_code)
        else:
            body = {"kind": "ignored"}
            answer = phone.post("/ruptures", body, Idempotency_Key=f"key-{number}")
            seen.append(answer.status_code)

    threads = [threading.Thread(target=act, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 202 in seen
    assert set(seen) <= {201, 202, 401, 409}
