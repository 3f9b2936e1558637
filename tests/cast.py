"""People with phones, and things they can have, in one call. Defaults are valid and dull."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from api import tokens as wire
from core import clock, passwords
from models import Couple, FeedCounter, Membership, User
from models.consents import ConsentPurpose
from models.crossings import CrossingNoun
from services import access, consents, crossings, tokens
from tests import memory

PASSWORD = "kettle-river-49-moss"
HASH = passwords.hashed(PASSWORD)  # once: it is meant to be slow
VERSION = "2026-11"


_PEOPLE: dict[str, tuple[memory.Memory, User, tokens.Opened]] = {}
_COUPLES: dict[tuple[uuid.UUID, uuid.UUID], tuple[Any, memory.Memory]] = {}


class Phone:
    """A person's phone: a test client that is signed in, and says what it got."""

    def __init__(self, app: Flask, user: User | None = None, tokens: Any = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.user, self.tokens = user, tokens or {}
        self.id = user.id if user else None
        self.email = f"{getattr(self, 'name', 'x')}@example.com"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send one request; header names with underscores for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token := self.tokens.get("access_token"):
            sent.setdefault("Authorization", f"Bearer {token}")
        given = {"json": body} if body is not None else {}
        return self.client.open("/v1" + path, method=method, headers=sent, **given)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.ask("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> TestResponse:
        return self.ask("DELETE", path, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> TestResponse:
        """PATCH with the present ETag, unless one is given."""
        if "If_Match" not in headers:
            headers["If_Match"] = self.get(path).headers["ETag"]
        return self.ask("PATCH", path, body, **headers)

    def made(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST what must succeed; the answer's JSON."""
        answer = self.post(path, body, **headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json

    def seen(self, path: str) -> Any:
        """GET what must be there; the answer's JSON."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json


def outcome(answer: TestResponse) -> tuple[int, str | None]:
    """Status and code of an answer."""
    return answer.status_code, (answer.json or {}).get("code") if answer.data else None


def a_person(app: Flask, name: str) -> Phone:
    """Somebody with an account, signed in."""
    database = app.extensions["database"]
    known = _PEOPLE.get(name)
    if known is None or not memory.is_now():
        user, opened = _new_person(app, name)
        if memory.is_now():
            _PEOPLE[name] = (memory.of_person(database, user.id), user, opened)
    else:
        remembered, user, opened = known
        with database.engine.execution_options(mend_writes=True).begin() as connection:
            remembered.put_back(database, connection)
    with app.test_request_context():
        phone = Phone(app, user, wire.answer(opened))
    phone.email, phone.name = f"{name.lower()}@example.com", name
    return phone


def _new_person(app: Flask, name: str) -> tuple[User, tokens.Opened]:
    database = app.extensions["database"]
    email = f"{name.lower()}@example.com"
    with database.writing() as session:
        user = User(
            id=uuid.uuid4(),
            address_index=access.address_index(session, email),
            password_hash=HASH,
            feelings_consent=False,
            pairing_consent=False,
            email=email,
            display_name=name,
            locale="en",
            time_zone="Europe/Vienna",
        )
        database.keyring.make(user.id)
        session.add(user)
        session.flush()
        session.add(FeedCounter(user_id=user.id))
        consents.record(
            session, user, ConsentPurpose.PROCESS_FEELINGS, granted=True, version=VERSION
        )
        return user, tokens.open_session(session, user, device_name=None, device_token=None)


def fresh(phone: Phone) -> Phone:
    """Give the phone new tokens: access tokens live ten minutes only."""
    database = phone.app.extensions["database"]
    with phone.app.test_request_context(), database.writing() as session:
        user = session.get_one(User, phone.user.id)
        opened = tokens.open_session(session, user, device_name=None, device_token=None)
        phone.tokens = wire.answer(opened)
    return phone


def a_couple(app: Flask, one: Phone, other: Phone) -> uuid.UUID:
    """Make two people a couple, without the ceremony."""
    database = app.extensions["database"]
    people = [one.id, other.id]
    before = memory.state_of(database, people)
    known = _COUPLES.get((one.id, other.id))
    untouched = memory.is_now() and all(position == 0 for _, position in before.values())
    if known is None or known[0] != before or not untouched:
        couple_id = _new_couple(app, one, other)
        if untouched:
            made = memory.of_couple(database, couple_id, people)
            _COUPLES[one.id, other.id] = (before, made)
        return couple_id
    remembered = known[1]
    with database.engine.execution_options(mend_writes=True).begin() as connection:
        remembered.put_back(database, connection)
        for person, (version, position) in remembered.extra.items():
            row = {"pairing_consent": True, "version": version}
            connection.execute(update(User.__table__).where(User.id == person).values(row))
            fed = update(FeedCounter.__table__).where(FeedCounter.user_id == person)
            connection.execute(fed.values(position=position))
    return remembered.owner_id


def _new_couple(app: Flask, one: Phone, other: Phone) -> uuid.UUID:
    database = app.extensions["database"]
    with database.writing() as session:
        couple = Couple()
        database.keyring.make(couple.id)
        session.add(couple)
        session.flush()
        for person, partner in ((one, other), (other, one)):
            user = session.get_one(User, person.id)
            consents.record(session, user, ConsentPurpose.PAIRING, granted=True, version=VERSION)
            half = Membership(
                couple_id=couple.id,
                user_id=person.id,
                partner_id=partner.id,
                since=clock.now(),
            )
            session.add(half)
            session.flush()
            name = {"display_name": user.display_name}
            crossings.deliver(session, half, CrossingNoun.DISPLAY_NAME, couple.id, name)
        return couple.id


def ahead(**span: float) -> str:
    """A moment from now on, as a client writes it."""
    return (clock.now() + timedelta(**span)).isoformat()


def a_rupture(phone: Phone, **given: Any) -> Any:
    return phone.made("/ruptures", {"kind": "missed_bid"} | given)


def a_prompt(phone: Phone, later: Any, *, rupture: Any = None, **given: Any) -> Any:
    """A prompt that has crossed."""
    rupture = rupture or a_rupture(phone, need="to_matter")
    wish = {"rupture_id": rupture["id"], "disclosure": "theme"} | given
    prompt = phone.made("/repair-prompts", wish)
    later(seconds=61)
    return prompt


def a_repair(phone: Phone, later: Any, **given: Any) -> Any:
    """A repair that has crossed."""
    repair = phone.made("/repairs", {"approaches": ["listen"], "message": "I hear you."} | given)
    later(seconds=61)
    return repair


def answered(ana: Phone, ben: Phone, later: Any, **felt: Any) -> tuple[Any, Any, Any]:
    """A rupture of Ana's with a prompt and Ben's repair on it, both crossed."""
    rupture = a_rupture(ana, **felt)
    prompt = a_prompt(ana, later, rupture=rupture)
    return rupture, prompt, a_repair(ben, later, repair_prompt_id=prompt["id"])


def judged(phone: Phone, repair: Any, verdict: str, **more: Any) -> Any:
    """PUT a verdict on a repair; the answer's JSON."""
    answer = phone.put(f"/inbox/repairs/{repair['id']}/verdict", {"verdict": verdict} | more)
    assert answer.status_code == 200, answer.text
    return answer.json
