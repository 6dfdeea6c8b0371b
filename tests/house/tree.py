"""The files of the house, read once."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("procurement", "suppliers", "tenders", "cms")
WRITTEN_BY_PEOPLE = {".py", ".html", ".txt", ".md", ".sh", ".toml", ".yml", ".yaml", ".scss", ".mjs", ""}


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file: its path from the root, its text and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    def __str__(self) -> str:
        return self.path.as_posix()

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def module(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def at(self, node: ast.AST) -> str:
        return f"{self}:{node.lineno}"


@cache
def files() -> tuple[Path, ...]:
    """Return every file that git keeps or would keep, from the root."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for path in map(Path, sorted(listing.stdout.splitlines())) if (ROOT / path).is_file())


@cache
def sources() -> tuple[Source, ...]:
    """Return every Python file that people wrote: all but migrations."""
    paths = [path for path in files() if path.suffix == ".py" and "migrations" not in path.parts]
    texts = {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}
    return tuple(Source(path, text, ast.parse(text, str(path))) for path, text in texts.items())


def code() -> tuple[Source, ...]:
    """Return the Python files of the site itself."""
    return tuple(source for source in sources() if source.path.parts[0] in PACKAGES)


def of_tests() -> tuple[Source, ...]:
    """Return the Python files of the tests."""
    return tuple(source for source in sources() if source.path.parts[0] == "tests")


def texts() -> Iterator[tuple[Path, str]]:
    """Yield path and text of every file that people wrote."""
    for path in files():
        if path.suffix in WRITTEN_BY_PEOPLE and path.parts[0] not in {"requirements", "static"}:
            yield path, (ROOT / path).read_text(encoding="utf-8")


def functions(source: Source) -> Iterator[tuple[int, str]]:
    """Yield length in lines and place of every function and method, from `def` to its last line."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.end_lineno - node.lineno + 1, f"{source.at(node)} {node.name}"


def percentile(values: list[int], share: float) -> int:
    """Return the smallest value that at least this share of the values does not exceed (nearest rank)."""
    return sorted(values)[ceil(share * len(values)) - 1]


def longest(measured: list[tuple[int, str]], limit: int) -> list[str]:
    """Return those above the limit, longest first."""
    return [f"{length:5} {place}" for length, place in sorted(measured, reverse=True) if length > limit]
