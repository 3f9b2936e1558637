"""Check-ins: one a local day, one an ISO week, open until the end of two days later."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import clock
from tests.cast import fresh, outcome
from tests.pairs import pointers

DAILY, WEEKLY = "felt-safety-daily", "felt-safety-weekly"
ITEMS = {
    DAILY: ["kept_to_myself", "feelings_mattered", "expected_hurt", "we_come_back"],
    WEEKLY: ["held_back_things", "felt_understood", "can_come_back", "held_against_me"],
}
AUCKLAND, KIRITIMATI = "Pacific/Auckland", "Pacific/Kiritimati"
NEW_YORK, NIUE = "America/New_York", "Pacific/Niue"


def today(phone) -> date:
    return clock.now().astimezone(ZoneInfo(phone.seen("/me")["time_zone"])).date()


def answers(instrument=DAILY, **values):
    given = values or dict(zip(ITEMS[instrument], (2, 6, 1, 7), strict=True))
    return [{"item": item, "value": value} for item, value in given.items()]


def wish(phone, instrument=DAILY, *, day=None, **more):
    day = day or today(phone)
    return {
        "instrument": instrument,
        "local_date": day.isoformat(),
        "answers": answers(instrument),
    } | more


def test_a_day_is_kept_as_answered(eve):
    answer = eve.post("/check-ins", wish(eve))

    assert answer.status_code == 201
    made = answer.json
    assert (made["instrument"], made["instrument_version"]) == (DAILY, 1)
    assert {(a["item"], a["value"]) for a in made["answers"]} == {
        (a["item"], a["value"]) for a in answers()
    }
    assert eve.seen(f"/check-ins/{made['id']}") == made


def test_an_item_left_out_is_a_skip(eve):
    one = answers(feelings_mattered=5)

    made = eve.made("/check-ins", wish(eve, answers=one))

    assert made["answers"] == one


def test_one_a_day(eve):
    made = eve.made("/check-ins", wish(eve))

    again = eve.post("/check-ins", wish(eve))

    assert outcome(again) == (409, "already_checked_in")
    assert again.json["existing_id"] == made["id"]
    assert eve.made("/check-ins", wish(eve, day=today(eve) - timedelta(days=1)))


def test_one_an_iso_week_on_whichever_day_it_is_said(eve):
    monday = today(eve) - timedelta(days=today(eve).weekday())
    made = eve.made("/check-ins", wish(eve, WEEKLY))

    assert made["local_date"] == monday.isoformat()
    assert outcome(eve.post("/check-ins", wish(eve, WEEKLY, day=monday)))[0] == 409
    assert eve.made("/check-ins", wish(eve))


def test_another_day_of_a_week_that_is_open_is_the_same_week(eve, later):
    later(days=8 - today(eve).weekday())  # a Tuesday: last week is open still
    fresh(eve)

    made = eve.made("/check-ins", wish(eve, WEEKLY, day=today(eve) - timedelta(days=3)))

    assert made["local_date"] == (today(eve) - timedelta(days=8)).isoformat()


@pytest.mark.parametrize("zone", ["Europe/Vienna", KIRITIMATI, NEW_YORK, NIUE, AUCKLAND])
def test_today_is_where_the_person_lives(eve, zone):
    eve.patch("/me", {"time_zone": zone})
    tomorrow = today(eve) + timedelta(days=1)

    assert eve.post("/check-ins", wish(eve)).status_code == 201
    answer = eve.post("/check-ins", wish(eve, day=tomorrow))
    assert outcome(answer) == (422, "in_the_future")
    assert pointers(answer) == ["#/local_date"]


@pytest.mark.parametrize("zone", ["Europe/Vienna", KIRITIMATI, NEW_YORK, NIUE])
@pytest.mark.parametrize("instrument", [DAILY, WEEKLY])
def test_it_locks_at_the_end_of_the_second_day_after(eve, zone, instrument):
    eve.patch("/me", {"time_zone": zone})
    made = eve.made("/check-ins", wish(eve, instrument))

    locks = datetime.fromisoformat(made["locks_at"]).astimezone(ZoneInfo(zone))
    first, days = date.fromisoformat(made["local_date"]), 1 if instrument == DAILY else 7

    assert locks.date() == first + timedelta(days=days + 2)
    assert (locks.hour, locks.minute, locks.second) == (0, 0, 0)


@pytest.mark.parametrize(
    ("zone", "day", "locks_at"),
    [
        # The clocks go forward on 2027-03-14 in New York and on 2027-03-28 in Vienna.
        (NEW_YORK, "2027-03-13", "2027-03-16T04:00:00.000Z"),
        (NEW_YORK, "2027-03-11", "2027-03-14T05:00:00.000Z"),
        ("Europe/Vienna", "2027-03-25", "2027-03-27T23:00:00.000Z"),
        ("Europe/Vienna", "2027-03-27", "2027-03-29T22:00:00.000Z"),
        # And back on 2027-10-31 in Vienna.
        ("Europe/Vienna", "2027-10-30", "2027-11-01T23:00:00.000Z"),
        (KIRITIMATI, "2027-03-14", "2027-03-16T10:00:00.000Z"),
    ],
)
def test_a_day_of_23_or_25_hours_is_a_day(eve, later, zone, day, locks_at):
    eve.patch("/me", {"time_zone": zone})
    noon = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=ZoneInfo(zone))
    later(seconds=(noon - clock.now()).total_seconds())

    made = fresh(eve).made("/check-ins", wish(eve))

    assert (made["local_date"], made["locks_at"]) == (day, locks_at)


@pytest.mark.parametrize(
    ("zone", "sunday", "locks_at"),
    [
        (NEW_YORK, "2027-03-14", "2027-03-17T04:00:00.000Z"),
        (NEW_YORK, "2027-11-07", "2027-11-10T05:00:00.000Z"),
        ("Europe/Vienna", "2027-03-28", "2027-03-30T22:00:00.000Z"),
        # 2027-01-03 is the last day of the ISO week 2026-W53.
        ("Europe/Vienna", "2027-01-03", "2027-01-05T23:00:00.000Z"),
    ],
)
def test_a_week_across_the_change_of_clocks_or_year(eve, later, zone, sunday, locks_at):
    eve.patch("/me", {"time_zone": zone})
    noon = datetime.fromisoformat(f"{sunday}T12:00:00").replace(tzinfo=ZoneInfo(zone))
    later(seconds=(noon - clock.now()).total_seconds())

    made = fresh(eve).made("/check-ins", wish(eve, WEEKLY))

    monday = date.fromisoformat(sunday) - timedelta(days=6)
    assert (made["local_date"], made["locks_at"]) == (monday.isoformat(), locks_at)


@pytest.mark.parametrize("back", [2, 3])
def test_a_day_can_be_made_up_for_two_days(eve, back):
    answer = eve.post("/check-ins", wish(eve, day=today(eve) - timedelta(days=back)))

    assert outcome(answer) == ((201, None) if back == 2 else (409, "locked"))


def test_amending_merges_and_clears(eve):
    made = eve.made("/check-ins", wish(eve))
    change = {"answers": answers(expected_hurt=4), "clear": ["kept_to_myself"]}

    amended = eve.patch(f"/check-ins/{made['id']}", change)

    assert amended.status_code == 200
    assert {a["item"]: a["value"] for a in amended.json["answers"]} == {
        "feelings_mattered": 6,
        "expected_hurt": 4,
        "we_come_back": 7,
    }
    assert amended.json["version"] == made["version"] + 1
    assert eve.seen(f"/check-ins/{made['id']}") == amended.json
    assert amended.headers["ETag"] == eve.get(f"/check-ins/{made['id']}").headers["ETag"]


def test_amending_needs_the_tag_last_seen(eve):
    answer = eve.post("/check-ins", wish(eve))
    path, change = f"/check-ins/{answer.json['id']}", {"answers": answers(we_come_back=1)}

    assert outcome(eve.ask("PATCH", path, change)) == (428, "precondition_required")
    assert eve.patch(path, change).status_code == 200
    for stale in (answer.headers["ETag"], "*", f"W/{eve.get(path).headers['ETag']}"):
        assert outcome(eve.patch(path, change, If_Match=stale)) == (412, "stale")


def test_the_last_answer_cannot_be_cleared(eve):
    made = eve.made("/check-ins", wish(eve, answers=answers(we_come_back=3)))

    answer = eve.patch(f"/check-ins/{made['id']}", {"clear": ["we_come_back"]})

    assert outcome(answer) == (422, "answer_needed")
    assert pointers(answer) == ["#/clear"]


def test_clearing_and_answering_the_same_item_answers_it(eve):
    made = eve.made("/check-ins", wish(eve, answers=answers(we_come_back=3)))
    change = {"clear": ["we_come_back"], "answers": answers(we_come_back=5)}

    amended = eve.patch(f"/check-ins/{made['id']}", change).json

    assert amended["answers"] == answers(we_come_back=5)


def test_locked_it_can_be_read_and_deleted_but_not_amended(eve, later):
    made = eve.made("/check-ins", wish(eve))
    path = f"/check-ins/{made['id']}"
    until = datetime.fromisoformat(made["locks_at"]) - clock.now()

    later(seconds=until.total_seconds() + 1)
    fresh(eve)
    assert outcome(eve.patch(path, {"answers": answers(we_come_back=1)})) == (409, "locked")
    assert eve.seen(path) == made
    assert eve.delete(path).status_code == 204


def test_deleted_it_can_be_made_again(eve):
    first = eve.made("/check-ins", wish(eve))
    assert eve.delete(f"/check-ins/{first['id']}").status_code == 204
    assert outcome(eve.get(f"/check-ins/{first['id']}")) == (404, "not_found")

    second = eve.made("/check-ins", wish(eve))

    assert second["id"] != first["id"]


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"instrument": "felt-safety-yearly"}, "#/instrument"),
        ({"instrument_version": 99}, "#/instrument"),
        ({"instrument_version": "1"}, "#/instrument_version"),
        ({"local_date": "2026-02-30"}, "#/local_date"),
        ({"local_date": "2026-11-23T10:00:00Z"}, "#/local_date"),
        ({"answers": []}, "#/answers"),
        ({"answers": answers(loyalty=3)}, "#/answers/0/item"),
        ({"answers": answers(we_come_back=0)}, "#/answers/0/value"),
        ({"answers": answers(we_come_back=8)}, "#/answers/0/value"),
        ({"answers": answers(we_come_back=3.0)}, "#/answers/0/value"),
        ({"answers": answers(we_come_back=True)}, "#/answers/0/value"),
        ({"answers": answers(we_come_back=3) * 2}, "#/answers/1/item"),
        ({"mood": 3}, "#/mood"),
    ],
)
def test_a_malformed_check_in_names_the_field(eve, more, pointer):
    assert pointers(eve.post("/check-ins", wish(eve) | more)) == [pointer]
    assert eve.seen("/check-ins")["items"] == []
