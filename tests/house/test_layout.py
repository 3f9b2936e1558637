"""The house rules about where things stand and how long they are, kept by machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("api", "cli", "core", "jobs", "models", "schemas", "services")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
SELECTS_ANYONE = {"access.py", "crossings.py"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_fits_in_one_sitting(path):
    source = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]

    assert source.count("\n") <= 250
    assert max((f.end_lineno - f.lineno + 1 for f in functions), default=0) <= 40


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_and_its_public_functions_say_what_they_are(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]

    assert ast.get_docstring(tree)
    assert [node.name for node in public if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_imported_inside_a_function(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_only_the_edges_commit():
    culprits = {
        name(path) for path in FILES if re.search(r"\.(commit|rollback)\(", path.read_text())
    }

    assert culprits == {"api/transaction.py"}


def test_only_the_clock_asks_for_the_time():
    asking = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|func\.now\(")
    culprits = {name(path) for path in FILES if asking.search(path.read_text())}

    assert culprits == {"core/clock.py"}


def test_fed_tables_are_written_through_their_objects():
    """A Core write would change a row without telling the feed."""
    fed = re.compile(r"class (\w+)\([^)]*\):(?:(?!\nclass ).)*?def told\(", re.DOTALL)
    models = "\n".join(path.read_text() for path in (ROOT / "models").glob("*.py"))
    tables = set(fed.findall(models))
    written = re.compile(r"\b(?:update|delete|insert)\((\w+)\)")
    culprits = {
        (name(path), table)
        for path in FILES
        for table in written.findall(path.read_text())
        if table in tables
    }

    assert {"Rupture", "Crossing", "Membership", "Verdict"} <= tables
    assert culprits == set()


def test_no_service_selects_by_somebody_elses_id():
    """Outside access and crossings, a select names no one's id but the actor's or owner's."""
    foreign = re.compile(r"(?:owner_id|recipient_id|author_id|user_id) == (?:partner|other)")
    culprits = {
        name(path)
        for path in (ROOT / "services").glob("*.py")
        if path.name not in SELECTS_ANYONE and foreign.search(path.read_text())
    }

    assert culprits == {"services/claims.py", "services/couples.py"}  # pairing names both


def test_the_inbox_reads_no_row_of_the_senders():
    """`/inbox` is filled from `crossings`; the sender's tables are not even imported there."""
    senders = {"Repair", "Pause", "Moment", "CheckIn", "User"}
    source = ast.parse((ROOT / "services" / "inbox.py").read_text())
    imported = {
        alias.name
        for node in ast.walk(source)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert imported & senders == set()
    # Own prompts, to find the own rupture a thread is on; never the partner's.
    assert "RepairPrompt.owner_id == actor.id" in (ROOT / "services" / "inbox.py").read_text()


def test_a_noun_has_the_same_name_in_every_room():
    known_as = {"pairing": "invitations", "base": "access", "service": "support"}
    missing = [
        (path.stem, room)
        for path in (ROOT / "schemas").glob("[!_]*.py")
        for room in ("api", "services")
        if not (ROOT / room / f"{path.stem}.py").exists()
        and not (ROOT / room / f"{known_as.get(path.stem, path.stem)}.py").exists()
        and path.stem != "base"
    ]

    assert missing == []


def test_imports_run_downhill():
    check = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert check.returncode == 0, check.stdout


def test_nothing_names_a_machine():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    machine = re.compile(r"/(?:root|home|Users)/\w|/work/|pypi\.org|registry\.npm")
    named = [
        path
        for path in tracked
        if not path.startswith(("sdk/python/", "tests/house/"))
        and machine.search((ROOT / path).read_text(encoding="utf-8", errors="ignore"))
    ]

    assert named == []
