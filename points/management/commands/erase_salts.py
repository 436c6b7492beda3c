"""Cut the link between an account's transfers and the seals: `python manage.py erase_salts NUMBER --by USERNAME`."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from points.ledger import queries as ledger
from points.ledger.models import Account
from points.permissions import User
from points.seals import services as seals


class Command(BaseCommand):
    help = (
        "Destroy for good what links the transfers of an account to the sealed tree, when the person behind it is "
        "erased. Transfers, tree and checkpoints stay; a proof of these transfers cannot be made any more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="of the account")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who decided it; stands in the audit log")
        parser.add_argument("--dry-run", action="store_true", help="say how many transfers it are, and write nothing")

    def handle(self, *args: Any, number: str, by: str, dry_run: bool, **options: Any) -> None:
        account = Account.objects.filter(number=number.replace(" ", ""), kind=Account.Kind.HOLDER).first()
        if account is None:
            raise CommandError(f"There is no account {number}.")
        user = _user(by)
        transfers = ledger.transfers_of(account).values_list("pk", flat=True)
        if dry_run:
            self.stdout.write(f"{len(transfers):,} transfers. Dry run: nothing written.")
            return
        count = seals.destroy_salts(transfers, by=user)
        self.stdout.write(f"{len(transfers):,} transfers; {count:,} proofs are destroyed for good.")


def _user(name: str) -> User:
    model = get_user_model()
    user: User | None = model._default_manager.filter(**{model.USERNAME_FIELD: name}).first()
    if user is None:
        raise CommandError(f"There is nobody called {name}.")
    return user
