"""Reading an extract as it was downloaded: a zip, a folder, or a single file; row by row, never as a whole."""

import csv
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import IO

CHUNK = 1 << 20
FIRST_YEAR = 1980
Values = tuple[str, ...]


class ExtractRefused(ValueError):  # noqa: N818  it is an answer, not a fault
    """The extract can't be read, or can't be taken; the sentence says why. `unusable`: another file is needed."""

    def __init__(self, sentence: str, *, unusable: bool = True) -> None:
        self.sentence, self.unusable = sentence, unusable
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Member:
    """One CSV file of the extract."""

    name: str
    size: int
    checksum: int  # CRC-32, as zip files carry it: a zip and its unpacked folder are the same extract
    day: date
    open: Callable[[], IO[bytes]]

    def rows(self, columns: Sequence[str], *, skip: int = 0) -> Iterator[Values | None]:
        """Yield these columns of each row after the first `skip`; None for a row that is too short."""
        try:
            yield from self._rows(columns, skip)
        except (csv.Error, UnicodeDecodeError, EOFError, zlib.error, zipfile.BadZipFile) as error:
            raise ExtractRefused(f"{self.name} is damaged or is not a CSV file in UTF-8: {error}.") from None
        except (RuntimeError, NotImplementedError, OSError):
            raise ExtractRefused(f"{self.name} can't be read.") from None

    def _rows(self, columns: Sequence[str], skip: int) -> Iterator[Values | None]:
        with self.open() as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
            lines = csv.reader(text)
            head = next(lines, [])
            if missing := [column for column in columns if column not in head]:
                raise ExtractRefused(f"{self.name} has no column {', '.join(missing)}.")
            pick = itemgetter(*[head.index(column) for column in columns])  # two or more: a tuple
            for row in islice(lines, skip, None):
                try:
                    yield pick(row)
                except IndexError:
                    yield None


@dataclass(frozen=True, slots=True)
class Extract:
    """The CSV files by their name in small letters."""

    members: dict[str, Member]

    @property
    def identity(self) -> str:
        """Return what the extract is known by, wherever it lies."""
        facts = sorted((member.name.lower(), member.size, member.checksum) for member in self.members.values())
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    @property
    def day(self) -> date:
        """Return the day of the newest file."""
        return max(member.day for member in self.members.values())


def read_extract(path: Path) -> Extract:
    """Return the extract that lies there.

    Raises:
        ExtractRefused: nothing is there, or nothing in it is a CSV file.
    """
    try:
        members = list(_within(path))
    except FileNotFoundError:
        raise ExtractRefused("There is no such file.") from None
    except (zipfile.BadZipFile, OSError, ValueError):
        raise ExtractRefused("The file can't be read.") from None
    if not members:
        raise ExtractRefused("There is no CSV file in it.")
    return Extract({member.name.lower(): member for member in members})


def _within(path: Path) -> Iterator[Member]:
    if path.is_dir():
        for each in sorted(path.iterdir()):
            if each.suffix.lower() in {".csv", ".zip"} and each.is_file():
                yield from _within(each)
    elif path.suffix.lower() == ".csv":
        yield _plain(path)
    else:
        yield from _zipped(path)


def _plain(path: Path) -> Member:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return Member(path.name, path.stat().st_size, checksum, _day_of(path), lambda: path.open("rb"))


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _zipped(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        found = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
    for info in found:
        name = info.filename.rpartition("/")[2]
        # 1980 stands in an archive for "not known".
        day = date(*info.date_time[:3]) if info.date_time[0] > FIRST_YEAR else _day_of(path)
        yield Member(name, info.file_size, info.CRC, day, _opener(path, info.filename))


def _opener(path: Path, inside: str) -> Callable[[], IO[bytes]]:
    def open_it() -> IO[bytes]:
        # The archive stays open as long as what is read from it.
        return zipfile.ZipFile(path).open(inside)

    return open_it
