"""A change of many lots, and of much that is asked of the firms, is prepared and published in few questions."""

import pytest

from tenders.calls import actions as calls
from tenders.calls.amendable import Places
from tests.factories.calls import add_lot
from tests.personas import moment

NOW = moment("2027-02-08")
OTHER = "Every day, before eight."


@pytest.fixture(autouse=True)
def in_february(hands):
    hands.at = NOW


def of_every_lot(tender) -> dict[str, str]:
    return {f"lot:{lot.identifier}:description": OTHER for lot in tender.lots.all()}


@pytest.mark.parametrize("lots", [1, 3])
def test_preparing_reads_once_and_checks_each_changed_row(published, personas, django_assert_num_queries, lots):
    for _lot in range(lots - 1):
        add_lot(published)
    wanted = of_every_lot(published)
    with django_assert_num_queries(18 + 4 * lots):
        draft = calls.draft_changes(published, wanted, by=personas.officer, now=NOW)
    assert [change["new"] for change in draft.changes] == [OTHER] * lots


def test_each_lot_that_changes_is_written_and_no_other(published, personas):
    for _lot in range(3):
        add_lot(published)
    first, *_others = wanted = of_every_lot(published)
    calls.draft_changes(published, {key: wanted[key] for key in list(wanted)[1:]}, by=personas.officer, now=NOW)
    calls.publish_amendment(published, reason="The schools open every day.", by=personas.officer, now=NOW)
    written = {f"lot:{lot.identifier}:description": lot.description == OTHER for lot in published.lots.all()}
    assert written == {key: key != first for key in wanted}


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_asked_is_read_once_for_all_its_keys(published, django_assert_num_queries, count):
    rows = [published.selection.create(kind="technical", name=f"Similar {n}", position=n) for n in range(count)]
    places = Places(published)
    with django_assert_num_queries(1):
        found = [places.at(f"asked:{row.pk}:level") for row in rows]
    assert [place.row.pk for place in found if place] == [row.pk for row in rows]


@pytest.mark.parametrize("key", ["lot:LOT-9999:title", "asked:0:name", "lot:LOT-0001:state", "nothing", "::"])
def test_a_key_of_nothing_names_no_place(published, key):
    assert Places(published).at(key) is None
