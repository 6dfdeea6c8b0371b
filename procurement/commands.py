"""How every command of the project ends: 0 done, 1 a negative answer, 2 unusable input with one plain sentence."""

import sys
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

NEGATIVE, UNUSABLE = 1, 2


class Unusable(CommandError):  # noqa: N818  it is the input that is wrong, not the program
    """What was given can't be used; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, returncode=UNUSABLE)


class PlainCommand(BaseCommand):
    """A command whose refusals are one sentence on standard error, never a traceback, never a page of usage."""

    _called_from_command_line = False

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if self._called_from_command_line:
            parser.error = self._wrong_words  # type: ignore[method-assign]  # else: a page of usage
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, and turn a refusal into its sentence and exit code."""
        try:
            # Commands speak English, to whoever operates the portal; papers and mails choose their own language.
            with override("en"):
                return super().execute(*args, **options)
        except CommandError as refusal:
            if not self._called_from_command_line or options.get("traceback"):
                raise
            self._end(str(refusal), refusal.returncode)

    def _wrong_words(self, message: str) -> NoReturn:
        """Make a sentence of what argparse says."""
        self._end(f"{message[:1].upper()}{message[1:]}.", UNUSABLE)

    def _end(self, sentence: str, code: int) -> NoReturn:
        self.stderr.write(sentence)
        sys.exit(code)
