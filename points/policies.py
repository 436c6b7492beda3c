"""Who may open which screen of the admin: permissions of groups, narrowed to what a model allows to anybody.

The ledger is read-only because its policy grants nothing but `view`, superusers included; a hidden button would not be
enough. Which rows a screen then shows is a matter of duties (`points.screens`).
"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from points.permissions import User

try:
    from wagtail.permissions import register_permission_policy
except ImportError:  # Wagtail 7.4: the viewset hands its policy to the views.
    register_permission_policy = None

READ = frozenset({"view"})
KEEP = frozenset({"view", "add", "change"})
"""Edited, but never deleted: what was on record stays on record."""
END = frozenset({"view", "add", "delete"})
"""Given and ended, such as a duty. `delete` is the permission to end; the row stays."""
ALL = frozenset({"view", "add", "change", "delete"})


class NarrowPolicy(ModelPermissionPolicy):
    """Django's permissions, as far as `actions` reach."""

    def __init__(self, model: type[Model], actions: frozenset[str]) -> None:
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action in self.actions and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: User | AnonymousUser, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> "QuerySet[Any]":
        return super().users_with_any_permission(self.actions & set(actions))


_policies: dict[type[Model], NarrowPolicy] = {}


def register_policy(model: type[Model], actions: frozenset[str]) -> None:
    """Must run before anything asks for the model's policy: at the top of `wagtail_hooks`."""
    _policies[model] = NarrowPolicy(model, actions)
    if register_permission_policy:
        register_permission_policy(model, _policies[model])


def policy_for(model: type[Model]) -> NarrowPolicy:
    return _policies[model]
