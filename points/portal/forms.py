from django import forms
from django.utils.translation import gettext_lazy as _


class StatementForm(forms.Form):
    """Which part of the passbook is wanted. What cannot be read is left aside: an old link still opens."""

    SIDES = {"all": ("debit", "credit"), "in": ("credit",), "out": ("debit",)}

    show = forms.ChoiceField(choices=[("all", _("All")), ("in", _("Came in")), ("out", _("Went out"))], required=False)
    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    @property
    def shown(self) -> str:
        return self._read("show") or "all"

    @property
    def sides(self) -> tuple[str, ...]:
        return self.SIDES[self.shown]

    @property
    def older_than(self) -> int | None:
        return self._read("before")

    def _read(self, name: str):  # type: ignore[no-untyped-def]
        self.is_valid()
        return self.cleaned_data.get(name)


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2999, required=False)
