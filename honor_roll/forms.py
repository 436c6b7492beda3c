"""What somebody who chooses honors types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.widgets import AdminImageChooser

from honor_roll.honors import Honor
from honor_roll.services import Praise


class PraiseForm(forms.ModelForm):
    class Meta:
        model = Honor
        fields = ("reason", "story", "portrait")
        widgets = {"story": AdminAutoHeightTextInput, "portrait": AdminImageChooser}
        help_texts = {
            "reason": _("One line that everybody will read."),
            "story": _("A few sentences. Without consent the name is masked in them, too."),
            "portrait": _("Shown only with consent, and never of a minor. The file gets a new name that says nothing."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if "portrait" in self.errors:
            # The chooser cannot be drawn around a picture that is not there.
            self.data = self.data.copy()
            self.data.pop(self.add_prefix("portrait"), None)
        return cleaned

    def praise(self) -> Praise:
        return Praise(**self.cleaned_data)


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name"), max_length=60, required=False)
