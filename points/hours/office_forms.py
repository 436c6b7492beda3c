"""Forms of the office for star schemes, their levels, and how certificates are signed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.hours.models import CertificateIssuer, StarLevel, StarScheme
from points.office import OfficeForm

_MINUTES = 60
_MOST_HOURS = 100_000


class HoursField(forms.IntegerField):
    """Whole hours on the screen, minutes inside."""

    def prepare_value(self, value: Any) -> Any:
        return value // _MINUTES if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        hours = super().clean(value)
        return None if hours is None else hours * _MINUTES


class StarSchemeForm(OfficeForm):
    class Meta:
        model = StarScheme
        fields = [
            "community",
            "name",
            "cycle",
            "is_kept",
            "has_minutes_by_hand",
            "in_force_from",
            "in_force_to",
            "source",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_kept"].help_text = _(
            "If not, deductions lower the points that count, and a yearly star ends with its year."
        )
        self.fields["in_force_from"].help_text = _(
            "Tomorrow or later. It takes over on this day, and from then on neither it nor its levels change."
        )


class StarLevelForm(OfficeForm):
    minutes = HoursField(
        label=_("Hours needed"),
        min_value=1,
        max_value=_MOST_HOURS,
        required=False,
        help_text=_("Whole hours. Empty where only points are asked for."),
    )
    tenths = ("points",)

    class Meta:
        model = StarLevel
        fields = ["scheme", "rank", "name", "minutes", "points"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scheme"]
        field.queryset = field.queryset.filter(in_force_from__gt=timezone.localdate())
        field.help_text = _("Those that are not in force yet.")
        self.fields["rank"].help_text = _("1 is the lowest star.")
        self.fields["points"].help_text = _(
            "Earned in the person's own name. Empty where only hours are asked for; with both, both are needed."
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not (data.get("minutes") or data.get("points")):
            self.add_error(None, gettext("A star asks for hours, for points, or for both."))
        elif data.get("scheme") and data.get("rank") and self._is_out_of_order(data):
            self.add_error(None, gettext("A higher star asks for no less than the one below it."))
        return data

    def _is_out_of_order(self, data: dict[str, Any]) -> bool:
        level = StarLevel(minutes=data["minutes"], points=data.get("points"))
        others = data["scheme"].levels.exclude(pk=self.instance.pk)
        return any(
            level.asks_less_than(other) if other.rank < data["rank"] else other.asks_less_than(level)
            for other in others.exclude(rank=data["rank"])
        )


class CertificateIssuerForm(OfficeForm):
    class Meta:
        model = CertificateIssuer
        fields = ["community", "name", "handler", "contact"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].help_text = _(
            "An office, not a person: printed where a resident issues a certificate for himself."
        )
        self.fields["contact"].help_text = _("Printed on certificates, such as the number of the office.")
