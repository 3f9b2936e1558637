"""Sealing, MACs, codes and keys, without a database."""

import threading
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import crypto, passwords
from core.keys import DirectoryKeyStore, KeyGone, Keyring, Secrets, UnsafeSecrets

KEY = crypto.new_key()
ID = uuid.uuid4


def a_keyring(folder):
    return Keyring(DirectoryKeyStore(folder / "keys"), Secrets(folder / "secrets"))


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_what_is_sealed_opens_with_the_same_key_and_bound_data(plain, bound):
    assert crypto.unseal(KEY, crypto.seal(KEY, plain, bound), bound) == plain


@given(st.integers(0, 8 * 35 - 1))
def test_a_changed_bit_is_refused(bit):
    sealed = bytearray(crypto.seal(KEY, b"private", b"row"))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(crypto.SealBroken):
        crypto.unseal(KEY, bytes(sealed), b"row")


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_a_cut_text_is_refused(cut):
    with pytest.raises(crypto.SealBroken):
        crypto.unseal(KEY, crypto.seal(KEY, b"private", b"row")[:cut], b"row")


def test_another_key_or_place_is_refused():
    sealed = crypto.seal(KEY, b"private", b"row one")

    for key, bound in ((crypto.new_key(), b"row one"), (KEY, b"row two")):
        with pytest.raises(crypto.SealBroken):
            crypto.unseal(key, sealed, bound)


def test_the_same_text_never_looks_the_same():
    assert len({crypto.seal(KEY, b"private", b"row") for _ in range(100)}) == 100


def test_no_two_lists_of_parts_have_one_mac():
    lists = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc")]

    assert len({crypto.mac(KEY, *parts) for parts in lists}) == len(lists)


def test_each_purpose_has_a_key_of_its_own(tmp_path):
    secrets = Secrets(tmp_path)

    keys = {secrets.key_for(purpose) for purpose in ("address", "cursor", "device", "etag")}
    assert len(keys | {secrets.wrapping}) == 5


@given(st.binary(min_size=8, max_size=32))
def test_a_code_is_made_of_letters_that_cannot_be_confused(digest):
    first, dash, second = crypto.code_from(digest, 8).partition("-")

    assert (len(first), dash, len(second)) == (4, "-", 4)
    assert set(first + second) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_a_code_is_the_first_forty_bits():
    assert crypto.code_from(bytes(8), 8) == "0000-0000"
    assert crypto.code_from(b"\xff" * 5 + bytes(27), 8) == "ZZZZ-ZZZZ"
    assert crypto.code_from(b"\x00\x44\x32\x14\xc7" + b"\xff", 8) == "0123-4567"


@pytest.mark.parametrize("typed", ["01AB-CD23", "oiab cd23", "OLab-cd-23", " 0 1 A B C D 2 3"])
def test_a_typed_code_is_read_as_it_was_meant(typed):
    assert crypto.plain_code(typed) == "01ABCD23"


def test_keys_and_secrets_are_their_owners_alone(tmp_path):
    keyring = a_keyring(tmp_path)
    keyring.make(ID())

    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 4


@pytest.mark.parametrize("name", ["wrapping.key", "hmac.key", "signing.key"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_secret_that_others_can_read_is_refused_at_start(tmp_path, name, mode):
    Secrets(tmp_path)
    (tmp_path / name).chmod(mode)

    with pytest.raises(UnsafeSecrets, match=name):
        Secrets(tmp_path)


def test_secrets_are_made_once_and_read_again(tmp_path):
    first, second = Secrets(tmp_path), Secrets(tmp_path)

    assert first.wrapping == second.wrapping
    assert first.kid == second.kid
    assert Secrets(tmp_path / "another").kid != first.kid


def test_processes_that_start_together_agree_on_the_secrets(tmp_path):
    kids, begin = [], threading.Barrier(8)

    def start():
        begin.wait()
        kids.append(Secrets(tmp_path).kid)

    starting = [threading.Thread(target=start) for _ in range(8)]
    for one in starting:
        one.start()
    for one in starting:
        one.join()

    assert (len(kids), len(set(kids))) == (8, 1)
    assert {path.name for path in tmp_path.iterdir()} == {"wrapping.key", "hmac.key", "signing.key"}


def test_a_stored_key_is_wrapped(tmp_path):
    keyring, owner = a_keyring(tmp_path), ID()
    keyring.make(owner)
    wrapped = keyring.store.fetch(owner)

    bound = b"mend-key" + owner.bytes
    assert crypto.unseal(keyring.secrets.wrapping, wrapped, bound) not in wrapped


def test_a_key_is_no_good_under_another_name(tmp_path):
    keyring, one, other = a_keyring(tmp_path), ID(), ID()
    keyring.make(one)
    keyring.store.keep(other, keyring.store.fetch(one))

    with pytest.raises(crypto.SealBroken):
        keyring.seal(other, b"private", b"row")


def test_a_known_key_is_never_written_over(tmp_path):
    keyring, owner = a_keyring(tmp_path), ID()
    keyring.make(owner)
    sealed = keyring.seal(owner, b"private", b"row")

    with pytest.raises(FileExistsError):
        keyring.make(owner)
    assert keyring.unseal(sealed, b"row") == b"private"


def test_nothing_opens_once_the_key_is_destroyed(tmp_path):
    keyring, owner = a_keyring(tmp_path), ID()
    keyring.make(owner)
    sealed = keyring.seal(owner, b"private", b"row")

    for _ in range(2):
        keyring.destroy(owner)

    with pytest.raises(KeyGone):
        keyring.unseal(sealed, b"row")
    assert [path for path in keyring.store.root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + b"x" * 60, b"\x01" + b"x" * 15])
def test_an_unknown_format_is_refused(tmp_path, sealed):
    with pytest.raises(crypto.SealBroken):
        a_keyring(tmp_path).unseal(sealed, b"row")


def test_a_password_is_hashed_as_owasp_asks():
    stored = passwords.hashed("kettle-river-49-moss")

    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert stored != passwords.hashed("kettle-river-49-moss")
    assert not passwords.outdated(stored)
    assert not passwords.matches("not a hash", "kettle-river-49-moss")
