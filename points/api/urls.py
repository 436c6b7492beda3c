"""The JSON API below `points/api/v1/`, described at `openapi.json`."""

from typing import Any

from django.apps import apps
from django.urls import include, path, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from wagtail.utils.urlpatterns import decorate_urlpatterns

from points.api import accounts, awards, check_ins, problems, proofs, redemptions


class PointsAPI(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                _say_problem(operation["responses"])
        return schema


def _say_problem(responses: dict[Any, Any]) -> None:
    for status, response in responses.items():
        if int(status) >= 400:
            response["content"] = {problems.CONTENT_TYPE: response["content"]["application/json"]}


api = PointsAPI(
    title="Volunteer points",
    version="1",
    urls_namespace="points:points-api",
    # Ninja brings the pages of its docs as static files, if it is installed; without, they would come from elsewhere.
    docs_url="docs" if apps.is_installed("ninja") else None,
    openapi_url="openapi.json",
)
problems.register(api)
for room in (accounts, awards, check_ins, redemptions, proofs):
    api.add_router("", room.router)

_patterns, _app_name, _namespace = api.urls
urlpatterns = [
    path("", include((decorate_urlpatterns(_patterns, problems.only_problems), _app_name), namespace=_namespace)),
    re_path(r"^.*$", problems.nothing_here),
]
