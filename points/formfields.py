"""Form fields for what people type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.amounts import format_points, parse_points, plain_points


class PointsField(forms.CharField):
    """Points with at most one decimal on the screen, integer tenths inside."""

    default_error_messages = {
        "invalid": _("Please type points with at most one decimal, such as 2 or 0.5."),
        "too_small": _("This is less than %(least)s."),
    }

    def __init__(self, *, least: int | None = 0, **kwargs: Any) -> None:
        """`least` in tenths; None where points may be below zero."""
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.least = least

    def prepare_value(self, value: Any) -> Any:
        return plain_points(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if value is None or value == "" or isinstance(value, int):
            return value if isinstance(value, int) else None
        try:
            return parse_points(str(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and self.least is not None and value < self.least:
            least = format_points(self.least)
            raise forms.ValidationError(self.error_messages["too_small"], code="too_small", params={"least": least})


class LettersInput(forms.TextInput):
    """For a code that is read off a wall or a screen: nothing is completed or corrected, a keyboard shows capitals."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        capitals = {"autocapitalize": "characters", "spellcheck": "false", "class": "pt-code-input"}
        super().__init__({"autocomplete": "off", "enterkeyhint": "go", **capitals, **(attrs or {})})
