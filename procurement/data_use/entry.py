"""The words in which the registry answers: about whom, on what legal basis, seen by whom, kept how long."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Subject(models.TextChoices):
    """Under which heading people look for it."""

    ACCOUNT = "account", _("Your account")
    FIRM = "firm", _("Your firm")
    CALLS = "calls", _("Calls, bids and letters")
    OFFICE = "office", _("People who work at an authority")


class Basis(models.TextChoices):
    """Why the law lets us: Regulation (EU) 2016/679, art. 6(1)."""

    CONSENT = "consent", _("your own choice: it may stay empty, and you can take it back (GDPR art. 6(1)(a))")
    LAW = "law", _("public procurement law obliges the authority (GDPR art. 6(1)(c))")
    TASK = "task", _("a public task that can't be done without it (GDPR art. 6(1)(e))")


class Reader(models.TextChoices):
    """Who sees it, on pages, in mails and papers. Who runs the machine could read what is not sealed."""

    SELF = "self", _("you")
    FIRM = "firm", _("the people of your firm")
    OWNERS = "owners", _("the owners of the firm's account")
    HELPERS = "helpers", _("officers and ombudsperson of the authority that you ask")
    ADMINISTRATORS = "administrators", _("administrators of the authority")
    VETTERS = "vetters", _("officers of the authority that examines the firm")
    JUDGES = "judges", _("after the opening, those who judge, decide on or audit the call")
    COLLEAGUES = "colleagues", _("those who work on the same call, and its auditors")
    TOLD = "told", _("the firms that get the decision or the letter")
    EVERYONE = "everyone", _("everyone, in the public record")
    NOBODY = "nobody", _("nobody: only the program uses it")


class Term(models.TextChoices):
    """How long it is kept. The years that a law asks for are in its rule pack."""

    ACCOUNT = "account", _("until you erase your account")
    FIRM = "firm", _("until the firm's account is closed; what its bids and letters say, as long as these")
    CHOICE = "choice", _("until you change it, or the firm's account is closed")
    ANSWERED = "answered", _("until it is answered or taken back, or its time is over")
    DAY = "day", _("one day")
    SIGNED_IN = "signed_in", _("until you sign out, or two weeks")
    YEAR = "year", _("one year")
    FOLLOWED = "followed", _("until you stop it, or thirty days after the call has ended")
    PROCEDURE = "procedure", _("as long as the authority must by law keep the papers of the call")
    REGISTER = "register", _("until the next extract of the register")
    RECORD = "record", _("for good: it is part of the public record")
    LOG = "log", _("for good, with a number in place of a name: the log can't be changed")


@dataclass(frozen=True, slots=True)
class Use:
    """One answer to "what do you know of me, and why?".

    `of`: the fields that it is about, as "app.Model.field", or "app.Model" for all fields of a model. `public`: what
    of it everyone can see; empty where nothing is.
    """

    of: tuple[str, ...]
    what: Sentence
    purpose: Sentence
    basis: Basis
    seen_by: tuple[Reader, ...]
    kept: Term
    about: Subject
    public: Sentence = ""

    def readers(self) -> str:
        """Return who sees it, as one list of words."""
        return ", ".join(str(reader.label) for reader in self.seen_by)
