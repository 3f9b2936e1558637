"""Starters: help with the wording, in three languages; a need that crossed comes first."""

import uuid

import pytest

from models.words import Approach
from services.starters import MEETS
from tests.cast import a_prompt, a_rupture, outcome
from tests.pairs import bare, pointers

LANGUAGES = ("en", "es", "de")
KINDS = ("prompt", "repair")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("for_", KINDS)
def test_every_approach_has_eight_in_every_language(eve, language, for_):
    found = eve.get(f"/starters?for={for_}", Accept_Language=language).json

    assert found["language"] == language
    by = {one: [i for i in found["items"] if i["approach"] == one] for one in Approach}
    assert min(len(items) for items in by.values()) >= 8
    ids = [item["id"] for item in found["items"]]
    texts = [item["text"] for item in found["items"]]
    assert (len(set(ids)), len(set(texts))) == (len(ids), len(texts))
    assert all(0 < len(text) <= 1000 for text in texts)


@pytest.mark.parametrize("for_", KINDS)
def test_the_same_ids_in_every_language(eve, for_):
    ids = [
        [i["id"] for i in eve.get(f"/starters?for={for_}", Accept_Language=one).json["items"]]
        for one in LANGUAGES
    ]

    assert ids[0] == ids[1] == ids[2]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de"),
        ("es-MX", "es"),
        ("fr, es;q=0.5, en;q=0.1", "es"),
        ("en-GB", "en"),
        ("tlh", "en"),
        ("*", "en"),
        ("", "en"),
        ("§§;q=x", "en"),
    ],
)
def test_the_language_is_the_best_that_was_asked_for(eve, asked, given):
    found = eve.get("/starters?for=repair", Accept_Language=asked.encode().decode("latin-1"))

    assert (found.status_code, found.json["language"]) == (200, given)


def test_one_approach_alone(eve):
    found = eve.seen("/starters?for=repair&approach=own")["items"]

    assert {one["approach"] for one in found} == {"own"}
    assert len(found) >= 8


@pytest.mark.parametrize("need", MEETS)
def test_what_meets_the_need_comes_first(ana, ben, later, need):
    prompt = a_prompt(ana, later, rupture=a_rupture(ana, need=need))

    found = ben.seen(f"/starters?for=repair&repair_prompt_id={prompt['id']}")["items"]

    order = list(dict.fromkeys(one["approach"] for one in found))
    assert order[: len(MEETS[need])] == list(MEETS[need])
    assert set(order) == set(Approach)


def test_a_need_that_did_not_cross_changes_nothing(ana, ben, later):
    """At ``signal`` the order is the same for every need: it would tell what was withheld."""
    prompts = [
        a_prompt(ana, later, rupture=a_rupture(ana, need=need), disclosure="signal")["id"]
        for need in ("space", "fairness")
    ]

    one, other = (ben.get(f"/starters?for=repair&repair_prompt_id={p}") for p in prompts)

    assert one.data == other.data


def test_a_withdrawn_prompt_tells_no_need_any_more(ana, ben, later):
    prompts = [a_prompt(ana, later, rupture=a_rupture(ana, need=n)) for n in ("space", "fairness")]
    for prompt in prompts:
        ana.delete(f"/repair-prompts/{prompt['id']}")

    one, other = (ben.get(f"/starters?for=repair&repair_prompt_id={p['id']}") for p in prompts)

    assert (one.status_code, one.data) == (200, other.data)


def test_a_prompt_that_did_not_cross_is_not_found(ana, ben, cleo, later):
    prompt = a_prompt(ana, later)["id"]
    nothing = bare(cleo.get(f"/starters?for=repair&repair_prompt_id={uuid.uuid4()}"))

    for other in (ana, cleo):
        answer = bare(other.get(f"/starters?for=repair&repair_prompt_id={prompt}"))
        assert answer == nothing
        assert answer[0] == 404


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("", "for"),
        ("for=pause", "for"),
        ("for=repair&approach=charm", "approach"),
        ("for=repair&repair_prompt_id=7", "repair_prompt_id"),
        ("for=repair&mood=1", "mood"),
    ],
)
def test_a_query_that_cannot_be_names_the_parameter(eve, query, pointer):
    assert pointers(eve.get(f"/starters?{query}")) == [pointer]


def test_starters_need_a_token(anyone):
    assert outcome(anyone.get("/starters?for=repair")) == (401, "unauthenticated")
