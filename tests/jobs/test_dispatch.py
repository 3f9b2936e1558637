"""Doing what the outbox holds: leased, done, acknowledged, and tried again when it fails."""

import threading
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.keys import KeyGone
from jobs.dispatch import run_due
from models import Errand
from models.outbox import Task
from services import outbox
from tests.cast import PASSWORD, Phone, a_rupture


class Postbox:
    """The outside world: takes letters, or fails as often as it is told to."""

    def __init__(self, *, fails=0):
        self.got, self.fails, self.tried = [], fails, 0

    def send(self, letter):
        self.tried += 1
        if self.tried <= self.fails:
            raise ConnectionError
        self.got.append((letter.template, letter.to))


def tell(database, about, task=Task.MAIL_PASSWORD_CHANGED, **more):
    with database.writing() as session:
        outbox.tell(session, task, about, **more)


def tell_in_vain(database, about, task):
    """Something goes wrong before the commit."""
    with database.writing() as session:
        outbox.tell(session, task, about)
        session.flush()
        raise ZeroDivisionError


def wait(**span):
    clock.move(timedelta(**span), host="127.0.0.1")


def errand(database):
    with database.reading() as session:
        return session.scalars(select(Errand)).one()


def test_an_errand_is_done_once(database, ana):
    tell(database, ana.id)
    postbox = Postbox()

    assert run_due(database, postbox) == 1
    assert run_due(database, postbox) == 0
    assert postbox.got == [("password_changed", ana.email)]


def test_an_errand_waits_until_it_is_due(database, ana):
    tell(database, ana.id, at=clock.now() + timedelta(seconds=60))
    postbox = Postbox()

    wait(seconds=59)
    assert run_due(database, postbox) == 0
    wait(seconds=1)
    assert run_due(database, postbox) == 1


def test_what_is_rolled_back_was_never_asked_for(database, ana):
    with pytest.raises(ZeroDivisionError):
        tell_in_vain(database, ana.id, Task.MAIL_PASSWORD_CHANGED)

    assert run_due(database, Postbox()) == 0


def test_a_failed_errand_falls_due_again_and_later_succeeds(database, ana):
    tell(database, ana.id)
    postbox = Postbox(fails=1)

    assert run_due(database, postbox) == 0
    assert run_due(database, postbox) == 0
    wait(seconds=10)
    assert run_due(database, postbox) == 1
    assert postbox.got == [("password_changed", ana.email)]


def test_each_failure_waits_longer_than_the_one_before(database, ana):
    tell(database, ana.id)
    waits = []

    for _ in range(4):
        run_due(database, Postbox(fails=1))
        waits.append(errand(database).due_at - clock.now())
        wait(hours=1)

    assert waits == sorted(set(waits))
    assert timedelta(0) < waits[0]
    assert waits[-1] < outbox.LONGEST_WAIT


def test_one_failing_errand_stops_no_other(database, ana, ben):
    for person in (ana, ben):
        tell(database, person.id)
    postbox = Postbox(fails=1)

    assert run_due(database, postbox) == 1
    wait(seconds=10)
    assert run_due(database, postbox) == 1
    assert {to for _, to in postbox.got} == {ana.email, ben.email}


def test_an_errand_that_always_fails_is_dead_in_the_end(database, ana):
    tell(database, ana.id)
    broken = Postbox(fails=1000)

    for _ in range(outbox.MAX_ATTEMPTS + 3):
        run_due(database, broken)
        wait(hours=7)

    assert broken.tried == outbox.MAX_ATTEMPTS
    assert errand(database).dead_at
    assert run_due(database, Postbox()) == 0


def test_a_lease_protects_from_a_second_worker(database, ana):
    tell(database, ana.id)
    second = Postbox()

    class SlowPostbox(Postbox):
        def send(self, letter):
            assert run_due(database, second) == 0
            super().send(letter)

    assert run_due(database, SlowPostbox()) == 1
    assert second.got == []


def test_a_worker_that_dies_loses_nothing(database, ana):
    tell(database, ana.id)
    with database.writing() as session:
        assert len(outbox.claim(session)) == 1  # and is killed here
    postbox = Postbox()

    assert run_due(database, postbox) == 0
    wait(seconds=outbox.LEASE.total_seconds())
    assert run_due(database, postbox) == 1


def test_a_slow_world_does_not_make_two_workers_send_the_same(database, ana):
    for _ in range(30):
        tell(database, ana.id)
    second = Postbox()

    class SlowPostbox(Postbox):
        def send(self, letter):
            wait(seconds=19)  # a hair less than the mailer waits
            run_due(database, second)
            super().send(letter)

    first = SlowPostbox()
    run_due(database, first)
    wait(minutes=3)
    run_due(database, second)

    assert len(first.got) + len(second.got) == 30


def test_two_workers_at_once_do_each_errand_once(database, ana):
    for _ in range(40):
        tell(database, ana.id)
    postbox = Postbox()
    workers = [threading.Thread(target=run_due, args=(database, postbox)) for _ in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(postbox.got) == 40


def test_no_transaction_is_open_while_a_mail_goes_out(database, ana):
    tell(database, ana.id)
    in_use = []

    class Curious(Postbox):
        def send(self, letter):
            in_use.append(database.engine.pool.checkedout())

    run_due(database, Curious())

    assert in_use == [0]


def test_what_has_lost_its_reason_is_done_without_a_word(database):
    for task in (Task.MAIL_CODE, Task.MAIL_SESSION_ENDED, Task.DESTROY_KEY, Task.END_CODE):
        tell(database, uuid.uuid4(), task)
    for task in (Task.DELIVER_PROMPT, Task.DELIVER_REPAIR, Task.ASK_FOLLOW_UP, Task.EXPIRE_TEXT):
        tell(database, uuid.uuid4(), task)
    postbox = Postbox()

    assert run_due(database, postbox) == 8
    assert postbox.got == []


def test_a_key_is_destroyed_only_after_the_commit(database, keyring, ana):
    with pytest.raises(ZeroDivisionError):
        tell_in_vain(database, ana.id, Task.DESTROY_KEY)

    run_due(database, Postbox())
    assert keyring.store.fetch(ana.id)
    assert ana.get("/me").status_code == 200


def test_the_key_of_the_deleted_goes_and_that_of_the_others_stays(database, keyring, ana, ben):
    a_rupture(ana)
    ana.post("/sessions/current/step-up", {"password": PASSWORD})
    assert ana.delete("/me").status_code == 202
    assert keyring.store.fetch(ana.id)

    run_due(database, Postbox())

    with pytest.raises(KeyGone):
        keyring.store.fetch(ana.id)
    assert keyring.store.fetch(ben.id)


def test_a_key_may_be_destroyed_twice(database, keyring):
    key = uuid.uuid4()
    keyring.make(key)
    for _ in range(2):
        tell(database, key, Task.DESTROY_KEY)

    assert run_due(database, Postbox()) == 2


def test_a_used_or_expired_code_request_leaves_nothing(app, database, keyring, later):
    Phone(app).post("/password-resets", {"email": "fay@example.com"})
    with database.reading() as session:
        [request] = session.scalars(
            select(Errand.subject_id).where(Errand.task == Task.MAIL_CODE)
        ).all()
    assert keyring.store.fetch(request)

    later(minutes=10)

    with pytest.raises(KeyGone):
        keyring.store.fetch(request)
