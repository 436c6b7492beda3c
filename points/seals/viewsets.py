"""The seals in the Wagtail admin: which transfers each one covers, and whether its signature holds.

A seal names nobody and belongs to no grid; it is as public as the page of the seals. Whoever may look at the ledger
looks at all of them.
"""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column

from points.ledger.models import Transfer
from points.office import RecordViewSet
from points.permissions import Verb
from points.screens import InspectView
from points.seals import queries
from points.seals.models import Seal

_SHOWN, _PIECE = 12, 8


class SealScreen(InspectView):
    """In words what the signed text says, and the text itself."""

    def get_object(self, queryset: Any = None) -> Any:
        seal: Any = super().get_object()
        seal.before = queries.size_before(seal)
        return seal

    def get_fields_context(self) -> list[dict[str, Any]]:
        seal, shown = self.object, queries.shown(self.object)
        assert shown is not None, "there is a seal"
        page = f"{reverse('points:seals-checkpoint')}?seal={seal.number}"
        more = [
            (gettext("Range"), _range(seal)),
            (gettext("Newly sealed"), _added(seal)),
            (gettext("Root"), _wrapping(shown.root)),
            (gettext("Signature holds"), gettext("Yes") if queries.is_signed(seal) else gettext("No")),
            (gettext("public key"), _wrapping(shown.public_key)),
            (
                gettext("Checkpoint"),
                format_html('<pre>{}</pre><a href="{}">checkpoint.txt</a>', shown.checkpoint, page),
            ),
        ]
        shared = super().get_fields_context()
        return [*shared, *({"label": capfirst(label), "value": value, "component": None} for label, value in more)]


class SealViewSet(RecordViewSet):
    model = Seal
    icon = "circle-check"
    sibling_of = Transfer
    read_verbs = (Verb.VIEW_LEDGER,)
    inspect_view_class = SealScreen
    annotations = queries.LISTED
    list_display = [
        "number",
        "sealed_at",
        Column("range", label=_("Range"), accessor=lambda seal: _range(seal)),
        Column("added", label=_("Newly sealed"), accessor=lambda seal: _added(seal)),
        Column("root", label=_("Root"), accessor=lambda seal: _beginning(seal)),
        BooleanColumn("is_signed", label=_("Signature holds"), accessor=queries.is_signed),
        BooleanColumn("is_last_of_day", label=_("Checkpoint of its day")),
    ]
    list_filter = ["sealed_at"]
    list_export = ["number", "sealed_at", "tree_size", "root.hex", "origin"]
    export_headings = {"root.hex": _("Root")}
    inspect_view_fields = ["number", "sealed_at", "origin", "tree_size"]


def _range(seal: Any) -> str:
    """The places in the tree, counted from one as people do."""
    return f"{seal.before + 1:,}–{seal.tree_size:,}"


def _added(seal: Any) -> str:
    return f"{seal.tree_size - seal.before:,}"


def _beginning(seal: Seal) -> str:
    shown = queries.shown(seal)
    return f"{shown.root[:_SHOWN]}…" if shown else ""


def _wrapping(text: str) -> str:
    """A long word that may break anywhere on a phone, and is copied as one."""
    pieces = ((text[first : first + _PIECE],) for first in range(0, len(text), _PIECE))
    return format_html("<code>{}</code>", format_html_join("", "<wbr>{}", pieces))


VIEWSETS = [SealViewSet]
