"""Awarding points: what somebody with the duty to do so enters, one act or a sheet of them."""

from collections.abc import Sequence

from points import audit, statements
from points.errors import NotOfHousehold, NotYourGrid, OwnHousehold, WrongCommunity
from points.ledger import services as ledger
from points.people import queries as people
from points.permissions import User, Verb
from points.rules.acts import Act, sheet_hash
from points.rules.at_once import award_at_once
from points.rules.models import AwardRecord
from points.rules.services.recording import Progress, record, record_many
from points.texts import refuse_personal_numbers


def award(act: Act, *, by: User) -> ledger.Answer[AwardRecord]:
    """Value the act by the rule book in force on its day and book it; the same `act.key` gives the same record again.

    Refuses with `not_permitted`, `not_your_grid`, `own_household`, `wrong_community`, `not_of_household` (the resident
    lives elsewhere), `personal_data_in_text`, `future_date`, `no_rule_book`, `unknown_rule`, `idempotency_mismatch`
    and what the rule itself asks for. A cap refuses nothing: it cuts, down to zero, and the record says so.
    """
    fingerprint = ledger.request_hash({"award": act.request()})
    if booked_at_once := award_at_once(act, by=by, fingerprint=fingerprint):
        return ledger.Answer(result=booked_at_once, is_replay=False)
    _permit([act], by)
    refuse_personal_numbers(act.note)

    def act_once() -> AwardRecord:
        booked = record(act, by=by)
        audit.write(booked, action="points.award", by=by, data=_facts(booked))
        return booked

    return ledger.once_by(
        key=act.key,
        fingerprint=fingerprint,
        act=act_once,
        replay=lambda: AwardRecord.objects.select_related("transfer").get(key=act.key),
    )


@statements.everything_is_kept()
def award_many(
    acts: Sequence[Act], *, key: str, by: User, progress: Progress | None = None
) -> ledger.Answer[Sequence[AwardRecord]]:
    """Book a sheet of acts: all or none, in a few statements. Refuses as `award` does, at the first act that fails.

    Each record is built when it is read.
    """
    _permit(acts, by)
    refuse_personal_numbers(*{act.note for act in acts})

    def act_once() -> Sequence[AwardRecord]:
        records = record_many(acts, by=by, key=key, progress=progress)
        for community in {act.community.id: act.community for act in acts}.values():
            audit.write(
                community,
                action="points.award_batch",
                by=by,
                data=audit.facts(key=key, count=len(records), amount=records.amount),
            )
        return records

    return ledger.once(
        key=key,
        request={"awards": sheet_hash(acts)},
        act=act_once,
        replay=lambda: _again([act.key for act in acts]),
    )


def _permit(acts: Sequence[Act], by: User) -> None:
    """Every household stands in a grid that `by` serves, in the community whose rules are asked for."""
    homes = people.homes_of(act.account.id for act in acts)
    people.require_all(by, Verb.RECORD_AWARD, {home.path for home in homes.values()})
    own = people.own_households(by)
    for act in acts:
        home = homes.get(act.account.id)
        _refuse_household(home, act)
        if home and home.household_id in own:
            raise OwnHousehold()


def _refuse_household(home: people.Home | None, act: Act) -> None:
    if home is None:
        # An account without a household stands in nobody's grid.
        raise NotYourGrid()
    if not home.path.startswith(act.community.path):
        raise WrongCommunity()
    if act.resident and act.resident.household_id != home.household_id:
        # A cap for each person is counted for the resident: nobody lends his own to another family.
        raise NotOfHousehold()


def _facts(booked: AwardRecord) -> dict[str, object]:
    return audit.facts(account=booked.account_id, rule=booked.rule.code, amount=booked.amount, cut=booked.cut)


def _again(keys: Sequence[str]) -> list[AwardRecord]:
    """The records with these keys, in the order of the keys."""
    found: dict[str, AwardRecord] = {}
    for start in range(0, len(keys), 5000):
        chunk = AwardRecord.objects.filter(key__in=keys[start : start + 5000]).select_related("transfer")
        found |= {row.key: row for row in chunk}
    return [found[key] for key in keys]
