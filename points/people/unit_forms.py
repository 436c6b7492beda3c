"""The form of the office for members of work units."""

from typing import Any

from django.utils import timezone

from points.office import OfficeForm
from points.people import services as people
from points.people.forms import ResidentMixin
from points.people.models import UnitMembership
from points.permissions import User, Verb


class UnitMembershipForm(ResidentMixin, OfficeForm):
    verb = Verb.MANAGE_PEOPLE
    field_order = ["unit", "resident_typed", "since"]

    class Meta:
        model = UnitMembership
        fields = ["unit", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate

    def carry_out(self, by: User) -> UnitMembership:
        data = self.cleaned_data
        return people.join_unit(data["unit"], resident=data["resident_typed"], since=data["since"], by=by)
