"""Rule books and what they gave, in the Wagtail admin."""

from django.db.models import Q

from points import policies
from points.office import OfficeViewSet, RecordViewSet
from points.people import queries as people
from points.people.models import Grid
from points.permissions import Verb
from points.rules import forms
from points.rules.models import AwardRecord, CapGroup, CapUse, Rule, RuleBook
from points.rules.year_end_viewsets import VIEWSETS as YEAR_ENDS
from points.scopes import Reach, Scope

READERS = (Verb.ADOPT_RULES, Verb.RECORD_AWARD, Verb.MANAGE_ACTIVITIES, Verb.VIEW_LEDGER)


class RuleBookViewSet(OfficeViewSet):
    model = RuleBook
    actions = policies.ALL
    icon = "doc-full"
    scope = Scope(ways=["community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.ADOPT_RULES,)
    related = ("community", "adopted_by")
    tenths = ("base_points",)
    form_class = forms.RuleBookForm
    edit_form_class = forms.RuleBookEditForm
    list_display = ["name", "version", "community", "book", "state", "in_force_from", "in_force_to"]
    list_filter = ["community", "book", "state", "in_force_from"]
    list_export = [*list_display, "adopted_where", "base_points", "year_end"]
    search_fields = ["name"]

    @staticmethod
    def is_editable(book: RuleBook) -> bool:
        return book.state == RuleBook.State.DRAFT


class OfBookViewSet(OfficeViewSet):
    """A part of a rule book; edited and deleted while the book is a draft."""

    actions = policies.ALL
    scope = Scope(ways=["rule_book__community__path"], is_shared_downwards=True)
    read_verbs = READERS
    write_verbs = (Verb.ADOPT_RULES,)

    @staticmethod
    def is_editable(part: Rule | CapGroup) -> bool:
        return part.rule_book.state == RuleBook.State.DRAFT


class RuleViewSet(OfBookViewSet):
    model = Rule
    icon = "list-ul"
    related = ("rule_book", "cap_group")
    tenths = ("points", "points_most", "cap")
    form_class = forms.RuleForm
    list_display = ["name", "code", "category", "kind", "points", "unit", "cap", "cap_period", "rule_book"]
    list_filter = ["rule_book", "kind", "category"]
    list_export = [*forms.RuleForm.Meta.fields, "source"]
    search_fields = ["name", "code", "category"]


class CapGroupViewSet(OfBookViewSet):
    model = CapGroup
    icon = "resubmit"
    sibling_of = Rule
    related = ("rule_book",)
    tenths = ("cap",)
    form_class = forms.CapGroupForm
    list_display = ["name", "rule_book", "cap", "period"]
    list_filter = ["rule_book", "period"]
    list_export = ["rule_book", "name", "cap", "period"]
    search_fields = ["name"]


class CapUseViewSet(RecordViewSet):
    """Counters by ids, of all communities: for whoever serves the whole site."""

    model = CapUse
    icon = "resubmit"
    sibling_of = Rule
    scope = Scope(whole_of=Grid)
    read_verbs = (Verb.VIEW_LEDGER,)
    tenths = ("used",)
    list_display = ["subject", "scope", "period", "used"]
    list_export = ["subject", "scope", "period", "used"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        return Q(subject=typed.strip()) | Q(scope__startswith=typed.strip())


class AwardRecordViewSet(RecordViewSet):
    model = AwardRecord
    icon = "pick"
    scope = Scope(ways=["account__household__grid__path", "account__resident__household__grid__path"])
    read_verbs = (Verb.VIEW_PEOPLE, Verb.VIEW_LEDGER)
    related = ("account", "resident__household__grid", "rule", "recorded_by", "transfer")
    persons = ("resident",)
    texts = ("note",)
    tenths = ("amount", "cut")
    list_display = ["pk", "occurred_on", "rule", "account", "resident", "amount", "cut", "recorded_by", "undone_at"]
    list_filter = ["occurred_on", "recorded_at", "undone_at"]
    list_export = [
        "pk",
        "occurred_on",
        "rule",
        "account",
        "resident",
        "quantity",
        "minutes",
        "percent",
        "amount",
        "cut",
        "note",
        "recorded_by",
        "recorded_at",
        "undone_at",
    ]
    inspect_view_fields = [*list_export[1:], "key", "transfer"]

    @staticmethod
    def find(typed: str, reach: Reach) -> Q:
        known = people.below(reach.paths([Verb.VIEW_PEOPLE]), "resident__household__grid__path")
        number = typed.replace(" ", "").replace("-", "")
        return (
            Q(account__number=number) | Q(key__startswith=typed.strip()) | people.matching(typed, "resident__") & known
        )


VIEWSETS = [RuleBookViewSet, RuleViewSet, AwardRecordViewSet, CapGroupViewSet, CapUseViewSet, *YEAR_ENDS]
