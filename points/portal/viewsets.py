"""What the room gives to Wagtail's admin: on its first page, the ways to the desk, to an award and to the till."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from points.portal.queries.duties import Duties, duties_of


class DutiesPanel(Component):
    name = "points_duties"
    template_name = "points/portal/duties_panel.html"
    order = 50

    def __init__(self, duties: Duties) -> None:
        self.duties = duties

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"duties": self.duties}


def offer_duties(request: HttpRequest, panels: list[Component]) -> None:
    """Wagtail shows a panel to everybody who may open the admin; this one only where there is a duty."""
    duties = duties_of(request.user)
    if duties.has_screens:
        panels.append(DutiesPanel(duties))
