"""Who is erased is cut off from the sealed tree, where nobody stands behind the account any more.

The account of a household whose other members stay keeps its proofs: they are theirs.
"""

from django.db.models import Q

from points.ledger.models import Transfer
from points.personal import Keeper, Leaving
from points.seals import services as seals


class SaltKeeper(Keeper):
    def erase(self, leaving: Leaving) -> None:
        sides = Q(debit__in=leaving.accounts) | Q(credit__in=leaving.accounts)
        seals.destroy_salts(Transfer.objects.filter(sides).values_list("pk", flat=True), by=leaving.by)
