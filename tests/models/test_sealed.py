"""Sealed rows: what a person wrote is nowhere in clear, and opens in its own row only."""

import uuid
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text, update

from core.crypto import SealBroken
from core.keys import KeyGone
from models import Base, CodeRequest, Moment, Rupture, SignIn, User
from models.moments import MomentKind
from models.sealed import SealedRow
from services import codes
from tests.cast import (
    PASSWORD,
    VERSION,
    Phone,
    a_prompt,
    a_repair,
    a_rupture,
    outcome,
)

CANARY = "canary"


def stored(database, model, row_id):
    with database.reading() as session:
        return session.scalar(select(model.sealed).where(model.id == uuid.UUID(str(row_id))))


def store(database, model, row_id, sealed):
    with database.writing() as session:
        row = uuid.UUID(str(row_id))
        session.execute(update(model).where(model.id == row).values(sealed=sealed))


def read(database, row_id, model=Rupture, field="note"):
    with database.reading() as session:
        return getattr(session.get(model, uuid.UUID(str(row_id))), field)


def on_disk(database):
    """All that whoever steals the database has."""
    if database.engine.dialect.name == "sqlite":
        files = [Path(database.engine.url.database + end) for end in ("", "-wal")]
        return b"".join(file.read_bytes() for file in files)
    with database.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        rows = [connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names]
    values = [value for table in rows for row in table for value in row]
    return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for v in values)


def test_a_text_moved_to_another_row_of_its_owner_is_refused(database, ana):
    one, other = a_rupture(ana, note="mine"), a_rupture(ana, note="other")

    store(database, Rupture, other["id"], stored(database, Rupture, one["id"]))

    with pytest.raises(SealBroken):
        read(database, other["id"])
    assert read(database, one["id"]) == "mine"


def test_a_text_moved_to_another_person_is_refused(database, ana, ben):
    hers, his = a_rupture(ana, note="hers"), a_rupture(ben, note="his")

    store(database, Rupture, his["id"], stored(database, Rupture, hers["id"]))

    with pytest.raises(SealBroken):
        read(database, his["id"])


def test_a_row_given_to_another_person_is_refused(database, ana, ben):
    rupture = a_rupture(ana, note="hers")

    with database.writing() as session:
        session.execute(update(Rupture).values(owner_id=ben.id))

    with pytest.raises(SealBroken):
        read(database, rupture["id"])


def test_a_text_moved_to_another_table_is_refused(database, ana):
    rupture = a_rupture(ana)
    row = uuid.UUID(rupture["id"])
    with database.writing() as session:
        session.add(Moment(id=row, owner_id=ana.id, kind=MomentKind.GOOD, shared=False))

    store(database, Rupture, row, stored(database, Moment, row))

    with pytest.raises(SealBroken):
        read(database, row, field="kind")


@pytest.mark.parametrize("place", [0, 1, 17, 29, -1])
def test_a_changed_byte_is_refused(database, ana, place):
    rupture = a_rupture(ana, note="mine")
    changed = bytearray(stored(database, Rupture, rupture["id"]))
    changed[place] ^= 1

    store(database, Rupture, rupture["id"], bytes(changed))

    with pytest.raises((SealBroken, KeyGone)):
        read(database, rupture["id"])


def test_an_older_text_of_the_same_row_is_the_accepted_limit(database, ana):
    rupture = a_rupture(ana, note="first")
    before = stored(database, Rupture, rupture["id"])
    ana.patch(f"/ruptures/{rupture['id']}", {"note": "second"})

    store(database, Rupture, rupture["id"], before)

    assert read(database, rupture["id"]) == "first"  # whoever can write may also go back


def test_without_the_key_nothing_opens(database, keyring, ana):
    rupture = a_rupture(ana, note="mine")

    keyring.destroy(ana.id)

    with pytest.raises(KeyGone):
        read(database, rupture["id"])


def test_a_broken_seal_shows_nothing_to_anyone(app, database, ana):
    one, other = a_rupture(ana, note="mine"), a_rupture(ana, note="other")
    store(database, Rupture, other["id"], stored(database, Rupture, one["id"]))

    app.testing = False
    answer = ana.get(f"/ruptures/{other['id']}")
    app.testing = True

    assert outcome(answer) == (500, "internal_error")
    assert "mine" not in answer.text


def test_an_edit_is_sealed_anew_and_the_same_again_changes_nothing(database, ana):
    rupture = a_rupture(ana, note="first")
    before = stored(database, Rupture, rupture["id"])

    ana.patch(f"/ruptures/{rupture['id']}", {"note": "first"})
    assert stored(database, Rupture, rupture["id"]) == before
    ana.patch(f"/ruptures/{rupture['id']}", {"note": "second"})

    assert stored(database, Rupture, rupture["id"]) != before
    assert read(database, rupture["id"]) == "second"


def test_every_table_has_one_sealed_column_and_a_label_of_its_own():
    sealed = [one.class_ for one in Base.registry.mappers if issubclass(one.class_, SealedRow)]

    assert len({one.sealed_label for one in sealed}) == len(sealed) > 10
    assert all("sealed" in one.__table__.columns for one in sealed)


def test_nothing_that_a_person_wrote_is_in_the_database_in_clear(app, database, ana, ben, later):
    words = {name: f"{CANARY} {name}" for name in ("observation", "request", "note", "reappraisal")}
    rupture = a_rupture(ana, feelings=["ashamed"], need="reassurance", impact=4, **words)
    more = {"disclosure": "words", "message": f"{CANARY} prompt", "fields": ["observation"]}
    a_prompt(ana, later, rupture=rupture, **more)
    repair = a_repair(ben, later, message=f"{CANARY} repair", approaches=["apologise"])
    judged = {"verdict": "not_yet", "what_would_help": f"{CANARY} help"}
    ana.put(f"/inbox/repairs/{repair['id']}/verdict", judged)
    ana.put(f"/inbox/repairs/{repair['id']}/feedback", {"verdict": True, "what_would_help": True})
    moment = ana.made("/moments", {"kind": "thanks", "text": f"{CANARY} tea", "shared": True})
    ben.put(f"/inbox/moments/{moment['id']}/reply", {"text": f"{CANARY} reply"})
    ben.put("/me/quiet", {"for_safety": True})
    ana.patch("/me", {"display_name": f"{CANARY} name"})
    credentials = {"email": ana.email, "password": PASSWORD, "device_name": f"{CANARY} phone"}
    ana.made("/sessions", credentials)

    found = on_disk(database)

    assert str(ana.id).encode() in found or ana.id.hex.encode() in found  # the search works
    secrets = (CANARY, "@example.com", "missed_bid", "ashamed", "reassurance", "reaching_out",
               "apologise", "not_yet", "thanks", "Europe/Vienna", PASSWORD)  # fmt: skip
    assert [word for word in secrets if word.encode() in found] == []


def test_a_sign_up_that_waits_is_sealed_under_a_key_of_its_own(app, database, keyring):
    account = {"password": PASSWORD, "display_name": CANARY, "consent_version": VERSION}
    Phone(app).post("/accounts", {"email": "fay@example.com", "adult": True} | account)

    found = on_disk(database)
    with database.reading() as session:
        request = session.scalars(select(CodeRequest)).one()

    assert not any(word in found for word in (b"fay@", CANARY.encode(), b"$argon2id"))
    keyring.destroy(request.id)
    with pytest.raises(KeyGone):
        read(database, request.id, CodeRequest, "email")


def test_a_mailed_code_is_computed_and_never_stored(app, database, later):
    Phone(app).post("/password-resets", {"email": "fay@example.com"})
    with database.reading() as session:
        request = session.scalars(select(CodeRequest)).one()
        code = codes.code_for(session, request)

    found = on_disk(database)
    assert not any(one.encode() in found for one in (code, code.replace("-", ""), code.lower()))
    with database.reading() as session:
        again = session.get_one(CodeRequest, request.id)
        assert codes.code_for(session, again) == code


def test_no_token_is_in_the_database(database, ana):
    found = on_disk(database)

    for token in ("access_token", "refresh_token", "device_token"):
        assert ana.tokens[token].encode() not in found
    assert read(database, ana.tokens["session_id"], SignIn, "refresh_key") not in found


def test_one_password_is_not_stored_alike_for_two(app, database):
    phone = Phone(app)
    for name in ("fay", "gus"):
        account = {"display_name": name, "consent_version": VERSION, "adult": True}
        phone.post("/accounts", {"email": f"{name}@example.com", "password": PASSWORD} | account)

    with database.reading() as session:
        hashes = {request.password_hash for request in session.scalars(select(CodeRequest))}
        assert (len(hashes), session.scalars(select(User)).all()) == (2, [])
