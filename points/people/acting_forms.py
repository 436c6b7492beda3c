"""Forms of the office for proxies and PINs."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.office import OfficeForm
from points.people import queries
from points.people import services as people
from points.people.forms import ResidentMixin, only
from points.people.models import Pin, Proxy, ProxyKind
from points.permissions import User, Verb


class ProxyForm(ResidentMixin, OfficeForm):
    verb = Verb.MANAGE_PEOPLE
    acts_typed = forms.CharField(
        label=_("who acts"), help_text=_("User name; or name or phone of a resident who signs in.")
    )
    field_order = ["resident_typed", "acts_typed", "kind", "since"]

    class Meta:
        model = Proxy
        fields = ["kind", "since"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate

    def clean_acts_typed(self) -> Any:
        typed = self.cleaned_data["acts_typed"].strip()
        users = get_user_model()._default_manager
        if user := users.filter(**{get_user_model().USERNAME_FIELD: typed}).first():
            return user
        found = queries.find_residents(self.for_user, typed).filter(user__isnull=False)
        return only(found.select_related("user").order_by("pk")[:2]).user

    def carry_out(self, by: User) -> Proxy:
        data = self.cleaned_data
        return people.appoint_proxy(
            data["resident_typed"], user=data["acts_typed"], kind=ProxyKind(data["kind"]), since=data["since"], by=by
        )


class PinForm(ResidentMixin, OfficeForm):
    """The resident stands there and types; what was typed is never shown again."""

    verb = Verb.MANAGE_PEOPLE
    pin = forms.CharField(label=_("PIN"), max_length=6, widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    again = forms.CharField(
        label=_("Once more"), max_length=6, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    field_order = ["resident_typed", "pin", "again"]

    class Meta:
        model = Pin
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].help_text = _("Turn the keyboard to the person. Whoever records a PIN cannot use it later.")

    def clean(self) -> dict[str, Any]:
        sent: dict[str, Any] = super().clean() or self.cleaned_data
        if "again" in sent and sent.get("pin") != sent["again"]:
            self.add_error("again", gettext("The two are not the same."))
        return sent

    def carry_out(self, by: User) -> Pin:
        return people.set_pin(self.cleaned_data["resident_typed"], pin=self.cleaned_data["pin"], by=by)
