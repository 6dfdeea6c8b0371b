"""How fast, and in how much memory, is a bid sealed and opened? 100 MB in 20 files, beside a plain copy.

    python -m benchmarks.seal [FOLDER]

Prints seconds, peak memory and the ratio to a plain copy of the same bytes to the same disk. Asserts nothing: the ratio
says whether sealing is the bottleneck, and it moves with the machine.
"""

import hashlib
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tenders.bids import seal
from tenders.bids.taps import CHUNK

FILES = 20
CHUNKS = 5_000_000 // CHUNK
NOISE = os.urandom(CHUNK)
KEY = seal.EnvelopeKey.generate()


def bid() -> Iterator[bytes]:
    """5 MB as an upload would hand them over, without 5 MB ever being there at once."""
    for number in range(CHUNKS):
        yield number.to_bytes(4) + NOISE[4:]


def copy(folder: Path) -> None:
    for number in range(FILES):
        with (folder / f"{number}.plain").open("wb") as target:
            for chunk in bid():
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())


def copy_and_hash(folder: Path) -> None:
    for number in range(FILES):
        taken = hashlib.sha256()
        with (folder / f"{number}.hashed").open("wb") as target:
            for chunk in bid():
                taken.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())


def seal_all(folder: Path) -> None:
    for number in range(FILES):
        seal.seal_to_path(bid(), folder / f"{number}.age", KEY.public_key, 10**9)


def open_all(folder: Path) -> None:
    with Path(os.devnull).open("wb") as sink:
        for number in range(FILES):
            seal.open_stream(folder / f"{number}.age", KEY.identity, sink)


def reseal_all(folder: Path) -> None:
    for number in range(FILES):
        chunks = seal.open_chunks(folder / f"{number}.age", KEY.identity)
        seal.seal_to_path(chunks, folder / f"{number}.panel", KEY.public_key, 10**9)


def measured(work: Callable[[Path], None], folder: Path) -> tuple[float, float]:
    """Seconds, and peak megabytes of a process of its own (Python and libraries included)."""
    context = multiprocessing.get_context("fork")
    results = context.SimpleQueue()

    def run() -> None:
        began = time.perf_counter()
        work(folder)
        results.put((time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    process = context.Process(target=run)
    process.start()
    process.join()
    return results.get()


def main() -> None:
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{FILES} files, {FILES * CHUNKS * CHUNK / 1e6:.0f} MB; before any work {base:.0f} MB of memory")
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as name:
        plain = 0.0
        for work in (copy, copy_and_hash, seal_all, open_all, reseal_all):
            seconds, peak = measured(work, Path(name))
            plain = plain or seconds
            print(f"{work.__name__:14} {seconds:6.2f} s  {seconds / plain:5.1f} x copy  peak {peak:4.0f} MB")


if __name__ == "__main__":
    main()
