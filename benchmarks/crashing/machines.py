"""The two machines that are killed: PostgreSQL, and the web server."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 300  # seconds: a busy machine takes its time
BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settle(place: Path, database: str) -> None:
    """Write down for this process and the web server where everything is."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "procurement.settings.development",
        "DATABASE_URL": database,
        "MEDIA_ROOT": str(place / "media"),
        "UPLOADS_AN_HOUR_PERSON": "100000",
        "UPLOADS_AN_HOUR_FIRM": "100000",
    }


class Postgres:
    """A PostgreSQL of its own, that waits for the disk as a real one does."""

    def __init__(self, place: Path) -> None:
        self.data, self.port = place / "postgres", free_port()
        self.data.mkdir()
        if os.getuid() == 0:
            shutil.chown(self.data, "postgres")
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.start()

    @staticmethod
    def is_there() -> bool:
        return BINARIES is not None and "--sqlite" not in sys.argv

    def start(self) -> None:
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data}"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.data / "log"), "-w", "-o", options, "start")

    def crash(self) -> None:
        """Stop as by a power cut, and start again."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        self.start()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*as_postgres, str(BINARIES / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


class Site:
    """gunicorn with three workers, in a process group of its own."""

    def __init__(self, place: Path) -> None:
        self.port, self.log = free_port(), place / "gunicorn.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, largest: int | None = None) -> None:
        """Start, and return when it answers. `largest`: bytes of a file beyond which the disk is full."""
        log = subprocess.DEVNULL if largest else self.log.open("ab")
        bound = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))) if largest else None
        options = ["--workers", "3", "--timeout", str(PATIENCE), "--bind", f"127.0.0.1:{self.port}"]
        command = [sys.executable, "-m", "gunicorn", "procurement.wsgi", *options]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=bound,  # noqa: PLW1509  it calls the system and nothing else
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._answers():
                return
            time.sleep(0.1)
        raise SystemExit("The web server does not start.")

    def kill(self) -> None:
        """Kill master and workers at once, in the middle of whatever they do."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)
            self.process = None
            while self._answers():  # a worker takes its time to die on a busy machine
                time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
