"""`make run` runs two processes and leaves none behind. A stand-in for manage.py plays them; all else is real."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tests.house.tree import ROOT

MANAGE = dedent("""
    import os, pathlib, socket, sys, time
    command = sys.argv[1]
    if command in {"runserver", "work"}:
        pathlib.Path(command).write_text(str(os.getpid()))
    print(command, flush=True)
    if command == os.environ.get("FAILS"):
        sys.exit(3)
    if command in {"runserver", "work"}:
        if command == "runserver":
            server = socket.create_server(("127.0.0.1", int(sys.argv[-1].split(":")[1])))
        time.sleep(60)
""")


@pytest.fixture
def port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def serve(tmp_path: Path, port: str) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    shutil.copy(ROOT / "bin" / "serve.py", tmp_path)
    (tmp_path / "manage.py").write_text(MANAGE)
    started = []

    def start(**environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "serve.py"],
            cwd=tmp_path,
            env={**os.environ, "PORT": port, "MAKELEVEL": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], *words: str) -> None:
    """Read until every word was said, in whatever order: the worker may well speak last."""
    awaited = set(words)
    while awaited:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        awaited = {word for word in awaited if word not in line}


def has_ended(tmp_path: Path, command: str) -> bool:
    """Tell whether the process that wrote its number is gone."""
    try:
        os.kill(int((tmp_path / command).read_text()), 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_person_ends_everything_at_once(serve, tmp_path, number):
    process = serve()
    read_until(process, "runserver", "work", "demo_accounts")
    process.send_signal(number)
    assert process.wait(15) == 0
    assert has_ended(tmp_path, "runserver")
    assert has_ended(tmp_path, "work")


def test_an_interrupt_while_it_prepares_ends_it_too(serve):
    process = serve()
    read_until(process, "Preparing")
    process.send_signal(signal.SIGINT)
    assert process.wait(15) == 0


def test_when_the_worker_dies_the_site_does_not_stay_alone(serve, tmp_path):
    process = serve(FAILS="work")
    _, said = process.communicate(timeout=15)
    assert process.returncode == 1
    assert "The worker ended by itself (exit 3)" in said
    assert has_ended(tmp_path, "runserver")


def test_a_failed_migration_starts_nothing(serve, tmp_path):
    process = serve(FAILS="load_demo")
    _, said = process.communicate(timeout=15)
    assert process.returncode == 1
    assert said == "“manage.py load_demo” failed (exit 3).\n"
    assert not (tmp_path / "runserver").exists()


def test_a_port_in_use_is_said_in_one_sentence(serve, port):
    with socket.create_server(("127.0.0.1", int(port))):
        process = serve()
        said, complaint = process.communicate(timeout=15)
    assert process.returncode == 2
    assert said == ""
    assert complaint == f"Port {port} is in use. End what runs there, or choose another one: PORT=8001 make run\n"


@pytest.mark.parametrize("text", ["eight", "0", "70000", "-1"])
def test_what_is_no_port_is_said_in_one_sentence(serve, text):
    process = serve(PORT=text)
    _, complaint = process.communicate(timeout=15)
    assert process.returncode == 2
    assert complaint == f"PORT is a number from 1 to 65535, such as 8001, and not “{text}”.\n"
