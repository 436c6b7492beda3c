"""Forms of the office for skills, and for who has them."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.office import OfficeForm
from points.people import services as people
from points.people.forms import ResidentMixin
from points.people.models import ResidentSkill, Skill
from points.permissions import User


class SkillForm(OfficeForm):
    class Meta:
        model = Skill
        fields = ["community", "name"]


class SkillEditForm(OfficeForm):
    """The community stays; activities demand it there."""

    class Meta:
        model = Skill
        fields = ["name"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Skill.objects.filter(community=self.instance.community, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(gettext("The community has a skill of this name."))
        return name


class ResidentSkillForm(ResidentMixin, OfficeForm):
    field_order = ["resident_typed", "skill"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].help_text = _("On sight of a certificate, or because you have seen it.")

    class Meta:
        model = ResidentSkill
        fields = ["skill"]

    def carry_out(self, by: User) -> ResidentSkill:
        return people.confirm_skill(self.cleaned_data["resident_typed"], skill=self.cleaned_data["skill"], by=by)
