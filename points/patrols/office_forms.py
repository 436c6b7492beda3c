"""Forms of the office for routes and their points."""

from typing import Any

from points.activities.models import ActivityKind
from points.office import OfficeForm
from points.patrols import services
from points.patrols.models import Route, RoutePoint
from points.permissions import User

_WALKED = ["is_ordered", "rounds", "round_minutes"]
_SAID = ["number", "name", "hint", "opens_minute", "closes_minute"]


class RouteForm(OfficeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if activity := self.fields.get("activity"):
            activity.queryset = activity.queryset.filter(kind__mode=ActivityKind.Mode.PATROL, route=None)

    class Meta:
        model = Route
        fields = ["activity", *_WALKED]

    def draft(self) -> services.RouteDraft:
        return services.RouteDraft(**{name: self.cleaned_data[name] for name in _WALKED})

    def carry_out(self, by: User) -> Route:
        return services.plan_route(self.cleaned_data["activity"], draft=self.draft(), by=by)


class RouteEditForm(RouteForm):
    """Whose route it is stays."""

    class Meta:
        model = Route
        fields = _WALKED

    def carry_out(self, by: User) -> Route:
        return services.change_route(self.instance, draft=self.draft(), by=by)


class PointForm(OfficeForm):
    class Meta:
        model = RoutePoint
        fields = ["route", *_SAID]

    def draft(self) -> services.PointDraft:
        return services.PointDraft(**{name: self.cleaned_data[name] for name in _SAID})

    def carry_out(self, by: User) -> RoutePoint:
        return services.add_point(self.cleaned_data["route"], draft=self.draft(), by=by)


class PointEditForm(PointForm):
    class Meta:
        model = RoutePoint
        fields = _SAID

    def carry_out(self, by: User) -> RoutePoint:
        return services.change_point(self.instance, draft=self.draft(), by=by)
