"""At which store somebody serves."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from points.people import queries as people
from points.permissions import Verb, user_of
from points.supermarket.models import Store


def store_to_serve(request: HttpRequest, code: str, verb: Verb = Verb.SELL) -> Store:
    shop = get_object_or_404(Store.objects.select_related("community", "account"), code=code, is_active=True)
    if not people.may(user_of(request), verb, shop.community):
        raise PermissionDenied
    return shop
