"""Opening accounts."""

from collections.abc import Sequence

from points.ledger.models import Account, Book, is_account_number, new_account_number


def open_account(*, book: Book = Book.CIVIC, base: int = 0) -> Account:
    """A new account of a household or a resident. `base` (tenths) is what will not be spendable."""
    return open_accounts([base], book=book)[0]


def open_accounts(
    bases: Sequence[int], *, book: Book = Book.CIVIC, numbers: Sequence[str] | None = None
) -> list[Account]:
    """New accounts, one for each base (tenths), in that order.

    `numbers` are those that people have already, on a passbook or a card; a new one is drawn where it is empty.
    """
    kept = list(numbers) if numbers else [""] * len(bases)
    if wrong := [number for number in kept if number and not is_account_number(number)]:
        raise ValueError(f"not an account number: {wrong[0]}")
    drawn = iter(_free_numbers(kept.count("")))
    accounts = [
        Account(number=number or next(drawn), book=book, base=base) for number, base in zip(kept, bases, strict=True)
    ]
    return Account.objects.bulk_create(accounts, batch_size=500)


def _free_numbers(count: int) -> list[str]:
    # Among 15,300 numbers drawn from ninety million two are alike more often than not.
    free: set[str] = set()
    while len(free) < count:
        drawn = [new_account_number() for _ in range(count - len(free))]
        for start in range(0, len(drawn), 500):
            some = drawn[start : start + 500]
            taken = Account.objects.filter(number__in=some).values_list("number", flat=True)
            free.update(set(some) - set(taken))
    return list(free)


def system_account(name: str, *, book: Book = Book.CIVIC) -> Account:
    """The system account of that name, opened when it is first needed: `issued`, `expired`, `redeemed:<store>`."""
    account, _ = Account.objects.get_or_create(kind=Account.Kind.SYSTEM, book=book, name=name)
    return account
