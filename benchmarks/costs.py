"""What one page or deed cost, and how a row of the table says it."""

from dataclasses import dataclass


@dataclass
class Cost:
    """What one page cost."""

    questions: int
    seconds: float
    work: float  # seconds of this process's own: those of others on the machine are not in it
    size: int


HEAD = f"{'':28} {'questions':>20} {'ms of its own':>15} {'times':>6} {'kB':>7}"


def row(name: str, one: Cost, few: Cost, cost: Cost) -> str:
    """Return what a page cost, beside the same page of the calls with few lots."""
    grew = "" if cost.questions == few.questions else "  questions grow"
    slow = "  slow" if cost.work > 1 else ""
    questions = f"{one.questions:6} {few.questions:6} {cost.questions:6}"
    work = f"{few.work * 1000:6.0f} {cost.work * 1000:8.0f} {cost.work / few.work:6.1f}"
    return f"{name:28} {questions} {work} {cost.size / 1000:7.0f}{grew}{slow}"
