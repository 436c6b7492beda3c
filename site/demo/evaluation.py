"""The rule book, and what the review meeting decides with it every month."""

from datetime import date, datetime, timedelta

from demo.clock import moment
from demo.stage import Stage
from points.models import AwardRecord, Household
from points.rules import services as rules
from points.rules.services import Act

_AT_ONCE = 12_000
_TIDY, _STAIRS, _HELPED, _IDEA, _LITTER = "HT02", "HT03", "HT04", "HT06", "HT11"


def evaluate(stage: Stage, month: date) -> None:
    """A month's sheet, posted as a batch on the eighth of the next month."""
    last_day = moment((month + timedelta(days=31)).replace(day=1) - timedelta(days=1), "18:00")
    acts = [act for household in stage.households for act in _acts(stage, household, last_day)]
    for start in range(0, len(acts), _AT_ONCE):
        key = f"demo:evaluation:{month:%Y-%m}:{start}"
        rules.award_many(acts[start : start + _AT_ONCE], key=key, by=stage.users["wanggeyuan"])
    stage.say(f"{month:%Y-%m}: {len(acts):,} awards")


def _acts(stage: Stage, household: Household, at: datetime) -> list[Act]:
    # How orderly a household is stays the same over the months; each month differs a little.
    order = stage.tier.chance(f"order:{household.account.number}").uniform(0.35, 1.0)
    if household.pk == stage.households[0].pk:
        order = 0.98
    chance = stage.tier.chance(f"month:{household.account.number}:{at:%Y-%m}")
    codes = [
        code
        for code, share in ((_TIDY, order), (_STAIRS, order * 0.5), (_HELPED, 0.04), (_IDEA, 0.012))
        if chance.random() < share
    ]
    if chance.random() < (1 - order) * 0.06:
        codes.append(_LITTER)
    return [
        Act(
            account=household.account,
            community=stage.community,
            rule_code=code,
            occurred_at=at,
            key=f"demo:{at:%Y-%m}:{household.account.number}:{code}",
            note=stage.words["award_note"].format(month=f"{at:%Y-%m}"),
        )
        for code in codes
    ]


def undo_one(stage: Stage) -> None:
    """An award had been entered for the wrong household; half of what it brought is spent already."""
    wrong = AwardRecord.objects.filter(rule__code=_IDEA, undone_at__isnull=True).select_related("account").first()
    if wrong:
        rules.undo(wrong, key="demo:undo", by=stage.administrator, reason=stage.words["wrong_award"])
