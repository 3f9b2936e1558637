"""What the documents say is what the code does."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from dataclasses import fields
from pathlib import Path

from core.config import Settings, env_name

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(MEND_\w+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def test_the_settings_table_is_the_code():
    table = ROW.findall(README)

    assert table == [
        (
            env_name(setting),
            f"`{setting.metadata['default']}`" if setting.metadata["default"] else "none",
            setting.metadata["meaning"],
        )
        for setting in fields(Settings)
    ]


def test_the_example_environment_names_every_setting():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    given = [line.removeprefix("# ") for line in lines if line.startswith("# MEND_")]

    assert given == [f"{env_name(one)}={one.metadata['default']}" for one in fields(Settings)]


def test_the_readme_is_short():
    assert README.count("\n") <= 150


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([^`]+)` \|", reasons, re.MULTILINE))
    wanted = {
        line.strip()
        for file in ("requirements.in", "requirements-dev.in")
        for line in (ROOT / file).read_text().splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    }

    assert named == wanted


def test_every_decision_says_what_enforces_it():
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for part in ("## Context", "## Decision", "## Consequences", "## Enforced by"):
            assert part in text, f"{path.name}: {part}"
        assert text.count("\n") <= 60, path.name


def test_the_tour_can_be_typed_as_it_stands(tmp_path):
    """Every line of the README's tour, in a fresh checkout, against `make run`."""
    start, *steps = BLOCK.findall(README)
    checkout(tmp_path)
    environment = {**os.environ, "PATH": os.environ["PATH"]}
    server = subprocess.Popen(
        ["bash", "-ec", start], cwd=tmp_path, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        wait_for("http://127.0.0.1:8000/readyz", server)
        tour = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "".join(steps)],
            cwd=tmp_path, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.communicate(timeout=30)

    assert tour.returncode == 0, tour.stdout + tour.stderr
    phrase, partner, content, verdict, before, after, check_in = tour.stdout.splitlines()
    assert re.fullmatch(r"\w+ \w+ \d\d", phrase)
    assert partner == "Ben"
    assert "reaching_out" in content
    assert "moon" not in content
    assert (verdict, before, after) == ("repaired", "None", "True")
    assert len(check_in) == 36


def checkout(folder: Path) -> None:
    """The tracked and new files, beside the environment that is there already."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in files.stdout.split("\n"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(ROOT / ".venv")


def wait_for(url: str, server: subprocess.Popen) -> None:
    for _ in range(150):
        assert server.poll() is None, server.stderr.read()
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start")
