"""Settings, read once from the environment and then frozen."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError, EnvValidationError

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
SQLITE = "sqlite:///"
PREFIX = "MEND_"
FOR_TESTS = {"MEND_TEST_DATABASE_URL"}


class BadSettings(Exception):
    """The environment does not make a configuration; every error is in the message."""


def duration(text: str) -> timedelta:
    """``60s``, ``20m``, ``72h``, ``90d``; a bare number is seconds.

    Raises:
        ValueError: anything else.
    """
    match = re.fullmatch(r"(\d{1,9})([smhd]?)", text.strip())
    if not match:
        raise ValueError("write a duration as 60s, 20m, 72h or 90d")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ValueError("a port is 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a whole number, at least 1")
    return int(text)


def _positive(text: str) -> timedelta:
    if not (span := duration(text)):
        raise ValueError("longer than 0")
    return span


def _mail_url(text: str) -> str:
    if urlsplit(text).scheme not in ("file", "smtp", "smtps"):
        raise ValueError("file:FOLDER, smtp://host:port or smtps://host:port")
    return text


def _database_url(text: str) -> str:
    if not text.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("sqlite:///FILE or postgresql://user:password@host/name")
    return text


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip() for part in text.split(",") if part.strip())
    if any(not re.fullmatch(r"https?://[^/*\s]+", origin) for origin in origins):
        raise ValueError("origins such as https://app.example.com, comma between; no wildcard")
    return origins


def _setting(default: str, parse: Callable[[str], Any], meaning: str) -> Any:
    """One setting: its default as it would be written, its reader, and its README line."""
    return field(
        default_factory=lambda: parse(default),
        metadata={"default": default, "parse": parse, "meaning": meaning},
    )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that may differ between two deployments. Nothing else does."""

    database_url: str = _setting(
        "sqlite:///mend.db", _database_url, "SQLite file or PostgreSQL database"
    )
    host: str = _setting("127.0.0.1", str, "address to serve on")
    port: int = _setting("8000", _port, "port to serve on; 0 takes a free one")
    var: Path = _setting("var", Path, "folder for what Mend writes; relative ones lie in it")
    keys: Path = _setting("keys", Path, "folder of the key store (never in a backup)")
    secrets: Path = _setting("secrets", Path, "folder of wrapping, signing and HMAC keys")
    mail_url: str = _setting(
        "file:mail", _mail_url, "`file:FOLDER`, `smtp://` (STARTTLS) or `smtps://`"
    )
    mail_from: str = _setting("Mend <mend@example.com>", str, "sender of mails")
    cors_origins: tuple[str, ...] = _setting(
        "", _origins, "web origins that may call, comma between"
    )
    invite_url: str = _setting(
        "mend://invite/{code}", str, "link in an invitation; `{code}` is filled in"
    )
    undo_window: timedelta = _setting("60s", duration, "wait before a prompt or a repair goes out")
    invitation_life: timedelta = _setting("72h", _positive, "life of an invitation code")
    confirm_window: timedelta = _setting("24h", _positive, "time to confirm a claim")
    live_invitations: int = _setting("3", _count, "live invitations a person")
    prompt_lapse: timedelta = _setting("7d", _positive, "an unanswered prompt reads `lapsed` after")
    pause_shortest: timedelta = _setting("20m", duration, "a pause is at least this long")
    pause_longest: timedelta = _setting("24h", _positive, "a pause is at most this long")
    daily_prompts: int = _setting("3", _count, "prompts a sender in 24 hours")
    daily_repairs: int = _setting("3", _count, "unprompted repairs a sender in 24 hours")
    daily_thread_repairs: int = _setting("3", _count, "repairs a thread in 24 hours")
    follow_up: timedelta = _setting("3d", duration, "`landed` until the follow-up")
    check_in_grace: timedelta = _setting(
        "2d", duration, "a check-in stays open after its day or week"
    )
    access_token_life: timedelta = _setting("10m", _positive, "life of an access token")
    refresh_idle: timedelta = _setting("60d", _positive, "a session unused this long ends")
    refresh_absolute: timedelta = _setting("180d", _positive, "any session ends after")
    code_life: timedelta = _setting("10m", _positive, "life of a mailed code")
    step_up: timedelta = _setting("5m", _positive, "a step-up is fresh this long")

    @classmethod
    def from_env(cls) -> "Settings":
        """Read the settings from the environment.

        Raises:
            BadSettings: lists every error, so that one start shows them all.
        """
        env = Env(eager=False, prefix=PREFIX)
        found = {setting.name: _read(env, setting) for setting in fields(cls)}
        errors = [f"{name}: no such setting" for name in sorted(_unknown())]
        try:
            env.seal()
        except EnvValidationError as bad:
            errors += [f"{name}: {why}" for name, why in _messages(bad)]
        if errors:
            raise BadSettings("\n".join(errors))
        settings = cls(**found)._rooted()
        if errors := list(settings._contradictions()):
            raise BadSettings("\n".join(errors))
        return settings

    def _contradictions(self) -> Iterator[str]:
        """Settings that are fine alone and not together."""
        keys, secrets = self.keys.resolve(), self.secrets.resolve()
        if secrets.is_relative_to(keys) or keys.is_relative_to(secrets):
            # The secrets are backed up and the key store never is.
            yield "MEND_SECRETS: never inside MEND_KEYS, nor the other way round"
        if self.pause_shortest > self.pause_longest:
            yield "MEND_PAUSE_SHORTEST: not longer than MEND_PAUSE_LONGEST"

    def _rooted(self) -> "Settings":
        """Put every relative folder, and a relative SQLite file, under ``var``."""
        var = self.var.resolve()
        moved: dict[str, Any] = {
            "var": var,
            "keys": var / self.keys,
            "secrets": var / self.secrets,
        }
        if self.database_url.startswith(SQLITE):
            file = self.database_url.removeprefix(SQLITE)
            moved["database_url"] = SQLITE + str(var / file)
        if self.mail_url.startswith("file:"):
            moved["mail_url"] = "file:" + str(var / self.mail_url.removeprefix("file:"))
        return replace(self, **moved)


def _messages(bad: EnvValidationError) -> list[tuple[str, str]]:
    found = bad.error_messages
    assert isinstance(found, dict)
    return [(name, " ".join(why)) for name, why in found.items()]


def env_name(setting: "Field[Any]") -> str:
    """The environment variable of a setting."""
    return PREFIX + setting.name.upper()


def _read(env: Env, setting: "Field[Any]") -> Any:
    def parse(text: str) -> Any:
        try:
            return setting.metadata["parse"](text)
        except ValueError as error:
            raise EnvError(str(error)) from error

    env.add_parser(f"read_{setting.name}", parse)
    read = getattr(env, f"read_{setting.name}")
    return read(setting.name.upper(), setting.metadata["default"])


def _unknown() -> set[str]:
    """Variables with our prefix that name no setting: most likely a typo."""
    known = {env_name(setting) for setting in fields(Settings)} | FOR_TESTS
    return {name for name in os.environ if name.startswith(PREFIX)} - known
