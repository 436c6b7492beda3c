"""The end of a year in the Wagtail admin: who would lose how much, then one button, and the way back."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from points.listings import ListingView
from points.office import OfficeViewSet, RecordViewSet
from points.people.models import Grid
from points.permissions import Verb
from points.rules import forms, year_end_lists
from points.rules.models import ExpiryLine, ExpiryRound, RuleBook
from points.scopes import Scope
from points.screens import AddView, ChangeView, InspectView


class RoundListing(ListingView):
    def get_edit_url(self, instance: Any) -> None:
        """It is taken back from where it is looked at."""
        return None


class RoundScreen(InspectView):
    def get_edit_url(self) -> None:
        return None

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = super().get_edit_url()
        if not url or not self.user_has_permission("change") or not self.writable().filter(pk=self.object.pk).exists():
            return super().header_more_buttons
        return [*super().header_more_buttons, Button(_("Take back"), url=url, icon_name="undo", priority=20)]


class BookView(AddView):
    """First who would lose how much, by the rule book in force; then the button.

    The form is asked by GET and looked at as often as one likes; what is sent by POST is booked.
    """

    template_name = "points/rules/year_end_book.html"
    page_title = _("Book the end of a year")
    success_message = _("The end of the year is booked.")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items()[:-1], {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        asked = self.request.GET
        return kwargs | {"data": asked} if "year" in asked and "data" not in kwargs else kwargs

    def get_initial(self) -> dict[str, Any]:
        today = timezone.localdate()
        only = self.offered(Grid.objects.all(), "community")[:2]
        return {
            "year": today.year if today.month > 6 else today.year - 1,
            **({"community": only[0]} if len(only) == 1 else {}),
        }

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = None
        self.form = self.get_form()
        if request.GET.get("format") == "csv" and self.form.is_valid():
            return self._as_csv()
        return self.render_to_response(self.get_context_data(form=self.form))

    def _as_csv(self) -> HttpResponse:
        return year_end_lists.as_csv(self.form.year_end, reach=self.reach, by=self.request.user)

    def form_valid(self, form: Any) -> HttpResponseBase:
        if not form.cleaned_data["confirmed"]:
            form.add_error("confirmed", gettext("Please read who loses how much first."))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("points_expiryround:inspect", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = self.form = kwargs.get("form", self.form)
        year_end = form.year_end if (form.is_bound and form.is_valid()) or form.is_bound else None
        if year_end is not None:
            context |= year_end_lists.preview(year_end, page=self.request.GET.get("p", ""), reach=self.reach)
            context["may_book"] = timezone.localdate() >= year_end.booked_from and not context["standing"]
        return context


class UndoView(ChangeView):
    page_title = _("Take back")
    success_message = _("Every account has its points again.")
    submit_button_label = _("Take back")

    def get_success_url(self) -> str:
        return reverse("points_expiryround:inspect", args=[self.object.pk])


class ExpiryRoundViewSet(OfficeViewSet):
    model = ExpiryRound
    icon = "calendar-alt"
    sibling_of = RuleBook
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = (Verb.EXPIRE_POINTS, Verb.VIEW_LEDGER)
    write_verbs = (Verb.EXPIRE_POINTS,)
    related = ("community", "rule_book", "booked_by", "undone_by")
    tenths = ("amount",)
    texts = ("reason",)
    form_class = forms.YearEndForm
    edit_form_class = forms.TakeBackForm
    index_view_class = RoundListing
    add_view_class = BookView
    edit_view_class = UndoView
    inspect_view_class = RoundScreen
    list_display = ["year", "community", "book", "count", "amount", "booked_by", "booked_at", "undone_at"]
    list_filter = ["community", "book", "year"]
    list_export = [*list_display, "rule_book", "undone_by", "reason"]
    inspect_view_fields = [
        "year",
        "community",
        "book",
        "rule_book",
        "count",
        "amount",
        "booked_by",
        "booked_at",
        "undone_by",
        "undone_at",
        "reason",
    ]

    @staticmethod
    def is_editable(booked: ExpiryRound) -> bool:
        return booked.undone_at is None


class ExpiryLineViewSet(RecordViewSet):
    """Who lost what, and why that much."""

    model = ExpiryLine
    icon = "list-ul"
    sibling_of = ExpiryRound
    scope = Scope(ways=["round__community__path"], is_shared_downwards=True)
    read_verbs = (Verb.EXPIRE_POINTS, Verb.VIEW_LEDGER)
    related = ("round__community", "transfer__debit")
    tenths = ("amount", "balance", "held", "kept", "newer")
    ordering = "-pk"
    list_display = ["round", "transfer__debit__number", "transfer__amount", "balance", "held", "kept", "newer"]
    list_filter = ["round"]
    list_export = ["round", "transfer.debit.number", "transfer.amount", "balance", "held", "kept", "newer"]
    inspect_view_fields = ["round", "transfer", "balance", "held", "kept", "newer"]
    search_fields = ["transfer__debit__number"]


VIEWSETS = [ExpiryRoundViewSet, ExpiryLineViewSet]
