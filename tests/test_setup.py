"""The set-up keeps its promises: two commands, pinned packages, safe settings, a browser cut off from the network."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from scripts import find_browser as finder
from tests.conftest import is_loopback

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ("constraints.txt", "constraints-checks.txt")

# SAFETY's settings and those that keep the page quiet and quick. Streamlit does not complain about a misspelt one.
SETTINGS = {
    "server.port": 8501,
    "server.address": "127.0.0.1",
    "server.headless": True,
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.maxUploadSize": 2,
    "server.enableStaticServing": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.enableAgentApi": False,
    "browser.gatherUsageStats": False,
    "browser.serverAddress": "localhost",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "runner.fastReruns": True,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "theme.light.primaryColor": "#0077BB",
    "theme.light.backgroundColor": "#FFFFFF",
    "theme.dark.primaryColor": "#0077BB",
    "theme.dark.backgroundColor": "#171B1E",
}


def requirements(file: str) -> list[tuple[Requirement, list[str]]]:
    """Each pinned package of a constraints file with its digests."""
    joined = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    found = []
    for line in joined.splitlines():
        if not line.strip():
            continue
        requirement, *digests = line.split(" --hash=")
        found.append((Requirement(requirement.strip()), [digest.strip() for digest in digests]))
    return found


def versions(file: str) -> set[tuple[str, str, str]]:
    return {(pin.name, str(pin.specifier), str(pin.marker or "")) for pin, _ in requirements(file)}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("file", CONSTRAINTS)
def test_every_pin_is_one_version_with_digests(file: str) -> None:
    pins = requirements(file)

    assert len(pins) > 30
    for pin, digests in pins:
        assert [specifier.operator for specifier in pin.specifier] == ["=="], pin
        assert digests, f"{pin} has no digest"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in digests), pin


@pytest.mark.parametrize("file", CONSTRAINTS)
def test_no_host_and_no_option_is_named(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")

    assert "//" not in text
    assert "@" not in text
    assert not re.search(r"^\s*-(?!-hash=sha256:)", text, re.MULTILINE), "an option such as --extra-index-url"


def test_pages_pins_are_among_the_checks_pins() -> None:
    assert versions("constraints.txt") <= versions("constraints-checks.txt")


def test_what_pyproject_asks_for_is_what_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["optional-dependencies"]
    page = {(pin.name, str(pin.specifier)) for pin in map(Requirement, project["dependencies"] + groups["pipeline"])}
    checks = {(pin.name, str(pin.specifier)) for pin in map(Requirement, groups["checks"])}

    assert page <= {(name, version) for name, version, _ in versions("constraints.txt")}
    assert checks <= {(name, version) for name, version, _ in versions("constraints-checks.txt")}


@pytest.mark.parametrize(("option", "value"), SETTINGS.items())
def test_setting_is_in_force(option: str, value: object) -> None:
    """Streamlit itself, started in this folder, reads the value from the project's own file (or has it built in)."""
    assert settings_in_force()[option] == value


def test_every_setting_in_the_file_is_one_that_streamlit_knows() -> None:
    assert settings_in_force()["unknown"] == []


_in_force: dict[str, object] = {}


def settings_in_force() -> dict[str, object]:
    # In a process of its own, so that no other test's settings and no STREAMLIT_ variable are seen.
    if not _in_force:
        program = (
            "import json, tomllib\n"
            "from streamlit import config\n"
            "known = config.get_config_options(force_reparse=True)\n"
            "def names(table, path=''):\n"
            "    for key, value in table.items():\n"
            "        if isinstance(value, dict): yield from names(value, path + key + '.')\n"
            "        else: yield path + key\n"
            "own = tomllib.load(open('.streamlit/config.toml', 'rb'))\n"
            f"asked = {list(SETTINGS)!r}\n"
            "said = {name: config.get_option(name) for name in asked}\n"
            "print(json.dumps({**said, 'unknown': [name for name in names(own) if name not in known]}))\n"
        )
        clean = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
        answer = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=clean, capture_output=True, text=True, check=True
        )
        _in_force.update(json.loads(answer.stdout.splitlines()[-1]))
    return _in_force


def test_the_readme_names_only_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|\s)make ([a-z]+)(?=[\s`]|$)", "\n".join(code_of(readme))))

    assert {"run", "test"} <= named
    assert named <= targets()


def code_of(markdown: str) -> list[str]:
    return re.findall(r"```.*?```|`[^`\n]+`", markdown, re.DOTALL)


def test_help_lists_what_people_type() -> None:
    answer = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    for target in ("run", "test", "quick", "check", "build", "data", "bench", "pins", "clean"):
        assert f"make {target} " in answer.stdout
        assert target in targets()


def test_continuous_integration_runs_the_tests() -> None:
    run = ROOT / ".ci" / "run"

    assert "make test" in run.read_text(encoding="utf-8")
    assert run.stat().st_mode & stat.S_IXUSR


def test_an_up_to_date_environment_is_left_alone(tmp_path: Path) -> None:
    """`make run` must start at once the second time."""
    venv = made_environment(tmp_path)

    answer = install(tmp_path, VENV=str(venv))

    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""


def test_a_changed_constraints_file_is_installed_again(tmp_path: Path) -> None:
    venv = made_environment(tmp_path)
    (tmp_path / "constraints.txt").write_text("# nothing to install, but another text\n", encoding="utf-8")

    answer = install(tmp_path, VENV=str(venv))

    assert answer.returncode == 0, answer.stderr
    assert "Installing what constraints.txt pins" in answer.stderr
    assert (venv / "installed-constraints.txt").read_text(encoding="utf-8").startswith("# nothing to install, but")


def test_a_failed_installation_is_tried_again_next_time(tmp_path: Path) -> None:
    venv = made_environment(tmp_path)
    (tmp_path / "constraints.txt").write_text("no-digest==1.0\n", encoding="utf-8")

    first = install(tmp_path, VENV=str(venv))
    second = install(tmp_path, VENV=str(venv))

    assert first.returncode != 0
    assert second.returncode != 0
    assert "Installing what constraints.txt pins" in second.stderr


def test_an_old_python_is_refused_in_words(tmp_path: Path) -> None:
    old = program(tmp_path / "old", 'case "$2" in *exit*) exit 1;; *) echo 3.9;; esac')

    answer = install(tmp_path, VENV=str(tmp_path / "venv"), PYTHON=str(old))

    assert answer.returncode != 0
    assert "is Python 3.9; this project needs 3.11 or newer" in answer.stderr


def test_a_missing_python_is_refused_in_words(tmp_path: Path) -> None:
    answer = install(tmp_path, VENV=str(tmp_path / "venv"), PYTHON="python-of-nowhere")

    assert answer.returncode != 0
    assert "PYTHON=python-of-nowhere does not run" in answer.stderr


def test_a_python_without_venv_is_refused_with_what_to_install(tmp_path: Path) -> None:
    """Debian's python3 without python3-venv has no ensurepip."""
    bare = program(tmp_path / "bare", 'case "$2" in *ensurepip*) exit 1;; *version_info\\[*) echo 3.12;; esac')

    answer = install(tmp_path, VENV=str(tmp_path / "venv"), PYTHON=str(bare))

    assert answer.returncode != 0
    assert "cannot make virtual environments" in answer.stderr
    assert "venv" in answer.stderr.splitlines()[-1]


def test_a_folder_that_is_no_environment_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me", encoding="utf-8")

    answer = install(tmp_path, VENV=str(tmp_path / "mine"))

    assert answer.returncode != 0
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "keep me"


def made_environment(folder: Path) -> Path:
    """An environment that holds nothing, as the script leaves it."""
    (folder / "constraints.txt").write_text("# nothing to install\n", encoding="utf-8")
    answer = install(folder, VENV=str(folder / "venv"))
    assert answer.returncode == 0, answer.stderr
    return folder / "venv"


def install(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    if not (folder / "constraints.txt").exists():
        (folder / "constraints.txt").write_text("# nothing to install\n", encoding="utf-8")
    return subprocess.run(
        ["sh", ROOT / "scripts" / "environment.sh", "constraints.txt"],
        cwd=folder,
        env={**os.environ, "PYTHON": sys.executable, "PIP_NO_INDEX": "1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_named_browser_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = program(tmp_path / "my-browser", "echo Browser 1.0")
    monkeypatch.setenv("CPEC_CHROMIUM", str(named))

    assert finder.find_browser() == named


def test_a_named_browser_that_is_not_there_is_an_error_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPEC_CHROMIUM", "/nowhere/chromium")

    with pytest.raises(finder.BrowserMissing, match=r"CPEC_CHROMIUM=/nowhere/chromium .* Install one"):
        finder.get_browser()


def test_a_command_that_only_says_where_to_get_a_browser_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "chromium", "echo 'Install the package first'; exit 1")
    real = program(tmp_path / "google-chrome", "echo Google Chrome 140.0")
    monkeypatch.delenv("CPEC_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert finder.find_browser() == real


def test_no_browser_at_all_is_said_and_never_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CPEC_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(finder, "APPLICATIONS", ())
    monkeypatch.setattr(finder, "_succeeds", lambda command: False)

    with pytest.raises(finder.BrowserMissing, match="none was found or could be fetched"):
        finder.get_browser()


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("http://127.0.0.1:8501/", True),
        ("http://localhost/", True),
        ("ws://[::1]:8501/stream", True),
        ("data:text/plain,x", True),
        ("https://tile.example/1.png", False),
        ("http://127.0.0.1.example/", False),
        ("http://localhost@other.example/", False),
    ],
)
def test_only_the_loopback_counts_as_this_machine(address: str, stays: bool) -> None:
    assert is_loopback(address) is stays


def test_a_served_page_reaches_this_machine_and_nothing_else(tmp_path: Path, serve, page_at, watch) -> None:
    app = tmp_path / "app.py"
    app.write_text("import streamlit as st\nst.title('Here')\nst.image('https://outside.example/a.png')\n", "utf-8")
    page = page_at(800, 600, color_scheme="dark")

    page.goto(serve(app=app).address)
    page.get_by_role("heading", name="Here").wait_for()
    page.locator("img").wait_for(state="attached")

    assert "https://outside.example/a.png" in watch.outside
    watch.outside.clear()
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.locator(".stApp").evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(23, 27, 30)"
