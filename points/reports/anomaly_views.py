"""The auditor's list in the Wagtail admin."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from points.errors import NotPermitted, PointsError
from points.permissions import Verb
from points.reports import anomaly_words, queries, services
from points.reports.forms import AnomalyForm
from points.reports.table_views import TableScreen
from points.tables import Table

_MOST_SIGNS = 400


class AnomaliesScreen(TableScreen):
    page_title = gettext_lazy("Worth a look")
    about = gettext_lazy(
        "What stands out in entries, confirmations and scans. A line is a question and accuses nobody; most have an "
        "innocent reason. Whoever looks into one writes down what came of it."
    )
    permission = "points.view_anomalynote"
    verbs = (Verb.VIEW_LEDGER,)
    form_class = AnomalyForm
    template_name = "points/reports/anomaly_list.html"
    header_icon = "view"
    is_taken_along = False
    _parts: list[anomaly_words.Part] | None = None

    def tables(self, form: Any) -> list[Table]:
        return [anomaly_words.table(self.parts(form))]

    def parts(self, form: Any) -> list[anomaly_words.Part]:
        """Made once for a request."""
        if self._parts is None:
            found = queries.anomalies(self._window(form), kinds=form.kinds)
            self._parts = anomaly_words.parts(found, user=self.request.user, reach=self.reach)
        return self._parts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        parts = self.parts(form) if form.is_valid() else []
        return super().get_context_data(**kwargs, parts=parts, may_note=self._may_note)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The window is that of the address, so a note can be written only about what the list shows."""
        form = self.form_class(request.GET, **self.asked())
        key, text = request.POST.get("key", ""), request.POST.get("text", "")[:_MOST_SIGNS]
        if not form.is_valid():
            return self.show(form=form)
        try:
            if not self._may_note:
                raise NotPermitted()
            services.note_anomaly(queries.anomaly_with(key, window=self._window(form)), text=text, by=request.user)
        except PointsError as refusal:
            return self.show(form=form, refusal=refusal, typed_key=key, typed=text)
        messages.success(request, _("The note is kept beside the line."))
        return HttpResponseRedirect(f"{request.get_full_path()}#{slugify(key)}")

    @cached_property
    def _may_note(self) -> bool:
        return bool(self.request.user.has_perm("points.add_anomalynote"))

    def _window(self, form: Any) -> queries.Window:
        return queries.Window(since=form.since, until=form.until, within=self.within(form))
