"""Notices in the Wagtail admin: drafts are written there, and everything is read and exported.

They are put up and withdrawn at the desk, where one sees them as the neighbours do, and objections are answered there.
"""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from points import policies, screens
from points.notices import office_forms
from points.notices import services as notices
from points.notices.models import NoticeLine, NoticeStep, Objection, PublicNotice
from points.office import OfficeViewSet, RecordViewSet
from points.people import queries as people
from points.permissions import Verb
from points.scopes import Reach, Scope


class NoticeView(screens.InspectView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("points:notice-desk", args=[self.object.pk])
        return [*super().header_more_buttons, Button(_("As the neighbours see it"), url=url, icon_name="view")]


class LineRemoveView(screens.RemoveView):
    def delete_action(self) -> None:
        notices.remove_line(self.object, by=self.request.user)


class PublicNoticeViewSet(OfficeViewSet):
    model = PublicNotice
    icon = "clipboard-list"
    scope = Scope(ways=["community__path"])
    read_verbs = (Verb.MANAGE_NOTICES, Verb.VIEW_LEDGER)
    write_verbs = (Verb.MANAGE_NOTICES,)
    related = ("community", "drafted_by")
    is_long = True
    ordering = "-pk"
    form_class = office_forms.NoticeForm
    edit_form_class = office_forms.NoticeEditForm
    inspect_view_class = NoticeView
    list_display = ["title", "kind", "community", "state", "opened_at", "ends_on", "drafted_by"]
    list_filter = ["community", "kind", "state", "ends_on"]
    list_export = [*list_display, "days", "forgotten_at"]
    inspect_view_fields = [*list_export, "text"]
    search_fields = ["title"]

    @staticmethod
    def is_editable(notice: PublicNotice) -> bool:
        return notice.state == PublicNotice.State.DRAFT


class NoticeLineViewSet(OfficeViewSet):
    model = NoticeLine
    actions = policies.END
    icon = "list-ul"
    sibling_of = PublicNotice
    scope = Scope(ways=["notice__community__path"])
    read_verbs = (Verb.MANAGE_NOTICES, Verb.VIEW_LEDGER)
    write_verbs = (Verb.MANAGE_NOTICES,)
    related = ("notice", "resident__household__grid", "household__grid", "added_by")
    persons = ("resident",)
    texts = ("text", "reason")
    is_long = True
    ordering = "-pk"
    form_class = office_forms.NoticeLineForm
    delete_view_class = LineRemoveView
    list_display = ["__str__", "notice", "resident", "household", "subject", "text", "taken_off_at"]
    list_filter = ["notice__community", "notice__kind"]
    list_export = ["pk", *list_display[1:], "reason"]
    inspect_view_fields = [*list_export[1:], "added_by"]

    @staticmethod
    def is_editable(line: NoticeLine) -> bool:
        return line.notice.state == PublicNotice.State.DRAFT

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        known = people.below(reach.paths([Verb.VIEW_PEOPLE]), "resident__household__grid__path")
        return Q(subject__icontains=typed.strip()) | people.matching(typed, "resident__") & known


class ObjectionViewSet(RecordViewSet):
    model = Objection
    icon = "warning"
    sibling_of = PublicNotice
    scope = Scope(ways=["notice__community__path"])
    read_verbs = (Verb.ANSWER_OBJECTION, Verb.VIEW_LEDGER)
    related = ("notice", "line", "resident__household__grid", "answered_by")
    persons = ("resident",)
    texts = ("text", "answer")
    ordering = "-pk"
    list_display = ["__str__", "notice", "line", "is_on_paper", "raised_at", "state", "answered_by", "answered_at"]
    list_filter = ["notice__community", "state", "is_on_paper", "raised_at"]
    list_export = ["pk", *list_display[1:]]
    inspect_view_fields = [*list_display[1:], "resident", "text", "answer"]


class NoticeStepViewSet(RecordViewSet):
    model = NoticeStep
    icon = "history"
    sibling_of = PublicNotice
    scope = Scope(ways=["notice__community__path"])
    read_verbs = (Verb.MANAGE_NOTICES, Verb.VIEW_LEDGER)
    related = ("notice", "done_by")
    ordering = "-pk"
    list_display = ["notice", "kind", "ends_on", "reason", "done_by", "done_at"]
    list_filter = ["notice__community", "kind", "done_at"]
    list_export = list_display
    inspect_view_fields = list_display


VIEWSETS = [PublicNoticeViewSet, NoticeLineViewSet, ObjectionViewSet, NoticeStepViewSet]
