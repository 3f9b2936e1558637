"""Settings: read once, every error at once, nothing unknown."""

import os
from dataclasses import FrozenInstanceError, fields
from datetime import timedelta
from pathlib import Path

import pytest

from core import config
from core.config import BadSettings, Settings


@pytest.fixture
def read(monkeypatch, tmp_path):
    """Settings from an environment that holds what is given and nothing else of ours."""

    def from_env(**given):
        for name in [name for name in os.environ if name.startswith("MEND_")]:
            monkeypatch.delenv(name)
        for name, value in ({"VAR": str(tmp_path)} | given).items():
            monkeypatch.setenv(f"MEND_{name}", value)
        return Settings.from_env()

    return from_env


def test_without_any_setting_there_is_a_working_default(read, tmp_path):
    settings = read()

    assert settings.database_url == f"sqlite:///{tmp_path}/mend.db"
    assert settings.mail_url == f"file:{tmp_path}/mail"
    assert (settings.host, settings.port, settings.cors_origins) == ("127.0.0.1", 8000, ())


def test_the_defaults_are_those_of_the_product(read):
    settings = read()

    spans = {
        timedelta(minutes=1): ["undo_window", "step_up", "access_token_life", "code_life"],
        timedelta(hours=1): ["confirm_window", "invitation_life", "pause_longest"],
        timedelta(days=1): ["check_in_grace", "follow_up", "prompt_lapse", "refresh_idle"],
    }
    written = [[getattr(settings, name) / unit for name in spans[unit]] for unit in spans]
    assert written == [[1, 5, 10, 10], [24, 72, 24], [2, 3, 7, 60]]
    assert settings.refresh_absolute == timedelta(days=180)
    assert settings.pause_shortest == timedelta(minutes=20)
    caps = settings.daily_prompts, settings.daily_repairs, settings.daily_thread_repairs
    assert (*caps, settings.live_invitations) == (3, 3, 3, 3)


def test_every_error_is_listed_at_once(read):
    with pytest.raises(BadSettings) as refused:
        read(PORT="70000", UNDO_WINDOW="soon", DATABASE_URL="mysql://x", UNDO_WINDOWS="60s")

    lines = str(refused.value).splitlines()
    assert {line.split(":")[0] for line in lines} == {
        "MEND_PORT", "MEND_UNDO_WINDOW", "MEND_DATABASE_URL", "MEND_UNDO_WINDOWS",
    }  # fmt: skip


def test_an_unknown_name_is_refused(read):
    with pytest.raises(BadSettings, match="MEND_DATABSE_URL: no such setting"):
        read(DATABSE_URL="sqlite:///x.db")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("60s", 60), ("20m", 1200), ("72h", 259200), ("90d", 7776000), ("45", 45), (" 5m ", 300)],
)
def test_a_duration_is_a_number_and_a_unit(read, written, seconds):
    assert config.duration(written) == timedelta(seconds=seconds)
    assert read(CODE_LIFE=written).code_life == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "1w", "-5m", "1.5h", "5 m", "m", "P1D", "9" * 10, "1h30m"])
def test_anything_else_is_no_duration(read, written):
    with pytest.raises(BadSettings, match="MEND_UNDO_WINDOW"):
        read(UNDO_WINDOW=written)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCESS_TOKEN_LIFE", "0"), ("REFRESH_IDLE", "0s"), ("CODE_LIFE", "0m"), ("STEP_UP", "0"),
        ("PORT", "-1"), ("PORT", "http"), ("LIVE_INVITATIONS", "0"), ("DAILY_PROMPTS", "many"),
        ("MAIL_URL", "http://mail.example.com"), ("MAIL_URL", "mail"), ("DATABASE_URL", "mend.db"),
        ("CORS_ORIGINS", "*"), ("CORS_ORIGINS", "https://*.example.com"),
        ("CORS_ORIGINS", "https://app.example.com/"), ("CORS_ORIGINS", "app.example.com"),
    ],
)  # fmt: skip
def test_what_would_be_unsafe_or_useless_is_refused(read, name, value):
    with pytest.raises(BadSettings, match=f"MEND_{name}"):
        read(**{name: value})


def test_relative_folders_lie_under_var(read, tmp_path):
    settings = read(KEYS="k", SECRETS="s", MAIL_URL="file:m", DATABASE_URL="sqlite:///d.db")

    assert (settings.keys, settings.secrets) == (tmp_path / "k", tmp_path / "s")
    assert settings.mail_url == f"file:{tmp_path}/m"
    assert settings.database_url == f"sqlite:///{tmp_path}/d.db"


def test_absolute_folders_stay_where_they_are(read):
    settings = read(KEYS="/srv/keys", MAIL_URL="file:/srv/mail", DATABASE_URL="sqlite:////srv/d.db")

    assert settings.keys == Path("/srv/keys")
    assert settings.mail_url == "file:/srv/mail"
    assert settings.database_url == "sqlite:////srv/d.db"


def test_a_relative_var_is_made_absolute(read, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert read(VAR="here").keys == tmp_path / "here" / "keys"


@pytest.mark.parametrize("secrets", ["keys", "keys/secrets", "x/../keys/secrets", "."])
def test_secrets_and_key_store_never_lie_in_one_another(read, secrets):
    with pytest.raises(BadSettings, match="MEND_SECRETS"):
        read(SECRETS=secrets)


def test_origins_are_listed_with_commas(read):
    origins = read(CORS_ORIGINS="https://app.example.com, http://localhost:5173").cors_origins

    assert origins == ("https://app.example.com", "http://localhost:5173")


def test_settings_are_frozen(read):
    settings = read()

    with pytest.raises(FrozenInstanceError):
        settings.port = 1


def test_every_setting_has_a_meaning_for_the_readme():
    assert all(one.metadata["meaning"] for one in fields(Settings))
    assert all(config.env_name(one) == f"MEND_{one.name.upper()}" for one in fields(Settings))
