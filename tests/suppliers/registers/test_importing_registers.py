"""Registers come in whole, once, in any order of rows, and go on after a kill."""

import itertools
from datetime import date

import pytest

from suppliers.models import RegisterEntry, RegisterImport
from suppliers.registers import actions, kbo, sirene
from suppliers.registers.actions import Outcome, import_extract
from suppliers.registers.extracts import ExtractRefused, read_extract
from suppliers.registers.queries import look_up
from tests.personas import moment
from tests.suppliers.registers.files import (
    LUX,
    NORD,
    ROWS,
    SOLO,
    kbo_files,
    place,
    sirene_files,
    unit,
    unpacked,
    zipped,
)

NOW = moment("2026-11-02")
pytestmark = pytest.mark.django_db


def digits(number: str) -> str:
    return number.replace(".", "")


def take_in(path, layout=kbo) -> Outcome:
    extract = read_extract(path)
    return import_extract(layout.plan(extract), day=layout.day_of(extract), now=NOW)


def contents() -> list[tuple[object, ...]]:
    facts = ("number", "names", "addresses", "nuts", "activities", "legal_form", "ended", "extracted_on")
    return list(RegisterEntry.objects.order_by("number").values_list(*facts))


class TestTheBelgianRegister:
    def test_a_firm_is_found_in_the_readers_language(self, tmp_path):
        take_in(zipped(tmp_path / "kbo.zip", kbo_files()))
        french = look_up("BE", digits(LUX), language="fr").found
        dutch = look_up("BE", digits(LUX), language="nl").found
        assert (french.name, dutch.name) == ("Atelier Lux SRL", "Atelier Lux BV")
        assert french.address == "Rue du Chêne 16 bte 3\n1000 Bruxelles"
        assert dutch.address == "Eikstraat 16 bus 3\n1000 Brussel"
        assert (french.legal_form, dutch.legal_form) == ("Société à responsabilité limitée", "Besloten vennootschap")
        assert dutch.activity == "43210 Elektrische installatie"
        assert (french.nuts, french.on, french.ended) == ("BE1", date(2026, 10, 30), False)

    def test_a_seat_abroad_and_a_person_without_a_seat(self, tmp_path):
        take_in(zipped(tmp_path / "kbo.zip", kbo_files()))
        abroad = look_up("BE", digits(NORD), language="nl").found
        person = look_up("BE", digits(SOLO), language="fr").found
        assert (abroad.address, abroad.nuts) == ("Rue Haute 2\n62000 Arras\nFrankrijk", "")
        assert abroad.legal_form == "Besloten vennootschap"  # as the code of companies reads the older form
        assert (person.name, person.address, person.nuts) == ("Sol Omio", "Rue Neuve 1\n5000 Namur", "BE35")

    def test_rows_in_any_order_and_in_any_batches_say_the_same(self, tmp_path, monkeypatch):
        take_in(zipped(tmp_path / "a.zip", kbo_files()))
        expected = contents()
        RegisterEntry.objects.all().delete()
        monkeypatch.setattr(actions, "BATCH", 1)
        turned = {name: rows[::-1] for name, rows in ROWS.items()}
        take_in(zipped(tmp_path / "b.zip", kbo_files(turned)))
        for before, after in zip(expected, contents(), strict=True):
            assert set(before[4]) == set(after[4])
            assert before[:4] + before[5:] == after[:4] + after[5:]

    def test_a_newer_extract_replaces_what_the_older_one_said(self, tmp_path):
        take_in(zipped(tmp_path / "old.zip", kbo_files()))
        newer = {
            "enterprise.csv": ROWS["enterprise.csv"][:1],
            "denomination.csv": [[LUX, "1", "001", "Lux et Fils SRL"]],
            "address.csv": [],
        }
        take_in(zipped(tmp_path / "new.zip", kbo_files(newer, day="30-11-2026")))
        lux = RegisterEntry.objects.get(number=digits(LUX))
        assert (lux.names, lux.addresses, lux.nuts) == ({"fr": "Lux et Fils SRL"}, {}, "")
        gone = RegisterEntry.objects.get(number=digits(NORD))
        assert (gone.ended, gone.names, gone.extracted_on) == (True, {"": "Nord"}, date(2026, 10, 30))

    def test_an_older_extract_is_refused(self, tmp_path):
        take_in(zipped(tmp_path / "new.zip", kbo_files()))
        with pytest.raises(ExtractRefused, match="2026-10-30 is here") as refusal:
            take_in(zipped(tmp_path / "old.zip", kbo_files(day="30-09-2026")))
        assert not refusal.value.unusable

    def test_rows_that_cannot_be_read_are_counted_and_left_out(self, tmp_path):
        more = {"enterprise.csv": [*ROWS["enterprise.csv"], ["nonsense", "AC"], ["12", "AC", "", "", "", "", ""]]}
        outcome = take_in(zipped(tmp_path / "kbo.zip", kbo_files(more)))
        assert outcome.rows["enterprise.csv"] == {"rows": 5, "left_out": 2}
        assert RegisterEntry.objects.count() == 3


class TestTheFrenchRegister:
    FIRM, PERSON = "552008443", "732829320"

    def files(self) -> dict[str, list[list[str]]]:
        firm = {"denomination": "ATELIER NORD", "categorieJuridique": "5710", "etatAdministratif": "A"}
        firm |= {"activitePrincipale": "43.21A", "nomenclatureActivitePrincipale": "NAFRev2"}
        person = {"prenomUsuel": "ANN", "nom": "ONYME", "categorieJuridique": "1000", "etatAdministratif": "C"}
        return sirene_files(
            [unit(self.FIRM, **firm), unit(self.PERSON, **person)],
            [
                place(self.FIRM, seat="false", libelleVoie="NOT HERE", libelleCommune="PARIS"),
                place(self.FIRM, numeroVoie="8", typeVoie="RUE", libelleVoie="HAUTE", codePostal="59000",
                      libelleCommune="LILLE"),
                place(self.PERSON, libelleVoie="[ND]", codePostal="[ND]", libelleCommune="LYON"),
                place("111111118", libelleCommune="NOT A FIRM HERE"),
            ],
        )  # fmt: skip

    def check(self) -> None:
        firm = look_up("FR", self.FIRM, language="fr").found
        person = look_up("FR", self.PERSON, language="nl").found
        assert (firm.name, firm.legal_form, firm.activity) == (
            "ATELIER NORD",
            "Société par actions simplifiée (SAS)",
            "43.21A",
        )
        assert (firm.address, firm.nuts) == ("8 RUE HAUTE\n59000 LILLE", "FRE")
        assert (person.name, person.address, person.ended) == ("ANN ONYME", "LYON", True)
        assert RegisterEntry.objects.count() == 2

    def test_both_files_together(self, tmp_path):
        take_in(zipped(tmp_path / "sirene.zip", self.files()), sirene)
        self.check()

    def test_one_file_after_the_other_as_they_are_downloaded(self, tmp_path):
        for name, rows in self.files().items():
            take_in(zipped(tmp_path / f"2026-11-01-{name}.zip", {f"2026-11-01-{name}": rows}), sirene)
        self.check()
        assert look_up("FR", self.FIRM, language="fr").found.on == date(2026, 11, 1)


class TestAKilledImport:
    def test_goes_on_where_it_was_and_doubles_nothing(self, tmp_path, monkeypatch):
        path = zipped(tmp_path / "kbo.zip", kbo_files())
        take_in(path)
        expected = contents()
        monkeypatch.setattr(actions, "BATCH", 1)
        for batches in range(1, 14):
            RegisterEntry.objects.all().delete()
            RegisterImport.objects.all().delete()
            left = itertools.count(batches, -1)
            real = actions.write

            def until_killed(*facts, left=left, real=real):
                if not next(left):
                    raise KeyboardInterrupt
                real(*facts)

            monkeypatch.setattr(actions, "write", until_killed)
            with pytest.raises(KeyboardInterrupt):
                take_in(path)
            monkeypatch.setattr(actions, "write", real)
            outcome = take_in(path)
            assert outcome.status == "resumed"
            assert [each["rows"] for each in outcome.rows.values()] == [len(rows) for rows in ROWS.values()]
            assert contents() == expected

    def test_again_is_no_harm_and_the_unpacked_folder_is_the_same_extract(self, tmp_path):
        assert take_in(zipped(tmp_path / "kbo.zip", kbo_files())).status == "imported"
        before = contents()
        assert take_in(zipped(tmp_path / "kbo.zip", kbo_files())).status == "unchanged"
        assert take_in(unpacked(tmp_path / "kbo", kbo_files())).status == "unchanged"
        assert contents() == before

    def test_two_at_once_do_not_share_the_work(self, tmp_path, monkeypatch):
        monkeypatch.setattr(actions, "BATCH", 1)
        path, real = zipped(tmp_path / "kbo.zip", kbo_files()), actions.write

        def while_another_takes_a_step(*facts):
            real(*facts)
            RegisterImport.objects.update(position=1000)

        monkeypatch.setattr(actions, "write", while_another_takes_a_step)
        with pytest.raises(ExtractRefused, match="Another import"):
            take_in(path)
        assert not RegisterEntry.objects.exists()


def test_without_a_register_the_answer_is_not_checked_and_with_one_it_is_not_there(tmp_path):
    assert not look_up("BE", digits(LUX), language="fr").checked
    assert not look_up("JP", "1", language="fr").checked
    take_in(zipped(tmp_path / "kbo.zip", kbo_files()))
    answer = look_up("BE", "0200065765", language="fr")
    assert (answer.checked, answer.found) == (True, None)


@pytest.mark.parametrize("firms", [1, 3])
def test_one_look_up_asks_the_same_number_of_questions(tmp_path, django_assert_num_queries, firms):
    take_in(zipped(tmp_path / "kbo.zip", kbo_files({"enterprise.csv": ROWS["enterprise.csv"][:firms]})))
    with django_assert_num_queries(2):
        look_up("BE", digits(LUX), language="fr")
