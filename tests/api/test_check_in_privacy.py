"""Check-ins are for their owner alone; lists, refs, and the instruments they answer."""

import uuid

import pytest

from tests.api.test_check_ins import DAILY, WEEKLY, answers, today, wish
from tests.cast import outcome
from tests.pairs import bare, pointers

LANGUAGES = ("en", "es", "de")


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH"])
def test_nobody_else_finds_it(ana, ben, cleo, eve, method):
    made = ana.made("/check-ins", wish(ana))
    body = {"answers": answers(we_come_back=1)} if method == "PATCH" else None

    for other in (ben, cleo, eve):
        paths = (f"/check-ins/{one}" for one in (made["id"], uuid.uuid4()))
        one, nothing = (bare(other.ask(method, path, body, If_Match='"x"')) for path in paths)
        assert one == nothing
        assert one[0] == 404
        assert other.seen("/check-ins")["items"] == []


def test_checking_in_moves_nothing_of_the_partner(ana, ben):
    before = [bare(ben.get(path)) for path in ("/changes", "/couple", "/me", "/check-ins")]

    made = ana.made("/check-ins", wish(ana))
    ana.patch(f"/check-ins/{made['id']}", {"answers": answers(we_come_back=1)})
    ana.delete(f"/check-ins/{made['id']}")

    assert [bare(ben.get(p)) for p in ("/changes", "/couple", "/me", "/check-ins")] == before


def test_both_partners_check_in_on_the_same_day(ana, ben):
    for phone in (ana, ben):
        assert phone.post("/check-ins", wish(phone)).status_code == 201


def test_a_client_ref_is_taken_once(eve):
    ref = str(uuid.uuid4())
    made = eve.made("/check-ins", wish(eve, client_ref=ref))

    again = eve.post("/check-ins", wish(eve, WEEKLY, client_ref=ref))

    assert made["client_ref"] == ref
    assert outcome(again) == (409, "client_ref_taken")
    assert again.json["existing_id"] == made["id"]


def test_one_key_makes_one_check_in(eve):
    sent = [eve.post("/check-ins", wish(eve), Idempotency_Key="one") for _ in range(2)]

    assert sent[0].json == sent[1].json
    assert sent[1].status_code == 201


def test_the_list_can_be_of_one_instrument(eve):
    day, week = eve.made("/check-ins", wish(eve)), eve.made("/check-ins", wish(eve, WEEKLY))

    assert {one["id"] for one in eve.seen("/check-ins")["items"]} == {day["id"], week["id"]}
    assert eve.seen(f"/check-ins?instrument={DAILY}")["items"] == [day]
    assert eve.seen(f"/check-ins?instrument={WEEKLY}")["items"] == [week]


def test_a_cursor_belongs_to_its_filter(eve):
    for back in range(3):
        day = today(eve).fromordinal(today(eve).toordinal() - back)
        eve.made("/check-ins", wish(eve, day=day))
    page = eve.seen(f"/check-ins?limit=2&instrument={DAILY}")

    rest = eve.seen(f"/check-ins?limit=2&instrument={DAILY}&cursor={page['next_cursor']}")
    other = eve.get(f"/check-ins?limit=2&cursor={page['next_cursor']}")

    assert len(rest["items"]) == 1
    assert pointers(other) == ["cursor"]


def test_a_change_that_says_nothing_known_is_refused(eve):
    path = f"/check-ins/{eve.made('/check-ins', wish(eve))['id']}"

    assert pointers(eve.patch(path, {"clear": ["loyalty"]})) == ["#/clear"]
    assert pointers(eve.patch(path, {"answers": answers(loyalty=1)})) == ["#/answers/0/item"]
    assert pointers(eve.patch(path, {"local_date": "2026-11-23"})) == ["#/local_date"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_instruments_come_in_ones_language_with_their_key(eve, language):
    daily, weekly = eve.get("/instruments", Accept_Language=language).json["items"]

    assert (daily["id"], weekly["id"]) == (DAILY, WEEKLY)
    assert (len(daily["items"]), len(weekly["items"])) == (4, 8)
    for one in (daily, weekly):
        assert (one["language"], one["validation_status"]) == (language, "unvalidated")
        assert (one["scale"]["min"], one["scale"]["max"]) == (1, 7)
        assert one["scoring_key"]
        assert all(item["text"] for item in one["items"])
        same = eve.get(f"/instruments/{one['id']}", Accept_Language=language)
        assert same.json == one


def test_each_facet_has_its_items_and_the_hurtful_ones_are_reversed(eve):
    daily, weekly = eve.seen("/instruments")["items"]

    for one, each in ((daily, 1), (weekly, 2)):
        facets = [item["facet"] for item in one["items"]]
        assert {facet: facets.count(facet) for facet in facets} == dict.fromkeys(
            ("openness", "responsiveness", "anticipated_hurt", "repair_confidence"), each
        )
    assert [item["reversed"] for item in daily["items"]] == [True, False, True, False]


def test_an_unknown_instrument_is_not_found(eve):
    assert outcome(eve.get("/instruments/felt-safety-yearly")) == (404, "not_found")


@pytest.mark.parametrize("path", ["/instruments", f"/instruments/{DAILY}", "/check-ins"])
def test_without_a_token_nothing_opens(anyone, path):
    assert outcome(anyone.get(path)) == (401, "unauthenticated")
