"""A ledger in which things happen, and a few seals over it."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.utils import timezone

from points.ledger import services as ledger
from points.models import Account, Leaf, Transfer
from points.seals import queries
from points.seals import services as seals
from points.seals.checkpoints import Signer


@dataclass(kw_only=True)
class Sealed:
    """A ledger with a few seals."""

    transfers: list[int]
    """Ids in the order of their leaves."""
    accounts: list[int]
    published: str
    """The checkpoint that hangs on the notice board."""
    signer: Signer


class Story:
    """What goes on in a ledger."""

    def __init__(self, random: Random, name: str = "story") -> None:

        self.random, self.name, self.number = random, name, 0
        self.issued, self.shelf = ledger.system_account("issued"), ledger.system_account("redeemed:1")
        self.accounts = ledger.open_accounts([0] * 20)
        self.awards: list[Transfer] = []

    def go_on(self, count: int) -> None:

        for _number in range(count):
            self.number += 1
            account, key = self.random.choice(self.accounts), f"{self.name}:{self.number}"
            balance = type(account).objects.get(pk=account.pk).balance
            if self.awards and self.random.random() < 0.05:
                award = self.awards.pop(self.random.randrange(len(self.awards)))
                ledger.reverse(award, key=key, by=None)
            elif balance >= 50 and self.random.random() < 0.4:
                ledger.post(self._posting(account, self.shelf, 50, "redemption", key), by=None)
            else:
                amount = self.random.randrange(1, 30) * 10
                self.awards.append(
                    ledger.post(self._posting(self.issued, account, amount, "award", key), by=None).result
                )

    def _posting(self, debit: Account, credit: Account, amount: int, kind: str, key: str) -> ledger.Posting:

        return ledger.Posting(
            debit=debit,
            credit=credit,
            amount=amount,
            kind=Transfer.Kind(kind),
            key=key,
            occurred_on=timezone.localdate() - timedelta(days=self.random.randrange(5)),
            memo=self.random.choice(("社区清洁", "", 'quoted "so" \\ and\ttab')),
        )


def build(random: Random, *, signer: Signer, count: int = 5, most: int = 160) -> Sealed:
    """Awards, redemptions and reversals under a few seals."""

    story = Story(random)
    for _number in range(count):
        story.go_on(random.randrange(most // 2, most))
        seal = seals.seal_ledger(signer=signer)
    transfers = list(Leaf.objects.order_by("position").values_list("transfer_id", flat=True))
    accounts = list(Account.objects.values_list("pk", flat=True))
    return Sealed(transfers=transfers, accounts=accounts, published=queries.checkpoint_of(seal), signer=signer)
