"""Who carries a notice to the Official Journal: a small interface, chosen by the setting NOTICE_SENDER."""

from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Sender(Protocol):
    """Hands notices over to whoever publishes them."""

    def send(self, notice: bytes, name: str) -> str:
        """Hand one notice over (eForms XML), and return what its sending is called there."""


class FolderSender:
    """Lays notices into a folder, from which another program takes them: NOTICE_FOLDER."""

    def send(self, notice: bytes, name: str) -> str:
        """Write the file under its name; one that is there is never overwritten."""
        folder = Path(settings.NOTICE_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("xb") as file:
            file.write(notice)
        return name


def notice_sender() -> Sender | None:
    """Return the sender of this site; None where notices are downloaded and sent by hand."""
    sender: Sender | None = import_string(settings.NOTICE_SENDER)() if settings.NOTICE_SENDER else None
    return sender
