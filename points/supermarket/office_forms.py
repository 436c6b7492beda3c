"""Forms of the office for the shop and its shelf. Stock is moved, never typed over."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points import pictures
from points.errors import PointsError
from points.office import OfficeForm
from points.permissions import User
from points.supermarket import services as supermarket
from points.supermarket.models import Good, StockMove, Store
from points.supermarket.services import NewGood


class StoreForm(OfficeForm):
    class Meta:
        model = Store
        fields = ["community", "name", "code", "place", "opening"]

    def carry_out(self, by: User) -> Store:
        return supermarket.open_store(by=by, **self.cleaned_data)


class StoreEditForm(OfficeForm):
    class Meta:
        model = Store
        fields = ["name", "place", "opening", "is_active"]


class _PricedForm(OfficeForm):
    tenths = ("price",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].least = 1

    def clean_image(self) -> Any:
        """The shelf shows it to everybody, and the phone that took it wrote down where it stood."""
        image = self.cleaned_data["image"]
        try:
            if image:
                pictures.make_nameless(image)
        except PointsError as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal
        return image


class GoodForm(_PricedForm):
    class Meta:
        model = Good
        fields = ["store", "name", "unit", "category", "barcode", "price", "image", "is_service", "position"]

    def carry_out(self, by: User) -> Good:
        data = dict(self.cleaned_data)
        store, image = data.pop("store"), data.pop("image")
        return supermarket.add_good(store, good=NewGood(**data), by=by, image=image)


class GoodEditForm(_PricedForm):
    class Meta:
        model = Good
        fields = ["name", "unit", "category", "barcode", "price", "image", "is_on_shelf", "position"]


class StockMoveForm(OfficeForm):
    """Goods that came in, were lost or were counted. The key makes a double tap count once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = StockMove
        fields = ["good", "kind", "quantity", "note"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        by_hand = [StockMove.Kind.RECEIVED, StockMove.Kind.DONATED, StockMove.Kind.LOST, StockMove.Kind.COUNTED]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in by_hand]
        goods = self.fields["good"]
        goods.queryset = goods.queryset.filter(is_service=False).select_related("store")
        goods.label_from_instance = lambda good: f"{good.store} · {good.name}"
        self.fields["quantity"].help_text = _(
            "What came in above zero, what was lost below; a count says the difference that was found."
        )

    def clean_quantity(self) -> int:
        quantity: int = self.cleaned_data["quantity"]
        if not quantity:
            raise forms.ValidationError(gettext("How many were moved?"))
        return quantity

    def carry_out(self, by: User) -> StockMove:
        data = self.cleaned_data
        kind = StockMove.Kind(data["kind"])
        facts = {"kind": kind, "quantity": data["quantity"], "note": data["note"]}
        return supermarket.move_stock(data["good"], key=str(data["form_key"]), by=by, **facts).result
