"""Help is never gated: no account, no couple, no token; the same bytes for everyone."""

import pytest

from core import content
from tests.pairs import pointers

COUNTRIES = [name.upper() for name in content.names("support")]


def test_a_country_has_an_emergency_number_and_a_crisis_line(anyone):
    for country in COUNTRIES:
        found = anyone.seen(f"/support/resources?country={country}")

        assert found["country"] == country
        assert all(found[name] for name in ("emergency", "review", "reviewed_on")), country
        assert "crisis" in {one["kind"] for one in found["items"]}, country


def test_every_resource_can_be_reached_and_says_where_it_is_from(anyone):
    lists = [anyone.seen(f"/support/resources?country={country}") for country in COUNTRIES]
    items = [one for found in lists for one in found["items"]]

    for one in items:
        assert one["phone"] or one["url"] or one["text_line"], one["id"]
        assert one["source"].startswith("https://"), one["id"]
        assert one["languages"], one["id"]
    assert len({one["id"] for one in items}) == len(items) > 2 * len(COUNTRIES)


@pytest.mark.parametrize("kind", ["crisis", "couples_therapy", "helpline"])
def test_one_sort_of_help_alone(anyone, kind):
    all_ = anyone.seen("/support/resources?country=DE")["items"]

    found = anyone.seen(f"/support/resources?country=DE&kind={kind}")["items"]

    assert found == [one for one in all_ if one["kind"] == kind]
    assert found


def test_the_case_of_a_country_does_not_matter(anyone):
    lower, upper = (anyone.seen(f"/support/resources?country={c}")["items"] for c in ("de", "DE"))

    assert lower == upper


@pytest.mark.parametrize("query", ["", "?country=AQ", "?kind=crisis"])
def test_where_none_is_known_the_list_is_honestly_empty(anyone, query):
    found = anyone.seen(f"/support/resources{query}")

    assert (found["items"], found["emergency"]) == ([], None)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("country=DEU", "country"),
        ("country=D", "country"),
        ("country=..", "country"),
        ("country=de%0A", "country"),
        ("country=", "country"),
        ("kind=police", "kind"),
        ("mood=1", "mood"),
    ],
)
def test_a_query_that_cannot_be_names_the_parameter(anyone, query, pointer):
    assert pointers(anyone.get(f"/support/resources?{query}")) == [pointer]


def test_everyone_gets_the_same_bytes_whoever_they_are(anyone, ana, ben, cleo, eve):
    ana.put("/me/quiet", {"for_safety": True})

    asked = {p.get("/support/resources?country=AT").data for p in (anyone, ana, ben, cleo, eve)}

    assert len(asked) == 1


def test_help_is_there_without_consent_and_with_a_dead_token(anyone, eve):
    eve.put("/me/consents/process_feelings", {"granted": False, "version": "2026-11"})
    assert eve.get("/support/resources?country=AT").status_code == 200

    answer = anyone.get("/support/resources?country=AT", Authorization="Bearer rubbish")

    assert answer.status_code == 200
