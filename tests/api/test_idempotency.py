"""One key, one effect: a POST sent again is done once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cast import Phone, a_prompt, a_repair, a_rupture, ahead, answered, fresh, judged, outcome

LOG = {"kind": "forgotten", "note": "Again."}


def twin(phone):
    """Another phone of the same person, in the same session."""
    return Phone(phone.app, phone.user, phone.tokens)


def count(phone, path="/ruptures"):
    return len(phone.seen(path)["items"])


def test_the_same_key_makes_one_thing_and_answers_alike(ana):
    first = ana.post("/ruptures", LOG, Idempotency_Key="k1")
    again = ana.post("/ruptures", LOG, Idempotency_Key="k1")

    assert again.status_code == first.status_code == 201
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert count(ana) == 1


def test_without_a_key_a_thing_is_made_each_time(ana):
    ana.made("/ruptures", LOG)
    ana.made("/ruptures", LOG)

    assert count(ana) == 2


def test_the_order_of_the_keys_in_a_body_does_not_matter(ana):
    first = ana.post("/ruptures", LOG, Idempotency_Key="k1")
    again = ana.post("/ruptures", dict(reversed(LOG.items())), Idempotency_Key="k1")

    assert again.json == first.json


def test_a_replay_renders_todays_view(ana):
    first = ana.made("/ruptures", LOG, Idempotency_Key="k1")
    ana.patch(f"/ruptures/{first['id']}", {"clear": ["note"]})

    again = ana.post("/ruptures", LOG, Idempotency_Key="k1")

    assert again.status_code == 201
    assert again.json == ana.seen(f"/ruptures/{first['id']}")
    assert again.json["note"] is None


def test_a_replay_of_what_was_deleted_is_not_found(ana):
    first = ana.made("/ruptures", LOG, Idempotency_Key="k1")
    ana.delete(f"/ruptures/{first['id']}")

    answer = ana.post("/ruptures", LOG, Idempotency_Key="k1")

    assert outcome(answer) == (404, "not_found")
    assert count(ana) == 0


@pytest.mark.parametrize("body", [LOG | {"note": "Once."}, {"kind": "forgotten"}])
def test_the_same_key_with_another_body_is_refused(ana, body):
    ana.made("/ruptures", LOG, Idempotency_Key="k1")

    answer = ana.post("/ruptures", body, Idempotency_Key="k1")

    assert outcome(answer) == (422, "idempotency_key_reused")
    assert count(ana) == 1


def test_the_same_key_on_another_path_is_refused(ana):
    one, other = a_rupture(ana), a_rupture(ana)
    ana.made(f"/ruptures/{one['id']}/let-go", {}, Idempotency_Key="k1")

    answer = ana.post(f"/ruptures/{other['id']}/let-go", {}, Idempotency_Key="k1")

    assert outcome(answer) == (422, "idempotency_key_reused")
    assert ana.seen(f"/ruptures/{other['id']}")["status"] == "open"


def test_a_key_belongs_to_its_person(ana, ben):
    ana.made("/ruptures", LOG, Idempotency_Key="k1")

    answer = ben.post("/ruptures", LOG | {"note": "Mine."}, Idempotency_Key="k1")

    assert answer.status_code == 201
    assert (count(ana), count(ben)) == (1, 1)


@pytest.mark.parametrize("bad", [{"kind": "betrayal"}, {"kind": "other", "impact": 9}])
def test_a_refused_act_keeps_no_key(ana, bad):
    assert ana.post("/ruptures", bad, Idempotency_Key="k1").status_code == 422

    assert ana.post("/ruptures", LOG, Idempotency_Key="k1").status_code == 201


def test_an_act_in_the_wrong_state_keeps_no_key(ana):
    path = f"/ruptures/{a_rupture(ana)['id']}/reopen"
    assert outcome(ana.post(path, Idempotency_Key="k1")) == (409, "wrong_state")

    ana.made(path.replace("reopen", "let-go"), {})

    assert ana.post(path, Idempotency_Key="k1").status_code == 200


def test_an_act_is_done_once_though_it_could_be_done_again(ana):
    path = f"/ruptures/{a_rupture(ana)['id']}"
    ana.made(path + "/let-go", {}, Idempotency_Key="k1")
    ana.made(path + "/reopen", Idempotency_Key="k2")

    again = ana.post(path + "/let-go", {}, Idempotency_Key="k1")

    assert again.status_code == 200
    assert again.json["rupture"] == ana.seen(path)
    assert again.json["rupture"]["status"] == "open"


def test_a_204_is_replayed_as_one(ana, ben):
    first = ana.post("/couple/end", {}, Idempotency_Key="k1")
    again = ana.post("/couple/end", {}, Idempotency_Key="k1")

    assert (first.status_code, first.data) == (again.status_code, again.data) == (204, b"")


def test_every_post_of_the_loop_honours_it(ana, ben, later):
    rupture, prompt, repair = answered(ana, ben, later)
    asked = a_repair(ben, later, approaches=["ask"])
    judged(ana, repair, "landed")
    path = f"/ruptures/{rupture['id']}"
    calls = [
        (ana, path + "/follow-up", {"held": False}),
        (ana, path + "/in-person", {"verdict": "partly"}),
        (ana, path + "/set-aside", {"until": ahead(days=1)}),
        (ana, "/repair-prompts", {"rupture_id": a_rupture(ana)["id"], "disclosure": "signal"}),
        (ben, "/repairs", {"approaches": ["own"], "repair_prompt_id": prompt["id"]}),
        (ben, "/pauses", {"return_at": ahead(hours=1)}),
        (ana, f"/inbox/repairs/{asked['id']}/answer", {"answer": "later"}),
        (ana, "/moments", {"kind": "good"}),
        (ana, path + "/not-for-repair", {"reason": "other"}),
    ]

    for number, (phone, where, body) in enumerate(calls):
        first = phone.post(where, body, Idempotency_Key=f"k{number}")
        assert first.status_code in (200, 201), (where, first.text)
        again = phone.post(where, body, Idempotency_Key=f"k{number}")
        assert (again.status_code, again.data) == (first.status_code, first.data), where


def test_a_replay_after_the_end_shows_nothing_of_the_other(ana, ben, later):
    asked = a_repair(ben, later, approaches=["ask"])
    path = f"/inbox/repairs/{asked['id']}/answer"
    ana.made(path, {"answer": "no"}, Idempotency_Key="k1")

    ben.post("/couple/end", {})

    answer = ana.post(path, {"answer": "no"}, Idempotency_Key="k1")
    assert outcome(answer) == (404, "not_found")


def test_a_key_holds_across_sessions_and_days(ana, later):
    first = ana.made("/ruptures", LOG, Idempotency_Key="k1")

    later(days=29)

    assert fresh(ana).made("/ruptures", LOG, Idempotency_Key="k1") == first


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 101, "tab\tbed", "caf\xe9"])
def test_an_invalid_key_is_refused(ana, key):
    answer = ana.post("/ruptures", LOG, Idempotency_Key=key)

    assert outcome(answer) == (400, "malformed")
    assert answer.json["errors"][0]["pointer"] == "Idempotency-Key"
    assert count(ana) == 0


@pytest.mark.parametrize("raw", [b"{", b"\xff", b"[" * 60_000, b"9" * 5000])
def test_a_body_that_an_act_does_not_read_breaks_nothing(ana, raw):
    path = f"/v1/ruptures/{a_rupture(ana)['id']}/reopen"
    headers = {"Authorization": f"Bearer {ana.tokens['access_token']}", "Idempotency-Key": "k1"}

    answer = ana.client.post(path, data=raw, headers=headers, content_type="application/json")

    assert answer.status_code in (400, 409)


def test_eight_phones_with_one_key_make_one_thing(ana, ben, later):
    prompt = a_prompt(ana, later)
    body = {"approaches": ["own"], "repair_prompt_id": prompt["id"]}

    def send(_):
        return twin(ben).post("/repairs", body, Idempotency_Key="k1")

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(send, range(8)))

    made = {answer.json["id"] for answer in answers if answer.status_code == 201}
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert all(a.json["code"] == "idempotency_in_progress" for a in answers if a.status_code > 201)
    assert len(made) == 1
    assert count(ben, "/repairs") == 1


def test_eight_phones_with_one_key_log_once(ana):
    def log(_):
        return twin(ana).post("/ruptures", LOG, Idempotency_Key="k1").status_code

    with ThreadPoolExecutor(8) as crowd:
        codes = list(crowd.map(log, range(8)))

    assert 201 in codes
    assert set(codes) <= {201, 409}
    assert count(ana) == 1
