"""Requests to be erased in the Wagtail admin: written down from paper, carried out, or declined with a reason."""

from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points import policies
from points.amounts import format_points
from points.ledger.models import Account
from points.office import EndedViewSet
from points.people import erasure_forms, queries
from points.people import services as people
from points.people.models import ErasureRequest, Resident
from points.permissions import Verb
from points.scopes import Reach, Scope
from points.screens import EndView


class EraseView(EndView):
    """The second look: what goes, what stays, and the points that nobody could redeem any more."""

    template_name = "points/office/erasure_end.html"
    success_message = _("The person was erased.")

    @property
    def leaving(self) -> int:
        """Tenths that would be left with nobody."""
        accounts = Account.objects.filter(pk__in=queries.left_behind(self.object.resident))
        return int(accounts.aggregate(total=Sum("balance"))["total"] or 0)

    @property
    def is_last(self) -> bool:
        return not queries.others_beside(self.object.resident)

    @property
    def confirmation_message(self) -> str:
        return gettext("Name, phone, birthday, login, cards, consents and portrait go for good. It cannot be undone.")

    @property
    def consequence(self) -> str:
        """Empty where no points are left."""
        sentence = gettext(
            "%(points)s points are left that nobody can redeem any more. They stay in the ledger; if they belong to "
            "somebody else, settle that first."
        )
        return sentence % {"points": format_points(self.leaving)} if self.leaving else ""

    def delete_action(self) -> None:
        seen = self.request.POST.get("leaving", "")
        people.erase_resident(self.object, by=self.request.user, leaving=int(seen) if seen.isdecimal() else 0)


class ErasureRequestViewSet(EndedViewSet):
    model = ErasureRequest
    actions = policies.ALL
    about = ("resident",)
    icon = "bin"
    sibling_of = Resident
    scope = Scope(ways=["resident__household__grid__path"])
    read_verbs = write_verbs = (Verb.MANAGE_PEOPLE,)
    related = ("resident__household__grid", "requested_by", "settled_by")
    persons = ("resident",)
    form_class = erasure_forms.ErasureForm
    edit_form_class = erasure_forms.DeclineForm
    delete_view_class = EraseView
    end_label = _("Erase")
    list_display = ["__str__", "resident", "state", "requested_at", "settled_at"]
    list_filter = ["state", "requested_at"]
    list_export = ["pk", "resident", "state", "requested_at", "settled_by", "settled_at", "answer"]
    inspect_view_fields = ["resident", "state", "requested_by", "requested_at", "settled_by", "settled_at", "answer"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        known = queries.below(reach.paths([Verb.VIEW_PEOPLE]), "resident__household__grid__path")
        return queries.matching(typed, "resident__") & known

    @staticmethod
    def is_editable(request: ErasureRequest) -> bool:
        return request.state == ErasureRequest.State.WAITING

    @staticmethod
    def ending(request: ErasureRequest, user: Any) -> None:
        people.erase_resident(request, by=user)
