"""One look-up among many firms, and whether the import left any out. Run by `benchmarks.registers`."""

import sys
import time

import django

django.setup()

from benchmarks.register_files import kbo_number, siren  # noqa: E402  needs no Django, but stands with its kin
from suppliers.models import RegisterEntry  # noqa: E402  needs django.setup()
from suppliers.registers.queries import look_up  # noqa: E402  needs django.setup()

LIMIT = 5  # milliseconds


def main(register: str, firms: int, look_ups: int) -> None:
    country, number_of = {"kbo": ("BE", kbo_number), "sirene": ("FR", siren)}[register]
    took, worked = [], []
    for index in range(0, firms, max(firms // look_ups, 1)):
        number = number_of(index).replace(".", "")
        began, busy = time.perf_counter(), time.thread_time()
        answer = look_up(country, number, language="fr")
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.thread_time() - busy) * 1000)
        assert answer.found, number
        assert answer.found.name.split()[1] == str(index), number
    took.sort()
    worked.sort()
    entries = RegisterEntry.objects.filter(country=country)
    assert entries.count() == firms, entries.count()
    assert not entries.filter(addresses={}).exists()
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    among = RegisterEntry.objects.count()
    print(f"  {firms:,} entries, none missing, none twice; {len(took)} look-ups among {among:,}:", end=" ")
    print(f"CPU median {worked[len(worked) // 2]:.2f} ms, 99 % within {worked[int(len(worked) * 0.99)]:.2f},")
    print(f"  median {middle:.2f} ms, 99 % within {late:.2f}, worst {took[-1]:.1f};", end=" ")
    print(f"median {middle / LIMIT:.2f} x the limit")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
