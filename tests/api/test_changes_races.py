"""Six phones write while one syncs: nothing is lost, nothing is there that is not."""

import threading

from tests.cast import Phone, fresh

WRITERS, WRITES = 6, 8


def test_no_write_of_six_phones_is_lost(ana, ben, cleo):
    """Ben writes what crosses, Ana what is private, and a seventh phone of Ana's syncs."""
    twins = [fresh(Phone(p.app, p.user)) for p in (ana, ben, ana, ben, ana, cleo)]
    gate, made, known = threading.Barrier(WRITERS + 1), set(), {}
    busy = [True]

    def write(phone: Phone) -> None:
        gate.wait()
        shared = phone.id != ana.id
        for number in range(WRITES):
            one = phone.made("/moments", {"kind": "thanks", "shared": shared})["id"]
            made.add((phone.id, one))
            if number % 4 == 3:
                assert phone.delete(f"/moments/{one}").status_code == 204
                made.discard((phone.id, one))

    threads = [threading.Thread(target=write, args=(phone,)) for phone in twins]
    reader = threading.Thread(
        target=follow, args=(fresh(Phone(ana.app, ana.user)), known, busy, gate)
    )
    [thread.start() for thread in (*threads, reader)]
    [thread.join() for thread in threads]
    busy.clear()
    reader.join()

    own = {one for person, one in made if person == ana.id}
    received = {one for person, one in made if person == ben.id}
    assert known["moments"] == own
    assert known["inbox_moments"] == received
    assert len(own) == len(received) + WRITES * 3 // 4 == 3 * WRITES * 3 // 4


def follow(phone: Phone, known: dict, busy: list, gate: threading.Barrier) -> None:
    """Sync again and again, and once more when the writing is over."""
    known |= {"moments": set(), "inbox_moments": set()}
    cursor, last = "", False
    gate.wait()
    while not last:
        last = not busy
        found = phone.seen(f"/changes{cursor}")
        cursor = f"?cursor={found['next_cursor']}"
        for name in known:
            known[name] |= {one["id"] for one in found[name]}
            known[name] -= {one["id"] for one in found["deleted"] if one["type"] == name}


def test_two_who_share_at_the_same_moment_both_do(ana, ben):
    """Each holds their own row and points to the other's: no deadlock, nothing refused."""
    phones = [fresh(Phone(p.app, p.user)) for p in (ana, ben) * 3]
    gate, answers = threading.Barrier(len(phones)), []

    def share(phone: Phone) -> None:
        gate.wait()
        for _ in range(WRITES):
            answers.append(phone.post("/moments", {"kind": "thanks", "shared": True}).status_code)

    threads = [threading.Thread(target=share, args=(phone,)) for phone in phones]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert answers == [201] * len(phones) * WRITES
    assert len(ben.seen("/changes")["inbox_moments"]) == len(phones) * WRITES // 2
