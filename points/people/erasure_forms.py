"""Forms of the office for requests to be erased."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from points.office import OfficeForm
from points.people import services as people
from points.people.forms import ResidentMixin
from points.people.models import ErasureRequest
from points.permissions import User, Verb


class ErasureForm(ResidentMixin, OfficeForm):
    """From the person's own paper: whoever writes it down does not carry it out."""

    verb = Verb.MANAGE_PEOPLE

    class Meta:
        model = ErasureRequest
        fields: list[str] = []

    def carry_out(self, by: User) -> ErasureRequest:
        return people.request_erasure(self.cleaned_data["resident_typed"], by=by)


class DeclineForm(OfficeForm):
    """The person reads the answer."""

    class Meta:
        model = ErasureRequest
        fields = ["answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].label = _("Why it is declined")

    def carry_out(self, by: User) -> ErasureRequest:
        return people.decline_erasure(self.instance, reason=self.cleaned_data["answer"], by=by)
