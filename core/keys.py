"""Where keys live: the secrets of the service, and the key store of people and couples.

The *secrets* (wrapping key, signing key, HMAC key) are the operator's to back up. The *key
store* holds one wrapped key a person and one a couple; destroying a key destroys all that
was sealed under it, in every backup of the database too. So it is kept elsewhere than the
database and never backed up with history.
"""

import hashlib
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from core import crypto

FORMAT = b"\x01"


class KeyGone(Exception):
    """This key was destroyed, or never kept."""


class UnsafeSecrets(Exception):
    """A secret can be read by others than its owner; the message names the file."""


class KeyStore(Protocol):
    """Wrapped keys by id. A second database or a KMS may stand behind it."""

    def fetch(self, key_id: uuid.UUID) -> bytes: ...

    def keep(self, key_id: uuid.UUID, wrapped: bytes) -> None: ...

    def destroy(self, key_id: uuid.UUID) -> None: ...


class DirectoryKeyStore:
    """One wrapped key a file, in 256 folders, owner-only."""

    def __init__(self, root: Path) -> None:
        self.root = _private_folder(root)

    def fetch(self, key_id: uuid.UUID) -> bytes:
        """The wrapped key.

        Raises:
            KeyGone: there is none.
        """
        try:
            return self._path(key_id).read_bytes()
        except FileNotFoundError as gone:
            raise KeyGone(str(key_id)) from gone

    def keep(self, key_id: uuid.UUID, wrapped: bytes) -> None:
        """Store it so that it survives a power cut. Keeping a known id is refused."""
        path = self._path(key_id)
        _private_folder(path.parent)
        _write_private(path, wrapped)

    def destroy(self, key_id: uuid.UUID) -> None:
        """Remove it; removing what is gone is fine."""
        path = self._path(key_id)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_folder(path.parent)

    def _path(self, key_id: uuid.UUID) -> Path:
        return self.root / key_id.hex[:2] / key_id.hex


class Secrets:
    """The wrapping key, the signing key and the HMAC key, made on first use."""

    def __init__(self, root: Path) -> None:
        folder = _private_folder(root)
        self.wrapping = _secret(folder / "wrapping.key")
        self._hmac = _secret(folder / "hmac.key")
        self.signing = Ed25519PrivateKey.from_private_bytes(_secret(folder / "signing.key"))
        self.public = self.signing.public_key()
        raw = self.public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public_raw = raw
        self.kid = hashlib.sha256(raw).hexdigest()[:16]

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for each purpose, so that no MAC of one is valid for another."""
        return crypto.mac(self._hmac, "purpose", purpose)

    def signing_pem(self) -> bytes:
        """The private key as PKCS #8 PEM."""
        return self.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public_pem(self) -> bytes:
        """The public key as SubjectPublicKeyInfo PEM."""
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Keyring:
    """Seals and opens for one owner (a person, a couple, a request), by the owner's id."""

    def __init__(self, store: KeyStore, secrets: Secrets) -> None:
        self.store = store
        self.secrets = secrets

    def make(self, owner_id: uuid.UUID) -> None:
        """Make and keep a key; call it before the row that needs it commits."""
        bound = b"mend-key" + owner_id.bytes
        self.store.keep(owner_id, crypto.seal(self.secrets.wrapping, crypto.new_key(), bound))

    def destroy(self, owner_id: uuid.UUID) -> None:
        """Destroy the key; nothing sealed under it can be read again."""
        self.store.destroy(owner_id)

    def seal(self, owner_id: uuid.UUID, plain: bytes, bound: bytes) -> bytes:
        """Format byte, key id, nonce and ciphertext."""
        head = FORMAT + owner_id.bytes
        return head + crypto.seal(self._key(owner_id), plain, head + bound)

    def unseal(self, sealed: bytes, bound: bytes) -> bytes:
        """What ``seal`` was given.

        Raises:
            KeyGone: the owner's key was destroyed.
            crypto.SealBroken: changed, moved, or of an unknown format.
        """
        head, body = sealed[:17], sealed[17:]
        if head[:1] != FORMAT or len(head) != 17:
            raise crypto.SealBroken
        return crypto.unseal(self._key(uuid.UUID(bytes=head[1:])), body, head + bound)

    def _key(self, owner_id: uuid.UUID) -> bytes:
        wrapped = self.store.fetch(owner_id)
        return crypto.unseal(self.secrets.wrapping, wrapped, b"mend-key" + owner_id.bytes)


def _secret(path: Path) -> bytes:
    if not path.exists():
        with suppress(FileExistsError):  # another process made it first; read that one
            _write_private(path, crypto.new_key())
    if path.stat().st_mode & 0o077:
        raise UnsafeSecrets(f"{path} can be read by others: chmod 600")
    return path.read_bytes()


def _private_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(PermissionError):  # a mounted folder of somebody else's stays as it is
        path.chmod(0o700)
    return path


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that appears whole or not at all, readable by its owner only.

    Raises:
        FileExistsError: there is one of this name.
    """
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
