"""The ledger in the Wagtail admin: read and exported, never touched.

By which way an account hangs on the tree of grids the ledger does not know; the gatherer says so.
"""

from django.db.models import Q

from points.ledger.models import Account, Hold, RequestKey, Transfer, is_account_number
from points.office import RecordViewSet
from points.permissions import Verb
from points.scopes import Reach


def plain_number(typed: str) -> str:
    return typed.replace(" ", "").replace("-", "")


class AccountViewSet(RecordViewSet):
    model = Account
    icon = "table"
    read_verbs = (Verb.VIEW_LEDGER,)
    tenths = ("balance", "held", "base", "spendable")
    list_display = ["__str__", "book", "kind", "balance", "held", "base"]
    list_filter = ["book", "kind", "created_at"]
    list_export = ["number", "book", "kind", "name", "balance", "held", "base", "created_at"]
    inspect_view_fields = ["number", "book", "kind", "name", "balance", "held", "base", "created_at"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return Q(number=plain_number(typed)) | Q(kind=Account.Kind.SYSTEM, name__startswith=typed.strip())


class TransferViewSet(RecordViewSet):
    model = Transfer
    icon = "redirect"
    read_verbs = (Verb.VIEW_LEDGER,)
    related = ("debit", "credit", "created_by")
    # Of a reversal it is the reason that somebody gave.
    texts = ("memo",)
    tenths = ("amount", "shortfall", "debit_balance", "credit_balance")
    list_display = ["pk", "occurred_on", "kind", "debit", "credit", "amount", "shortfall", "memo", "created_at"]
    list_filter = ["kind", "occurred_on", "created_at"]
    list_export = [
        "pk",
        "key",
        "occurred_on",
        "kind",
        "debit",
        "credit",
        "amount",
        "shortfall",
        "memo",
        "created_by",
        "created_at",
    ]
    inspect_view_fields = [*list_export[1:], "debit_balance", "credit_balance", "reverses"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        """By an account's number, or by the beginning of a key: both have an index."""
        if is_account_number(typed):
            number = plain_number(typed)
            return Q(debit__number=number) | Q(credit__number=number)
        return Q(key__startswith=typed.strip())


class HoldViewSet(RecordViewSet):
    model = Hold
    icon = "lock"
    sibling_of = Account
    read_verbs = (Verb.VIEW_LEDGER,)
    related = ("account", "credit", "created_by")
    tenths = ("amount",)
    ordering = "-pk"
    list_display = ["pk", "account", "credit", "amount", "state", "expires_at", "closed_at"]
    list_filter = ["state", "expires_at"]
    list_export = ["pk", "key", "account", "credit", "amount", "state", "expires_at", "created_at", "closed_at"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return Q(account__number=plain_number(typed)) | Q(key__startswith=typed.strip())


class RequestKeyViewSet(RecordViewSet):
    """A refused request belongs to no grid: the gatherer gives the keys to whoever serves the whole site."""

    model = RequestKey
    icon = "key"
    sibling_of = Account
    read_verbs = (Verb.VIEW_LEDGER,)
    list_display = ["key", "refusal", "created_at"]
    list_filter = ["created_at"]
    list_export = ["key", "refusal", "created_at"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return Q(key__startswith=typed.strip())


VIEWSETS = [AccountViewSet, TransferViewSet, HoldViewSet, RequestKeyViewSet]
