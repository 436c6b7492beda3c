"""Who may do what: roles, verbs, and nothing else.

A *duty* (people room) gives a person a role for a grid and everything below it, from a day to a day. A role stands
for a few verbs. Services ask for a verb at a grid; they never ask for a role, so that a community may cut its roles
differently without touching a service.
"""

from enum import StrEnum
from typing import cast

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

User = AbstractBaseUser
"""Whoever acts. Hosts bring their own user model; nothing but `pk`, `is_superuser` and `is_active` is read."""


def user_of(request: HttpRequest) -> User:
    """Whoever asks; to be called where somebody is signed in."""
    return cast(User, request.user)


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    ORGANISER = "organiser", _("Organiser")
    GRID_STAFF = "grid_staff", _("Grid staff")
    CASHIER = "cashier", _("Cashier")
    EDITOR = "editor", _("Editor")
    AUDITOR = "auditor", _("Auditor")


class Verb(StrEnum):
    VIEW_PEOPLE = "view_people"
    MANAGE_PEOPLE = "manage_people"
    ASSIST = "assist"
    APPOINT = "appoint"
    ADOPT_RULES = "adopt_rules"
    EXPIRE_POINTS = "expire_points"
    RECORD_AWARD = "record_award"
    REVERSE_AWARD = "reverse_award"
    MANAGE_ACTIVITIES = "manage_activities"
    RUN_SHIFT = "run_shift"
    CONFIRM_HOURS = "confirm_hours"
    ISSUE_CERTIFICATE = "issue_certificate"
    MANAGE_STORE = "manage_store"
    SELL = "sell"
    REFUND = "refund"
    CHOOSE_HONORS = "choose_honors"
    DECIDE_SEASON = "decide_season"
    ANSWER_DISPUTE = "answer_dispute"
    MANAGE_NOTICES = "manage_notices"
    TAKE_OBJECTION = "take_objection"
    ANSWER_OBJECTION = "answer_objection"
    VIEW_LEDGER = "view_ledger"


VERBS: dict[Role, frozenset[Verb]] = {
    Role.ADMINISTRATOR: frozenset(Verb),
    Role.ORGANISER: frozenset(
        {
            Verb.VIEW_PEOPLE,
            Verb.ASSIST,
            Verb.MANAGE_ACTIVITIES,
            Verb.RUN_SHIFT,
            Verb.CONFIRM_HOURS,
            Verb.ISSUE_CERTIFICATE,
        }
    ),
    Role.GRID_STAFF: frozenset(
        {
            Verb.VIEW_PEOPLE,
            Verb.ASSIST,
            Verb.RECORD_AWARD,
            Verb.RUN_SHIFT,
            Verb.ISSUE_CERTIFICATE,
            Verb.TAKE_OBJECTION,
        }
    ),
    Role.CASHIER: frozenset({Verb.SELL, Verb.REFUND}),
    Role.EDITOR: frozenset({Verb.CHOOSE_HONORS, Verb.MANAGE_NOTICES, Verb.TAKE_OBJECTION}),
    Role.AUDITOR: frozenset({Verb.VIEW_LEDGER}),
}


def roles_with(verb: Verb) -> frozenset[Role]:
    return frozenset(role for role, verbs in VERBS.items() if verb in verbs)


def group_name(role: Role) -> str:
    """Name of the ready-made group for a role, in the language of the site (not of whoever looks)."""
    return _group_name(role, settings.LANGUAGE_CODE)


def group_names(role: Role) -> list[str]:
    """Every name that the group may bear: a site that changes its language keeps its groups."""
    return sorted({_group_name(role, language) for language in ("en", *dict(settings.LANGUAGES))})


def _group_name(role: Role, language: str) -> str:
    with translation.override(language):
        return gettext("Points: %(role)s") % {"role": role.label}
