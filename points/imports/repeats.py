"""Whether a file says what is there already.

A file is sent twice more often than a version is meant to follow another with the very same rules.
"""

from collections.abc import Sequence
from typing import Any

from points.rules.models import CapGroup, Rule, RuleBook
from points.rules.services import RuleDraft

_TOLD_APART_BY = {"id", "rule_book", "cap_group"}
_FIELDS = [field.attname for field in Rule._meta.concrete_fields if field.name not in _TOLD_APART_BY]


def says_the_same(book: RuleBook, drafts: Sequence[RuleDraft]) -> bool:
    kept = book.rules.select_related("cap_group").order_by("pk")
    written = [_said(rule, rule.cap_group) for rule in kept]
    return written == [_said(draft.rule, draft.cap_group) for draft in drafts]


def _said(rule: Rule, group: CapGroup | None) -> tuple[Any, ...]:
    return (*(getattr(rule, field) for field in _FIELDS), *((group.name, group.cap, group.period) if group else ()))
