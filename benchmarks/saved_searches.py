"""How long does it take to find who wants a new call, among very many saved searches?

    python -m benchmarks.saved_searches [SEARCHES]

The reference, in the same run: every search read, and each asked the plain way whether the call fits it. Both must find
the same. With DATABASE_URL it uses that (empty) database; else SQLite in a folder of its own.
"""

import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.core.management import call_command

FOLDER = tempfile.TemporaryDirectory()
os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(FOLDER.name) / 'db.sqlite3'}")
os.environ |= {"VAR_ROOT": FOLDER.name, "DJANGO_SETTINGS_MODULE": "procurement.settings.development"}
django.setup()

from procurement.accounts.models import Buyer  # noqa: E402  needs django.setup()
from tenders.following.matching import who_wants  # noqa: E402  needs django.setup()
from tenders.models import Alert, Lot, Reader, Tender  # noqa: E402  needs django.setup()

CALLS, BATCH = 40, 5000
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
DIVISIONS = [f"{number:02}" for number in range(3, 99)]
WORDS = ["", "", "", "parc", "toiture", "entretien", "bois"]


def main(searches: int) -> None:
    call_command("migrate", verbosity=0)
    dice, buyer = random.Random(7), Buyer.objects.create(name="Ville", slug="ville", country="BE")  # noqa: S311
    reader = Reader.objects.create(email="r@example.org", language="fr", token="r")  # noqa: S106
    for start in range(0, searches, BATCH):
        Alert.objects.bulk_create(
            Alert(
                reader=reader, query=f"q{number}", token=f"t{number}", language="fr", asked_at=NOW, confirmed_at=NOW,
                cpv="".join(dice.choices("0123456789", k=dice.choice([0, 3, 4, 8]))), words=dice.choice(WORDS),
                division=dice.choice(["", *DIVISIONS]), nuts=dice.choice(["", "BE", "BE3", "BE35", "FR1"]),
            )
            for number in range(start, min(start + BATCH, searches))
        )  # fmt: skip
    took, plain = [], []
    for number in range(CALLS):
        cpv = f"{dice.choice(DIVISIONS)}{dice.randrange(10**6):06}"
        facts = {"cpv": cpv, "nuts": "BE352", "title": dice.choice(["Entretien du parc", "Toiture", "Achat de bois"])}
        call = Tender.objects.create(buyer=buyer, reference=f"T-{number}", ocid=f"o-{number}", **facts)
        Lot.objects.create(tender=call, identifier="LOT-0001", cpv=cpv, nuts="BE352")
        began = time.perf_counter()
        found = who_wants(call, NOW + timedelta(days=1))
        middle = time.perf_counter()
        text = f"{call.title}\n{buyer.name}\n{call.reference}".lower()
        rows = Alert.objects.values_list("pk", "cpv", "division", "nuts", "words")
        fits = [row[0] for row in rows if _fits(row[1:], cpv, text)]
        took.append((middle - began) * 1000)
        plain.append((time.perf_counter() - middle) * 1000)
        assert found == sorted(fits), (number, len(found), len(fits))
    took.sort(), plain.sort()
    late = took[int(len(took) * 0.99)]
    print(f"{searches:,} saved searches, {CALLS} new calls, the last fits {len(found):,} of them:")
    print(f"  median {took[CALLS // 2]:.1f} ms, 99 % within {late:.1f};", end=" ")
    print(f"asking each search: median {plain[CALLS // 2]:.0f} ms, {plain[CALLS // 2] / took[CALLS // 2]:.0f} x")


def _fits(row: tuple[str, str, str, str], cpv: str, text: str) -> bool:
    code, division, nuts, words = row
    places = cpv.startswith(code) and cpv.startswith(division) and "BE352".startswith(nuts)
    return places and all(word in text for word in words.split())


if __name__ == "__main__":
    with FOLDER:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
