"""Refusals at the till and the shelf."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class AlreadyRefunded(PointsError):
    code = "already_refunded"
    sentence = _("This receipt has been refunded already.")


class CountTimeImpossible(PointsError):
    code = "count_time_impossible"
    sentence = _("A count lies between the beginning of the stocktake and now.")
    status = 422


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


class AlreadyCounting(PointsError):
    code = "already_counting"
    sentence = _("A stocktake is under way at this store; it has to be confirmed or dropped first.")


class CountedByYou(PointsError):
    code = "counted_by_you"
    sentence = _("You counted here yourself; somebody else has to confirm.")


class CountImpossible(PointsError):
    code = "count_impossible"
    sentence = _("More of %(good)s has left since it was counted than was counted; please count it again.")


class NobodyFound(PointsError):
    code = "nobody_found"
    sentence = _("Nothing found for “%(typed)s”.")
    status = 404


class NothingCounted(PointsError):
    code = "nothing_counted"
    sentence = _("Nothing has been counted yet.")


class NotOnShelf(PointsError):
    code = "not_on_shelf"
    sentence = _("%(good)s is not on the shelf of this store.")


class OutOfStock(PointsError):
    code = "out_of_stock"
    sentence = _("Not enough left: %(good)s, %(stock)s in stock.")
    sold_out = _("Sold out: %(good)s.")

    def __str__(self) -> str:
        return str(self.sold_out) % self.params if self.params.get("stock") == 0 else super().__str__()


class NotCounting(PointsError):
    code = "not_counting"
    sentence = _("This stocktake has ended.")


class PriceChanged(PointsError):
    code = "price_changed"
    sentence = _("The price of %(good)s has changed: it now costs %(price)s points.")


class SecondPersonNeeded(PointsError):
    code = "second_person_needed"
    sentence = _("A difference of more than %(most)s takes a stocktake: one person counts, another confirms.")


class PriceTooLate(PointsError):
    code = "price_too_late"
    sentence = _("A price holds from today or from a later day; what was redeemed before keeps its price.")
    status = 422


class ServiceWithoutStock(PointsError):
    code = "service_without_stock"
    sentence = _("%(good)s is a service and has no stock.")


class StocktakeChanged(PointsError):
    code = "stocktake_changed"
    sentence = _("Somebody has counted since you looked; please look again.")


class TotalChanged(PointsError):
    code = "total_changed"
    sentence = _("The total is now %(total)s points; please check and confirm again.")


class UnlikeGoods(PointsError):
    code = "unlike_goods"
    sentence = _("%(good)s and %(other)s are not the same good in two stores: unit and barcode have to agree.")
    status = 422


class UnexplainedDifference(PointsError):
    code = "unexplained_difference"
    sentence = _("%(good)s differs from the books; please write down the reason.")


class StoreClosed(PointsError):
    code = "store_closed"
    sentence = _("This store is closed.")
