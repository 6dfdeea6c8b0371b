"""What a ranking becomes when a winner falls away, by the rule that its call published. Standard library only.

Points for a price are measured against the other prices: who leaves takes a lowest or highest price along, and the
others may change places. Whether they do is for the call to say beforehand, and not for anybody to choose then.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from tenders.evaluation.matrix import Matrix, WrongMatrix, quoted
from tenders.evaluation.scoring import Result, rank


def rank_without(matrix: Matrix, fallen: Collection[str], *, anew: bool) -> Result:
    """Return the ranking without the bids that fell away, by their ids.

    `anew`: computed as if they had never been there. Otherwise the others keep their points and order, and move up.

    Raises:
        WrongMatrix: one of them is not in the matrix, or what remains can't be ranked.
    """
    for unknown in sorted(set(fallen) - {bid.id for bid in matrix.bids}):
        raise WrongMatrix(f"There is no bid {quoted(unknown)} that could fall away.")
    if anew:
        return rank(replace(matrix, bids=tuple(bid for bid in matrix.bids if bid.id not in fallen)))
    return _moved_up(rank(matrix), fallen)


def _moved_up(whole: Result, fallen: Collection[str]) -> Result:
    stay = [one for one in whole.ranking if one.id not in fallen]
    sharing = Counter(one.rank for one in stay)
    better = {rank: sum(count for other, count in sharing.items() if other < rank) for rank in sharing}
    ranking = tuple(replace(one, rank=1 + better[one.rank], tied=sharing[one.rank] > 1) for one in stay)
    return Result(ranking, tuple(one for one in whole.excluded if one.id not in fallen))
