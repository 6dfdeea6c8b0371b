"""The rules for low prices that ship with the product: dated data with citations, never to be found in code.

To be confirmed by the authority's lawyer, like every rule pack.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from tenders.evaluation.abnormal import BelowOthers, BelowTrimmedMean, Rule, Scope

BE_ART36 = BelowTrimmedMean(
    id="BE_ART36",
    citation="Royal decree of 18 April 2017 on the award of public contracts in the classical sectors, art. 36 § 4",
    valid_from=date(2017, 6, 30),
    scope=Scope(
        country="BE",
        kinds=frozenset({"works", "services_prone_to_fraud"}),
        procedures=frozenset({"open", "restricted"}),
        least_price_weight=100,
    ),
    least_bids=4,
    below=Fraction(15, 100),
    many=7,
    left_out=Fraction(1, 4),
)

# No law: an aid that a buyer may switch on.
RELATIVE = BelowOthers(
    id="RELATIVE",
    least_bids=2,
    below_mean=Fraction(40, 100),
    below_next=Fraction(30, 100),
)

RULES: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in (BE_ART36, RELATIVE)})
