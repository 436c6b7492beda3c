"""Skills in the Wagtail admin: what there is, and who has it."""

from django.db.models import Q

from points.office import EndedViewSet, OfficeViewSet
from points.people import services as people
from points.people import skill_forms as forms
from points.people.finding import find_resident
from points.people.models import Resident, ResidentSkill, Skill
from points.permissions import User, Verb
from points.scopes import Reach, Scope


class SkillViewSet(OfficeViewSet):
    model = Skill
    icon = "tag"
    sibling_of = Resident
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("community",)
    form_class = forms.SkillForm
    edit_form_class = forms.SkillEditForm
    list_display = ["name", "community"]
    list_filter = ["community"]
    list_export = list_display
    search_fields = ["name"]


class ResidentSkillViewSet(EndedViewSet):
    model = ResidentSkill
    about = ("skill", "resident")
    icon = "tick"
    sibling_of = Resident
    scope = Scope(ways=["skill__community__path"])
    read_verbs = write_verbs = (Verb.MANAGE_ACTIVITIES,)
    related = ("skill", "resident__household__grid", "confirmed_by")
    persons = ("resident",)
    form_class = forms.ResidentSkillForm
    list_display = ["resident", "skill", "confirmed_at", "confirmed_by", "ended_at"]
    list_filter = ["skill", "confirmed_at"]
    list_export = list_display
    inspect_view_fields = list_display

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return find_resident(typed, reach)

    @staticmethod
    def is_editable(held: ResidentSkill) -> bool:
        return held.ended_at is None

    @staticmethod
    def ending(held: ResidentSkill, user: User) -> None:
        people.withdraw_skill(held, by=user)


SKILL_VIEWSETS = [SkillViewSet, ResidentSkillViewSet]
