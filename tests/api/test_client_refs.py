"""client_ref: the phone's own id for what it makes, unique per author and noun."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from core import clock
from tests.cast import Phone, a_repair, a_rupture, ahead, outcome

NOUNS = ("ruptures", "repair-prompts", "repairs", "pauses", "moments", "check-ins")
NOUN = pytest.mark.parametrize("noun", NOUNS)


def body(phone, noun):
    """The least that makes one of a noun."""
    match noun:
        case "ruptures":
            return {"kind": "other"}
        case "repair-prompts":
            return {"rupture_id": a_rupture(phone)["id"], "disclosure": "signal"}
        case "repairs":
            return {"approaches": ["own"]}
        case "pauses":
            return {"return_at": ahead(hours=1)}
        case "moments":
            return {"kind": "good", "shared": True}
    today = clock.now().date().isoformat()
    answers = [{"item": "kept_to_myself", "value": 4}]
    return {"instrument": "felt-safety-daily", "local_date": today, "answers": answers}


def made(phone, noun, ref):
    return phone.made(f"/{noun}", body(phone, noun) | {"client_ref": ref})


@NOUN
def test_it_comes_back_unchanged_to_its_author(ana, ben, noun):
    ref = str(uuid.uuid4())

    thing = made(ana, noun, ref)

    assert thing["client_ref"] == ref
    assert ana.seen(f"/{noun}")["items"][0]["client_ref"] == ref


@NOUN
def test_a_used_one_is_refused_and_names_what_is_there(ana, ben, noun):
    ref = str(uuid.uuid4())
    thing = made(ana, noun, ref)

    answer = ana.post(f"/{noun}", body(ana, noun) | {"client_ref": ref})

    assert outcome(answer) == (409, "client_ref_taken")
    assert answer.json["existing_id"] == thing["id"]
    assert len(ana.seen(f"/{noun}")["items"]) == 1


def test_it_is_anothers_to_use_and_another_nouns(ana, ben):
    ref = str(uuid.uuid4())

    for phone in (ana, ben):
        for noun in NOUNS:
            assert made(phone, noun, ref)["client_ref"] == ref


def test_it_never_crosses(ana, ben, later):
    ref = str(uuid.uuid4())

    for noun in NOUNS:
        made(ana, noun, ref)
    later(seconds=61)

    inbox = [ben.get(f"/inbox/{noun}") for noun in NOUNS[1:5]]
    assert all(len(answer.json["items"]) == 1 for answer in inbox)
    told = "".join(answer.text for answer in inbox) + ben.get("/changes").text
    assert ref not in told


@NOUN
def test_it_is_a_uuid(ana, ben, noun):
    for ref in ("one", 1, "", "0b5f4a52", ["0b5f4a52"]):
        answer = ana.post(f"/{noun}", body(ana, noun) | {"client_ref": ref})

        assert answer.status_code == 422, ref
        assert answer.json["errors"][0]["pointer"] == "#/client_ref"


def test_without_one_it_is_null_and_many_may_be(ana):
    assert a_rupture(ana)["client_ref"] is None
    assert a_rupture(ana)["client_ref"] is None


def test_what_was_deleted_frees_it(ana):
    ref = str(uuid.uuid4())
    ana.delete(f"/ruptures/{made(ana, 'ruptures', ref)['id']}")

    assert made(ana, "ruptures", ref)["client_ref"] == ref


def test_a_thing_taken_back_keeps_it(ana, ben, later):
    ref = str(uuid.uuid4())
    repair = a_repair(ben, later, client_ref=ref)
    ben.delete(f"/repairs/{repair['id']}")

    answer = ben.post("/repairs", {"approaches": ["own"], "client_ref": ref})

    assert answer.json["existing_id"] == repair["id"]


def test_a_key_and_a_ref_sent_again_are_a_replay(ana):
    body = {"kind": "other", "client_ref": str(uuid.uuid4())}

    first = ana.post("/ruptures", body, Idempotency_Key="k1")
    again = ana.post("/ruptures", body, Idempotency_Key="k1")

    assert (again.status_code, again.json) == (201, first.json)


@pytest.mark.parametrize("noun", ["ruptures", "repairs", "pauses"])
def test_eight_phones_with_one_ref_make_one_thing_and_learn_which(ana, ben, noun):
    given = body(ana, noun) | {"client_ref": str(uuid.uuid4())}

    def send(_):
        return Phone(ana.app, ana.user, ana.tokens).post(f"/{noun}", given)

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(send, range(8)))

    [thing] = [answer.json for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert {outcome(answer) for answer in refused} == {(409, "client_ref_taken")}
    assert {answer.json["existing_id"] for answer in refused} == {thing["id"]}
