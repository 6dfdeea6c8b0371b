"""Migrates, loads the demo, then runs the site and its worker until someone ends them (called by bin/run).

Ctrl-C, TERM, or the end of either process ends everything. Exit 0: ended by a person; 1: something failed; 2: no such
port to be had.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

HOST = "127.0.0.1"
PATIENCE = 10  # seconds that a process may take to end when it is asked to
LAST_PORT = 65535
PR_SET_PDEATHSIG = 1  # prctl(2), Linux

running: list[subprocess.Popen[bytes]] = []


def main() -> int:
    """Prepare, run, and wait for the end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ended_by_person)
    try:
        port = free_port(os.environ.get("PORT") or "8000")
        os.environ["PORT"] = port
        print("Preparing the database and the demo …", flush=True)
        finish("load_demo", "--settings=procurement.settings.demo")
        processes = {
            "site": start("runserver", "--noreload", "--skip-checks", f"{HOST}:{port}"),
            "worker": start("work"),
        }
        wait_for_answer(int(port))
        finish("demo_accounts")
        return watch(processes)
    finally:
        end_all()


def free_port(text: str) -> str:
    """Return the port, or end with one sentence when it is no number or not to be had."""
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        give_up(f"PORT is a number from 1 to {LAST_PORT}, such as 8001, and not “{text}”.", code=2)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except PermissionError:
            give_up(f"Port {text} may not be opened here. Choose another one: PORT=8001 make run", code=2)
        except OSError:
            give_up(f"Port {text} is in use. End what runs there, or choose another one: PORT=8001 make run", code=2)
    return text


def start(*command: str) -> subprocess.Popen[bytes]:
    """Start a manage.py command in a process group of its own: Ctrl-C reaches only us, and each is asked once."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        stdin=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=die_with_us,  # noqa: PLW1509  there are no threads here
    )
    running.append(process)
    return process


def die_with_us() -> None:
    """Ask Linux to end this child should we be killed before we can do so ourselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def finish(*command: str) -> None:
    """Run a manage.py command to its end; when it fails, so do we."""
    if code := start(*command).wait():
        give_up(f"“manage.py {command[0]}” failed (exit {code}).")


def wait_for_answer(port: int) -> None:
    """Return when the site answers, or when one of the two has ended."""
    while all(process.poll() is None for process in running[-2:]):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)


def watch(processes: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until one of the processes ends, or until the `make` that started us does."""
    make = os.getppid() if "MAKELEVEL" in os.environ else None
    while make is None or not is_ending(make):
        for name, process in processes.items():
            if process.poll() is not None:
                give_up(f"The {name} ended by itself (exit {process.returncode}), so everything is stopped.")
        time.sleep(0.5)
    return 0


def is_ending(make: int) -> bool:
    """Tell whether our parent is gone, or has got an interrupt that it does not pass on to us.

    On Ctrl-C the terminal tells everyone. A script may tell `make` alone, which then waits for us, with SIGINT blocked.
    """
    if os.getppid() != make:
        return True
    try:
        status = Path(f"/proc/{make}/status").read_text(encoding="utf-8")
    except OSError:
        return False
    blocked = next((line.split()[1] for line in status.splitlines() if line.startswith("SigBlk:")), "0")
    return bool(int(blocked, 16) & 1 << (signal.SIGINT - 1))


def end_all() -> None:
    """Ask every process that still runs to end, and insist after a while."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    still_running = [process for process in running if process.poll() is None]
    for process in still_running:
        os.killpg(process.pid, signal.SIGTERM)
    for process in still_running:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def ended_by_person(_number: int, _frame: FrameType | None) -> NoReturn:
    """End quietly: this is how a day's work ends."""
    raise SystemExit(0)


def give_up(sentence: str, *, code: int = 1) -> NoReturn:
    """End with one sentence for the person at the keyboard."""
    print(sentence, file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    sys.exit(main())
