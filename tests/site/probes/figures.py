"""Prints everything about the demo that must be the same each time: people, numbers, history."""

import hashlib
import json

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from wagtail.models import Page  # noqa: E402

from honor_roll.models import Honor  # noqa: E402
from points.models import (  # noqa: E402
    AwardRecord,
    Good,
    Household,
    Pin,
    Proxy,
    Redemption,
    Resident,
    Scan,
    ServiceRecord,
    SignUp,
    Transfer,
)

FIELDS = {
    get_user_model(): ["username", "is_superuser"],
    Household: ["grid__name", "door", "account__number", "account__balance", "is_active"],
    Resident: ["name", "phone", "born_on", "is_head", "household__account__number"],
    Pin: ["resident__household__account__number", "set_at", "set_by__username"],
    Proxy: ["resident__name", "resident__household__account__number", "user__username", "kind", "since"],
    Transfer: ["key", "amount", "kind", "occurred_on", "created_at", "memo", "debit_balance", "credit_balance"],
    AwardRecord: ["key", "amount", "cut", "occurred_on", "undone_at"],
    ServiceRecord: ["key", "minutes", "source", "state", "started_at"],
    Scan: ["key", "direction", "way", "occurred_at", "refusal"],
    SignUp: ["shift__starts_at", "resident__name", "state", "created_at"],
    Good: ["name", "price", "stock"],
    Redemption: ["number", "total", "created_at"],
    Honor: ["category__code", "season__name", "resident__name", "reason", "facts"],
    Page: ["title", "slug", "live"],
}


def digest(model: type, fields: list[str]) -> str:
    rows = sorted(map(str, model.objects.values_list(*fields)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


print(  # noqa: T201
    json.dumps(
        {
            "counts": {model.__name__: model.objects.count() for model in FIELDS},
            "digests": {model.__name__: digest(model, fields) for model, fields in FIELDS.items()},
        }
    )
)
