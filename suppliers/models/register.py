"""What public company registers say, imported from their open data, and how far each import got."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """The registers that can be imported."""

    KBO = "kbo", _("Crossroads Bank for Enterprises (KBO/BCE), Belgium")
    SIRENE = "sirene", _("SIRENE register, France")


class RegisterImport(models.Model):
    """One extract of a register, known by its content, and the rows of it that are in: a second run goes on there."""

    source = models.CharField(max_length=10, choices=Source.choices)
    identity = models.CharField(max_length=64)  # SHA-256 over name, size and checksum of its files
    extracted_on = models.DateField()
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    position = models.BigIntegerField(default=0)  # rows of all files; who moves it holds the import
    progress = models.JSONField(default=dict)  # file → {"rows", "left_out", "done"}

    class Meta:
        verbose_name = _("register import")
        verbose_name_plural = _("register imports")
        constraints = [models.UniqueConstraint(fields=["source", "identity"], name="extract_imported_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.extracted_on}"


class RegisterEntry(models.Model):
    """One firm in a public register. Texts by language, "" where the register names none.

    `…_in` is the import that wrote the part: what an older extract said is replaced, never mixed in.
    """

    country = models.CharField(max_length=2)
    number = models.CharField(max_length=20)  # in the one spelling
    names = models.JSONField(default=dict)
    names_in = models.BigIntegerField(default=0)
    addresses = models.JSONField(default=dict)
    addresses_in = models.BigIntegerField(default=0)
    nuts = models.CharField(max_length=5, blank=True)
    activities = models.JSONField(default=list)  # codes such as "nace2025:62010", the main ones
    activities_in = models.BigIntegerField(default=0)
    legal_form = models.CharField(max_length=10, blank=True)  # the register's own code
    source = models.CharField(max_length=10, choices=Source.choices)
    entry_in = models.BigIntegerField(default=0)
    extracted_on = models.DateField()
    ended = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        constraints = [models.UniqueConstraint(fields=["country", "number"], name="one_entry_per_number")]

    def __str__(self) -> str:
        return f"{self.country} {self.number}"


class RegisterLabel(models.Model):
    """What a code of a register means: a legal form, an activity."""

    source = models.CharField(max_length=10, choices=Source.choices)
    code = models.CharField(max_length=30)  # "form:610", "nace2025:62010"
    language = models.CharField(max_length=2)
    text = models.CharField(max_length=400)

    class Meta:
        verbose_name = _("register label")
        verbose_name_plural = _("register labels")
        constraints = [models.UniqueConstraint(fields=["source", "code", "language"], name="one_label_per_language")]

    def __str__(self) -> str:
        return self.text
