"""The docs page in a real Chromium, under its own strict CSP. Fails where there is none."""

import shutil
import subprocess
import threading

import pytest

from cli.serve import serving

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--enable-logging=stderr",
    "--log-level=0",
    "--virtual-time-budget=15000",
    "--dump-dom",
]


@pytest.fixture
def url(app):
    server = serving(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_swagger_ui_draws_every_group_without_a_word_on_the_console(url, tmp_path):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "make browser needs a Chromium from the system"

    seen = subprocess.run(
        [chromium, *FLAGS, f"--user-data-dir={tmp_path}", f"{url}/docs"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    assert "operations-ruptures-logRupture" in seen.stdout
    assert "operations-tag-check-ins" in seen.stdout
    assert [line for line in seen.stderr.splitlines() if "CONSOLE" in line] == []
