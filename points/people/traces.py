"""What others wrote about a person by name, and the login: the traces that are left when the row itself is empty.

A name is sought only where it can mean the person: in the rows that hang on the resident, on the household or on an
account of theirs. Elsewhere the same characters are somebody else's name.
"""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Model, Q, QuerySet
from wagtail.log_actions import registry

from points.ledger.models import Account, RequestKey, Transfer
from points.people.models import Household, Resident
from points.permissions import User
from points.personal import Leaving

_STAYS: frozenset[type[Model]] = frozenset({Account, Household, RequestKey, Resident, Transfer})
"""Places and numbers, other people's own names, and what is never changed: no name is taken in there."""
_PSEUDONYM = "×"


def remove_name(leaving: Leaving, resident: Resident) -> None:
    """A sign for the name and the phone, wherever a text about the person, the household or its points has them."""
    for rows in _rows_about(resident):
        _replace(rows, leaving.spoken)
    _remove_titles(leaving)


def close_login(user: User) -> None:
    """The login opens nothing any more and says nothing about anybody; what was done with it keeps its number."""
    names = {str(getattr(type(user), "USERNAME_FIELD", "")): f"erased-{user.pk}"}
    for field in _text_fields(type(user)):
        empty = None if field.null else ""
        setattr(user, field.attname, names.get(field.name, f"erased-{user.pk}" if field.unique else empty))
    user.is_active = False
    user.set_unusable_password()
    user.save()
    profile = getattr(user, "wagtail_userprofile", None)
    if profile is not None:
        profile.avatar.delete(save=False)
        profile.delete()


def _rows_about(resident: Resident) -> Iterator[QuerySet[Any]]:
    """Rows of any app that point to the resident, the household or an account, and those that point to these."""
    accounts = [pk for pk in (resident.household.account_id, resident.account_id) if pk]
    starts: dict[type[Model], list[Any]] = {
        Resident: [resident.pk],
        Household: [resident.household_id],
        Account: accounts,
    }
    for start, ids in starts.items():
        for relation in _pointing_to(start):
            way = f"{relation.field.name}__in"
            yield relation.related_model._base_manager.filter(**{way: ids})
            for further in _pointing_to(relation.related_model):
                yield further.related_model._base_manager.filter(**{f"{further.field.name}__{way}": ids})


def _pointing_to(model: type[Model]) -> list[Any]:
    return [relation for relation in model._meta.related_objects if not relation.many_to_many]


def _replace(rows: QuerySet[Any], spoken: list[str]) -> None:
    fields = [] if rows.model in _STAYS else [field.name for field in _text_fields(rows.model) if not field.unique]
    if not fields:
        return
    said = [Q(**{f"{field}__contains": text}) for field in fields for text in spoken]
    for row in rows.filter(reduce(or_, said, Q(pk__in=[]))).only("pk", *fields).distinct():
        rows.model._base_manager.filter(pk=row.pk).update(
            **{field: _without(getattr(row, field) or "", spoken) for field in fields}
        )


def _without(text: str, spoken: list[str]) -> str:
    for name in spoken:
        text = text.replace(name, _PSEUDONYM)
    return text


def _text_fields(model: type[Model]) -> list[Any]:
    """What people type; a choice, a file and a password are no text."""
    texts = (models.CharField, models.TextField)
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, texts) and not field.choices and not field.primary_key and field.name != "password"
    ]


def _remove_titles(leaving: Leaving) -> None:
    """A line of any log is titled by the text of its row as it was then, and that of a login may be a phone."""
    about = {Resident: leaving.resident, Resident._meta.get_field("user").related_model: leaving.user}
    for model, pk in about.items():
        log_model = registry.get_log_model_for_model(model)
        lines = log_model.objects.filter(
            content_type=ContentType.objects.get_for_model(model, for_concrete_model=False), object_id=str(pk)
        )
        lines.update(label=f"#{pk}")
