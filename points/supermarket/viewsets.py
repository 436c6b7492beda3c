"""The shop in the Wagtail admin: shelf and books. Goods are sold and taken back at the till."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.admin.ui.components import Component

from points.office import OfficeViewSet, RecordViewSet
from points.permissions import Verb
from points.scopes import Reach, Scope
from points.screens import InspectView
from points.supermarket import office_forms as forms
from points.supermarket.models import (
    CountedGood,
    Donation,
    Good,
    Price,
    Redemption,
    RedemptionLine,
    Refund,
    StockMove,
    Stocktake,
    StockTransfer,
    Store,
)

READERS = (Verb.MANAGE_STORE, Verb.SELL, Verb.VIEW_LEDGER)


class StoreViewSet(OfficeViewSet):
    model = Store
    icon = "home"
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_STORE,)
    related = ("community",)
    form_class = forms.StoreForm
    edit_form_class = forms.StoreEditForm
    list_display = ["name", "code", "community", "place", "opening", "is_active"]
    list_filter = ["community", "is_active"]
    list_export = list_display
    search_fields = ["name", "code"]


class GoodViewSet(OfficeViewSet):
    model = Good
    icon = "tag"
    add_to_reference_index = True
    scope = Scope(ways=["store__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_STORE,)
    related = ("store",)
    tenths = ("price",)
    form_class = forms.GoodForm
    edit_form_class = forms.GoodEditForm
    list_display = ["name", "unit", "category", "price", "stock", "is_on_shelf", "store"]
    list_filter = ["store", "category", "is_on_shelf", "is_service"]
    list_export = ["store", "category", "name", "unit", "barcode", "price", "stock", "is_service", "is_on_shelf"]
    search_fields = ["name", "barcode", "category"]


class PriceViewSet(RecordViewSet):
    model = Price
    icon = "history"
    sibling_of = Good
    scope = Scope(ways=["good__store__community__path"])
    read_verbs = READERS
    related = ("good__store", "set_by")
    tenths = ("price",)
    ordering = "-pk"
    list_display = ["good", "good__store", "price", "from_on", "took_effect_at", "set_by", "set_at"]
    list_filter = ["from_on"]
    list_export = list_display
    inspect_view_fields = ["good", "price", "from_on", "took_effect_at", "set_by", "set_at"]
    search_fields = ["good__name", "good__barcode"]


class StockMoveViewSet(RecordViewSet):
    model = StockMove
    actions = RecordViewSet.actions | {"add"}
    icon = "order"
    sibling_of = Good
    scope = Scope(ways=["good__store__community__path"])
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_STORE,)
    related = ("good__store", "created_by")
    texts = ("note",)
    form_class = forms.StockMoveForm
    list_display = ["good", "kind", "quantity", "stock_after", "note", "created_by", "created_at"]
    list_filter = ["kind", "created_at"]
    list_export = list_display
    inspect_view_fields = [*list_display, "key"]
    search_fields = ["good__name", "good__barcode"]
    walks = ("donation", "sent", "arrived", "count")


class StockTransferViewSet(RecordViewSet):
    model = StockTransfer
    actions = RecordViewSet.actions | {"add"}
    icon = "order"
    sibling_of = Good
    scope = Scope(ways=["taken__good__store__community__path"])
    read_verbs = READERS
    write_verbs = (Verb.MANAGE_STORE,)
    related = ("taken__good__store", "brought__good__store", "taken__created_by")
    ordering = "-pk"
    form_class = forms.StockTransferForm
    list_display = ["taken", "taken__good__store", "brought__good__store", "taken__created_by", "taken__created_at"]
    list_filter = ["taken__created_at"]
    list_export = ["taken__good__name", "brought__quantity", *list_display[1:]]
    inspect_view_fields = ["taken", "brought"]
    search_fields = ["taken__good__name"]


class DonationViewSet(RecordViewSet):
    model = Donation
    icon = "pick"
    sibling_of = Good
    scope = Scope(ways=["move__good__store__community__path"])
    read_verbs = (Verb.MANAGE_STORE,)
    related = ("move__good__store",)
    texts = ("donor",)
    ordering = "-pk"
    list_display = ["donor", "is_named", "move", "move__good__store", "move__created_at"]
    list_filter = ["is_named", "move__created_at"]
    list_export = ["donor", "is_named", "move__good__name", "move__quantity", "move__good__store", "move__created_at"]
    inspect_view_fields = ["donor", "is_named", "move"]
    search_fields = ["donor", "move__good__name"]


class StocktakeViewSet(RecordViewSet):
    model = Stocktake
    icon = "tasks"
    sibling_of = Good
    scope = Scope(ways=["store__community__path"])
    read_verbs = READERS
    related = ("store", "started_by", "ended_by")
    ordering = "-pk"
    list_display = ["store", "state", "started_by", "started_at", "ended_by", "ended_at"]
    list_filter = ["store", "state", "started_at"]
    list_export = list_display
    inspect_view_fields = list_display


class CountedGoodViewSet(RecordViewSet):
    model = CountedGood
    icon = "tasks"
    sibling_of = Good
    scope = Scope(ways=["stocktake__store__community__path"])
    read_verbs = READERS
    related = ("good", "stocktake__store", "counted_by", "move")
    texts = ("reason",)
    ordering = "-pk"
    list_display = ["good", "counted", "stock_then", "reason", "counted_by", "counted_at", "stocktake"]
    list_filter = ["counted_at"]
    list_export = list_display
    inspect_view_fields = [*list_display, "move"]
    search_fields = ["good__name", "good__barcode"]


class GoodsTable(Component):
    """What was redeemed, line by line. Each line comes with its good, as a link where the user reaches it."""

    template_name = "points/supermarket/redemption_goods.html"

    def __init__(self, lines: Sequence[tuple[RedemptionLine, Any]]) -> None:
        self.lines = lines

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        named = [RedemptionLine._meta.get_field(name).verbose_name for name in ("good", "quantity", "price")]
        return {"lines": self.lines, "headings": [capfirst(name) for name in (*named, gettext("amount"))]}


class RedemptionScreen(InspectView):
    def get_field_label(self, field_name: str, field: Any) -> str:
        return gettext("Goods") if field_name == "lines" else str(super().get_field_label(field_name, field))

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        if field_name != "lines":
            return super().get_field_display_value(field_name, field)
        lines = self.object.lines.select_related("good")
        return GoodsTable([(line, self._linked(line.good)) for line in lines])


class RedemptionViewSet(RecordViewSet):
    model = Redemption
    inspect_view_class = RedemptionScreen
    icon = "success"
    scope = Scope(ways=["store__community__path"])
    read_verbs = READERS
    related = ("store", "household__grid", "created_by", "transfer")
    walks = ("refund",)
    tenths = ("total",)
    list_display = ["number", "store", "household", "total", "created_by", "created_at"]
    list_filter = ["store", "created_at"]
    list_export = list_display
    inspect_view_fields = [*list_display, "lines", "transfer", "key"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        account = typed.replace(" ", "").replace("-", "")
        return Q(number=typed.strip()) | Q(household__account__number=account)


class RedemptionLineViewSet(RecordViewSet):
    model = RedemptionLine
    icon = "list-ul"
    sibling_of = Redemption
    scope = Scope(ways=["redemption__store__community__path"])
    read_verbs = READERS
    related = ("redemption", "good")
    tenths = ("price", "amount")
    ordering = "-pk"
    list_display = ["redemption", "good", "quantity", "price"]
    list_filter = ["redemption__created_at"]
    list_export = list_display
    search_fields = ["good__name", "redemption__number"]


class RefundViewSet(RecordViewSet):
    model = Refund
    icon = "undo"
    sibling_of = Redemption
    scope = Scope(ways=["redemption__store__community__path"])
    read_verbs = READERS
    related = ("redemption", "created_by", "transfer")
    texts = ("reason",)
    ordering = "-pk"
    list_display = ["redemption", "reason", "created_by", "created_at"]
    list_filter = ["created_at"]
    list_export = list_display
    inspect_view_fields = [*list_display, "transfer", "key"]
    search_fields = ["redemption__number"]


VIEWSETS = [
    StoreViewSet,
    GoodViewSet,
    PriceViewSet,
    RedemptionViewSet,
    StockMoveViewSet,
    StockTransferViewSet,
    DonationViewSet,
    StocktakeViewSet,
    CountedGoodViewSet,
    RedemptionLineViewSet,
    RefundViewSet,
]
