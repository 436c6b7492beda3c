"""Refusals at the till and the shelf."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AlreadyRefunded(PointsError):
    code = "already_refunded"
    sentence = _("This receipt has been refunded already.")


class HouseholdElsewhere(PointsError):
    code = "household_elsewhere"
    sentence = _("This household does not belong to the community of the store.")


class HouseholdMissing(PointsError):
    code = "household_missing"
    sentence = _("Scan the card or type the number of the household first.")


class InvalidLines(PointsError):
    code = "invalid_lines"
    sentence = _("Choose at least one good, each good once, and no more than %(most)s of it.")
    status = 422


class InvalidStockMove(PointsError):
    code = "invalid_stock_move"
    sentence = _("This quantity does not fit the kind of stock move.")
    status = 422


class NobodyFound(PointsError):
    code = "nobody_found"
    sentence = _("Nothing found for “%(typed)s”.")
    status = 404


class NotOnShelf(PointsError):
    code = "not_on_shelf"
    sentence = _("%(good)s is not on the shelf of this store.")


class OutOfStock(PointsError):
    code = "out_of_stock"
    sentence = _("Not enough left: %(good)s, %(stock)s in stock.")
    sold_out = _("Sold out: %(good)s.")

    def __str__(self) -> str:
        return str(self.sold_out) % self.params if self.params.get("stock") == 0 else super().__str__()


class PriceChanged(PointsError):
    code = "price_changed"
    sentence = _("The price of %(good)s has changed: it now costs %(price)s points.")


class ServiceWithoutStock(PointsError):
    code = "service_without_stock"
    sentence = _("%(good)s is a service and has no stock.")


class TotalChanged(PointsError):
    code = "total_changed"
    sentence = _("The total is now %(total)s points; please check and confirm again.")


class StoreClosed(PointsError):
    code = "store_closed"
    sentence = _("This store is closed.")
