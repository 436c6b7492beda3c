"""Blocks for the StreamFields of a host: what its pages show of the plugin.

What they hold of the public is rendered with the page. What belongs to the visitor is not: a page may be kept by any
cache on its way, so `MyPointsBlock` renders a place that the visitor's own browser fills (`static/points/fragment.js`),
and a link to the same for whoever has no script.
"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from points.activities.models import Activity, Shift
from points.people.models import Grid
from points.portal.queries import public
from points.supermarket.models import Good, Store

_MOST = 12


class _Chooser(blocks.ChooserBlock):
    """A list of what there is: a community has few of them, and a window to search in would be in the way."""

    widget = forms.Select()

    @cached_property
    def field(self) -> forms.ModelChoiceField:
        return forms.ModelChoiceField(
            queryset=self.offered(),
            widget=self.widget,
            required=self._required,
            validators=self._validators,
            help_text=self._help_text,
        )

    def offered(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_form_state(self, value: Any) -> Any:
        return value.pk if value else None


class CommunityBlock(_Chooser):
    target_model = Grid

    def offered(self) -> QuerySet[Grid]:
        communities: QuerySet[Grid] = Grid.objects.filter(level__is_community=True)
        return communities

    class Meta:
        label = _("Community")
        icon = "site"


class StoreBlock(_Chooser):
    target_model = Store

    def offered(self) -> QuerySet[Store]:
        return Store.objects.filter(is_active=True)

    class Meta:
        label = _("Store")
        icon = "tag"


class _Block(blocks.StructBlock):
    """In the picker a block shows itself with sample figures: a site that was just set up has none of its own."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=60)

    def get_preview_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_preview_context(value, parent_context), "is_sample": True}

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {**context, **(self.sample() if context.get("is_sample") else self.shown(value))}

    def shown(self, value: Any) -> dict[str, Any]:
        raise NotImplementedError

    def sample(self) -> dict[str, Any]:
        raise NotImplementedError

    class Meta:
        preview_template = "points/blocks/preview.html"


class MyPointsBlock(_Block):
    """The visitor's own balance, or an invitation to sign in."""

    def shown(self, value: Any) -> dict[str, Any]:
        return {}

    def sample(self) -> dict[str, Any]:
        return {"balance": 1285, "came_in": 350}

    class Meta:
        label = _("My points")
        icon = "user"
        template = "points/blocks/my_points.html"
        preview_value = {"heading": ""}
        description = _("Each visitor sees the own balance, and whoever is not signed in how to get there.")


class NextActivitiesBlock(_Block):
    community = CommunityBlock(required=False, help_text=_("Empty: of all communities."))
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=_MOST)

    def shown(self, value: Any) -> dict[str, Any]:
        return {"shifts": public.next_shifts(value["community"], limit=value["count"] or _MOST)}

    def sample(self) -> dict[str, Any]:
        names = [gettext("Saturday clean-up"), gettext("Tea with the elderly"), gettext("Guiding children to school")]
        morning = timezone.localtime().replace(hour=9, minute=0)
        return {"shifts": [_sample_shift(name, morning + timedelta(days=day)) for day, name in enumerate(names, 2)]}

    class Meta:
        label = _("Next activities")
        icon = "calendar"
        template = "points/blocks/next_activities.html"
        preview_value = {"heading": "", "community": None, "count": 3}
        description = _("The activities that people can sign up for, the soonest first.")


def _sample_shift(name: str, starts_at: Any) -> Shift:
    activity = Activity(pk=0, name=name, place=gettext("At the community centre"))
    return Shift(activity=activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=20, taken=12)


class ShelfBlock(_Block):
    store = StoreBlock()
    count = blocks.IntegerBlock(label=_("How many"), default=6, min_value=1, max_value=_MOST)

    def shown(self, value: Any) -> dict[str, Any]:
        store = value["store"]
        is_open = store is not None and store.is_active
        goods = list(public.shop_window(store, limit=value["count"] or _MOST)) if is_open else []
        return {"store": store if is_open else None, "goods": goods}

    def sample(self) -> dict[str, Any]:
        goods = [
            Good(name=gettext("Rice"), unit=gettext("bag"), price=400, stock=20),
            Good(name=gettext("Vinegar"), unit=gettext("bottle"), price=5, stock=20),
            Good(name=gettext("Haircut"), unit=pgettext("of a haircut", "time"), price=100, is_service=True),
        ]
        return {"store": Store(name=gettext("Points supermarket"), code="sample"), "goods": goods}

    class Meta:
        label = _("Shelf of the supermarket")
        icon = "tag"
        template = "points/blocks/shelf.html"
        preview_value = {"heading": "", "store": None, "count": 6}
        description = _("What points buy today, with pictures and prices.")


class TotalsBlock(_Block):
    community = CommunityBlock(required=False, help_text=_("Empty: all communities together."))
    period = blocks.ChoiceBlock(
        label=_("Counted"),
        choices=[("year", _("since the beginning of the year")), ("all", _("since the beginning"))],
        default="year",
    )

    def shown(self, value: Any) -> dict[str, Any]:
        since = timezone.localdate().replace(month=1, day=1) if value["period"] == "year" else None
        return {"totals": public.totals_of(value["community"], since=since), "since": since}

    def sample(self) -> dict[str, Any]:
        totals = public.Totals(
            volunteers=128, hours_scanned=2310, hours_by_hand=150, households=312, given=186_400, redeemed=151_250
        )
        return {"totals": totals, "since": date(timezone.localdate().year, 1, 1)}

    class Meta:
        label = _("What we did together")
        icon = "order"
        template = "points/blocks/totals.html"
        preview_value = {"heading": "", "community": None, "period": "year"}
        description = _("Hours, volunteers and points of a community. Figures over few people are left out.")
