"""How fast, and in how much memory, does a register of a million firms come in? And how long is one look-up?

    python -m benchmarks.registers [FIRMS] [FOLDER] [kbo|sirene]

The reference, in the same run: `csv.reader` over the same zip, and `executemany` of the same rows, in the same batches,
into bare SQLite tables with an index on the number. The import is killed once in the middle (SIGKILL) and run again.
Seconds of CPU are said too, for a machine that others use. With DATABASE_URL it fills that one; else SQLite in FOLDER.
"""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.register_files import kbo_rows, sirene_rows, write_zip

LOOK_UPS = 2000


@dataclass(frozen=True)
class Run:
    """What a command printed, seconds by the wall and of CPU, and its peak in megabytes."""

    out: str
    seconds: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Bench:
    """A folder, a number of firms, and the environment of the commands."""

    folder: Path
    firms: int
    env: dict[str, str]

    def run(self, *words: str, kill_after: float = 0) -> Run:
        """Run one of our commands; return what it printed and what it cost."""
        began = time.perf_counter()
        with tempfile.TemporaryFile("w+", dir=self.folder) as out:
            process = subprocess.Popen([sys.executable, *words], env=self.env, stdout=out)
            if kill_after:
                time.sleep(kill_after)
                process.send_signal(signal.SIGKILL)
            _pid, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            assert kill_after or process.returncode == 0, (words, process.returncode)
            out.seek(0)
            seconds, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
            return Run(out.read(), seconds, cpu, used.ru_maxrss / 1024)

    def measure(self, register: str, files: dict[str, Iterable[list[str]]]) -> None:
        path = write_zip(self.folder / f"{register}.zip", files)
        began = time.perf_counter(), time.process_time()
        rows = self.plain_load(path)
        plain, plain_cpu = time.perf_counter() - began[0], time.process_time() - began[1]
        print(f"{register}: {self.firms:,} firms, {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB zipped")
        print(f"  reference, a bare load: {plain:.0f} s ({plain_cpu:.0f} s of CPU), {rows / plain:,.0f} rows a second")
        idle = self.run("manage.py", "check")  # all that Django loads before a command begins
        words = ["manage.py", "import_register", register, str(path), "--json"]
        first = self.run(*words, kill_after=plain + idle.seconds)
        rest = self.run(*words)
        assert json.loads(rest.out)["status"] == "resumed", rest.out
        seconds, cpu = first.seconds + rest.seconds, first.cpu + rest.cpu
        print(f"  import, killed after {first.seconds:.0f} s, run again and done after {rest.seconds:.0f} s more:")
        print(f"  {rows / seconds:,.0f} rows a second, {seconds / plain:.1f} x the reference;", end=" ")
        print(f"{rows / cpu:,.0f} a second of CPU, {cpu / plain_cpu:.1f} x")
        print(f"  peak {max(first.peak, rest.peak):.0f} MB; without a row {idle.peak:.0f} MB")
        again = self.run(*words)
        assert json.loads(again.out)["status"] == "unchanged", again.out
        print(f"  run once more: nothing to do, {again.cpu - idle.cpu:.1f} s of CPU beside the start")
        print(self.run("-m", "benchmarks.register_look_ups", register, str(self.firms), str(LOOK_UPS)).out, end="")

    def plain_load(self, path: Path) -> int:
        """Load the zip the bare way; return how many rows."""
        rows = 0
        base = sqlite3.connect(self.folder / "plain.sqlite3")
        base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        for name, some in _files(path):
            columns, table = len(next(some)), name.partition(".")[0]
            base.execute(f"CREATE TABLE {table} ({', '.join(f'c{number} TEXT' for number in range(columns))})")
            base.execute(f"CREATE INDEX key_{table} ON {table} (c0)")
            statement = f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608  our own names
            while batch := list(islice(some, 5000)):
                base.executemany(statement, batch)
                base.commit()
                rows += len(batch)
        base.close()
        (self.folder / "plain.sqlite3").unlink()
        return rows


def _files(path: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as raw:
                yield name, csv.reader(io.TextIOWrapper(raw, "utf-8", newline=""))


def main() -> None:
    firms = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as name:
        folder = Path(name)
        env = {**os.environ, "VAR_ROOT": name, "DJANGO_SETTINGS_MODULE": "procurement.settings.development"}
        bench = Bench(folder, firms, {"DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", **env})
        bench.run("manage.py", "migrate", "-v", "0")
        for register, rows in {"kbo": kbo_rows, "sirene": sirene_rows}.items():
            if register in sys.argv[3:] or not sys.argv[3:]:
                bench.measure(register, rows(firms))


if __name__ == "__main__":
    main()
