"""Pages of a list: by key, so that nothing is skipped or doubled."""

import pytest
from sqlalchemy import update

from core import clock
from models import Rupture
from tests.cast import a_rupture, outcome

SORTS = pytest.mark.parametrize("sort", ["newest", "oldest"])


def pages(phone, query, between=lambda: None):
    """All items of a list, page after page."""
    items, cursor = [], None
    while True:
        found = phone.seen(f"/ruptures?{query}" + (f"&cursor={cursor}" if cursor else ""))
        items += found["items"]
        cursor = found["next_cursor"]
        if cursor is None:
            return items
        between()


@SORTS
def test_pages_hold_everything_once_where_times_are_equal(ana, database, sort):
    made = {a_rupture(ana)["id"] for _ in range(7)}
    with database.writing() as session:
        session.execute(update(Rupture).values(created_at=clock.now()))

    for limit in (1, 2, 3, 7):
        found = [item["id"] for item in pages(ana, f"sort={sort}&limit={limit}")]
        assert len(found) == 7
        assert set(found) == made


@SORTS
def test_pages_follow_the_time_of_logging(ana, sort):
    made = [a_rupture(ana)["id"] for _ in range(5)]

    found = [item["id"] for item in pages(ana, f"sort={sort}&limit=2")]

    times = [item["created_at"] for item in pages(ana, f"sort={sort}&limit=2")]
    assert times == sorted(times, reverse=sort == "newest")
    assert set(found) == set(made)


@SORTS
def test_what_is_logged_meanwhile_neither_hides_nor_doubles_the_rest(ana, sort):
    made = [a_rupture(ana)["id"] for _ in range(5)]
    more = iter(range(3))

    found = pages(ana, f"sort={sort}&limit=2", lambda: next(more, None) and a_rupture(ana))

    ids = [item["id"] for item in found]
    assert len(ids) == len(set(ids))
    assert set(made) <= set(ids)


def test_what_is_deleted_meanwhile_does_not_move_the_rest(ana):
    made = [a_rupture(ana)["id"] for _ in range(5)]
    first = ana.seen("/ruptures?sort=oldest&limit=2")

    for gone in first["items"]:
        ana.delete(f"/ruptures/{gone['id']}")

    rest = ana.seen(f"/ruptures?sort=oldest&limit=5&cursor={first['next_cursor']}")["items"]
    assert {item["id"] for item in rest} == set(made) - {item["id"] for item in first["items"]}


def test_the_last_page_has_no_cursor_even_when_it_is_full(ana):
    for _ in range(2):
        a_rupture(ana)

    assert ana.seen("/ruptures?limit=2")["next_cursor"] is None
    assert ana.seen("/ruptures?limit=1")["next_cursor"]


def test_a_cursor_holds_for_its_viewer_its_list_and_its_filters_alone(ana, ben):
    for phone in (ana, ana, ben, ben):
        a_rupture(phone)
    cursor = ana.seen("/ruptures?limit=1")["next_cursor"]

    refused = (
        ben.get(f"/ruptures?limit=1&cursor={cursor}"),
        ana.get(f"/ruptures?limit=1&sort=oldest&cursor={cursor}"),
        ana.get(f"/ruptures?limit=1&status=open&cursor={cursor}"),
        ana.get(f"/repairs?limit=1&cursor={cursor}"),
        ana.get("/ruptures?cursor=made-up"),
        ana.get(f"/ruptures?cursor={cursor[:-8]}AAAAAAA="),
    )

    for answer in refused:
        assert outcome(answer) == (422, "invalid_cursor")
        assert answer.json["errors"][0]["pointer"] == "cursor"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=2.0",
        "limit=%2B2",
        "limit=",
        "status=broken",
        "sort=impact",
        "from=yesterday",
        "to=2026-11-01T00:00:00",
    ],
)
def test_a_bad_query_names_the_parameter(ana, query):
    answer = ana.get(f"/ruptures?{query}")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == query.partition("=")[0]


def test_a_parameter_given_twice_is_refused(ana):
    assert outcome(ana.get("/ruptures?limit=1&limit=2")) == (400, "malformed")
