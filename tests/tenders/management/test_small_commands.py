"""The small commands: what they print, and how they end."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from procurement.audit.log import record
from tenders.management.commands.draw_lifecycles import drawn
from tests.factories.people import BuyerFactory
from tests.personas import moment

MANAGE = [sys.executable, "manage.py"]


def test_the_diagrams_in_the_readme_are_current() -> None:
    assert drawn() in (settings.BASE_DIR / "README.md").read_text(), "run: manage.py draw_lifecycles"


@pytest.mark.django_db
def test_a_sound_log_and_a_changed_one(capsys: pytest.CaptureFixture) -> None:
    event = record("test.done", BuyerFactory(), by=None, now=moment("2027-02-01"))
    call_command("check_log")
    assert capsys.readouterr().out == "The log is sound: 1 events.\n"
    on = " ON audit_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_event_no_update{on}")
        cursor.execute("UPDATE audit_event SET verb = 'test.undone' WHERE id = %s", [event.pk])
    with pytest.raises(SystemExit) as ended:
        call_command("check_log")
    assert ended.value.code == 1
    assert capsys.readouterr().out == f"event {event.pk} was changed\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["rehearse"], "The following arguments are required: NOTICE.xml, --out."),
        (["rehearse", "absent.xml", "--out", "{}"], "absent.xml is not a file."),
        (["rehearse", "README.md", "--out", "tests"], "tests is not empty: a rehearsal wants a folder of its own."),
        (["rehearse", "README.md", "--out", "{}", "--bids", "900"], "--bids must be between 0 and 200."),
        (["rehearse", "README.md", "--out", "{}", "--bids", "many"], "Argument --bids: invalid int value: 'many'."),
        (["load_demo"], "The demonstration is loaded under procurement.settings.demo only."),
    ],
)
def test_unusable_input_ends_with_one_sentence(arguments, sentence, tmp_path) -> None:
    command = [*MANAGE, *(argument.format(tmp_path) for argument in arguments)]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"{sentence}\n")
