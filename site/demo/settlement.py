"""The community before anything happens: its grids and everybody who lives there."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from random import Random

from demo.names import Families
from demo.tiers import Tier
from points.ledger.models import check_digit
from points.models import Grid, GridLevel, Household
from points.people import services as people
from points.people.services import Entry, Member
from points.permissions import User

Say = Callable[[str], None]

_HAN = "零一二三四五六七八九十"
_AT_ONCE = 1000
RESIDENT_PHONE = "13800000007"


def plant(tier: Tier) -> tuple[Grid, list[Grid]]:
    """The tree of grids; returns the community and its leaves in order."""
    row: list[Grid] = []
    community: Grid | None = None
    for rank, level in enumerate(tier.tree):
        is_community = bool(level.get("is_community"))
        kind = GridLevel.objects.create(name=level["level"], rank=rank, is_community=is_community)
        names = level.get("names") or [level["pattern"]] * int(level["counts"])
        row = list(_row(row, names, kind, is_numbered_by_parent=bool(level.get("per_parent"))))
        if is_community:
            community = row[0]
            Grid.objects.filter(pk=community.pk).update(code=tier.code)
    assert community is not None, "every tier marks one level as the community"
    return Grid.objects.get(pk=community.pk), row


def _row(parents: list[Grid], names: list[str], level: GridLevel, *, is_numbered_by_parent: bool) -> Iterator[Grid]:
    if not parents:
        yield Grid.add_root(level=level, name=names[0])
        return
    shares = spread(len(names), [1] * len(parents))
    number = 0
    for parent, share in zip(parents, shares, strict=True):
        for place in range(share):
            shown = place + 1 if is_numbered_by_parent else number + 1
            # Freshly read: treebeard keeps the number of children on the parent.
            name = names[number].format(n=shown, han=_HAN[shown] if shown < len(_HAN) else shown)
            yield Grid.objects.get(pk=parent.pk).add_child(level=level, name=name)
            number += 1


def settle(tier: Tier, leaves: list[Grid], *, since: date, by: User, say: Say) -> list[Household]:
    """Register every household of the tier, with its members; exactly as many of both as the tier says."""
    entries = list(_entries(tier, leaves, since))
    households: list[Household] = []
    for start in range(0, len(entries), _AT_ONCE):
        households += people.register_many(entries[start : start + _AT_ONCE], by=by)
        say(f"{len(households):,} / {len(entries):,} households")
    return households


def _entries(tier: Tier, leaves: list[Grid], since: date) -> Iterator[Entry]:
    chance = tier.chance("families")
    families = Families(chance, tier.json("names"), minority_share=tier.minority_share, today=since)
    doors = [(leaf, door) for leaf, some in _doors(tier, leaves) for door in some]
    elder_at = next(number for number, (leaf, _) in enumerate(doors) if leaf == leaves[1])
    sizes = _sizes(tier, chance, fixed={0: 4, elder_at: 1})
    numbers = _account_numbers(tier)
    words = tier.json("words")
    for number, ((leaf, door), size) in enumerate(zip(doors, sizes, strict=True)):
        members = families.family(size)
        if number == 0:
            members = _of_resident(families, members, str(words["resident"]))
        elif number == elder_at:
            members = [replace(families.member(str(words["elder"]), 79, is_head=True), phone=None)]
        yield Entry(grid=leaf, door=door, since=since, members=members, number=next(numbers))


def _of_resident(families: Families, members: list[Member], name: str) -> list[Member]:
    """The family of the resident who logs in: she is 38 and the head."""
    head = replace(families.member(name, 38, is_head=True), phone=RESIDENT_PHONE)
    spouse = families.member(families.name(False), 40)
    child, grandmother = families.member(families.name(False), 12), families.member(families.name(True), 67)
    return [head, spouse, child, grandmother][: len(members)]


def _doors(tier: Tier, leaves: list[Grid]) -> Iterator[tuple[Grid, list[str]]]:
    """Which doors of each leaf are lived behind."""
    chance = tier.chance("doors")
    all_doors = [doors_of(tier, number) for number in range(len(leaves))]
    shares = spread(tier.households, [len(doors) for doors in all_doors])
    for leaf, doors, share in zip(leaves, all_doors, shares, strict=True):
        empty = set(chance.sample(range(1, len(doors)), len(doors) - share))
        yield leaf, [door for number, door in enumerate(doors) if number not in empty]


def doors_of(tier: Tier, leaf: int) -> list[str]:
    """Every door of the leaf with that number, lived behind or not."""
    units = tier.door["units"][leaf % len(tier.door["units"])]
    pattern, floors, per_floor = tier.door["pattern"], tier.door["floors"], tier.door["per_floor"]
    return [
        pattern.format(unit=unit, floor=floor, n=n)
        for unit in range(1, units + 1)
        for floor in range(1, floors + 1)
        for n in range(1, per_floor + 1)
    ]


def _sizes(tier: Tier, chance: Random, *, fixed: dict[int, int]) -> list[int]:
    """How many live in each household: by chance, and together exactly the number of the tier."""
    mean = tier.people / tier.households
    sizes = [max(1, min(11, round(chance.gauss(mean, mean * 0.35)))) for _ in range(tier.households)]
    for number, size in fixed.items():
        sizes[number] = size
    free = [number for number in range(tier.households) if number not in fixed]
    while gap := tier.people - sum(sizes):
        for number in chance.sample(free, min(abs(gap), len(free))):
            sizes[number] = max(1, sizes[number] + (1 if gap > 0 else -1))
    return sizes


def _account_numbers(tier: Tier) -> Iterator[str]:
    chance, given = tier.chance("accounts"), set()
    while True:
        digits = f"{chance.randrange(10_000_000, 100_000_000)}"
        if digits not in given:
            given.add(digits)
            yield digits + check_digit(digits)


def spread(total: int, weights: list[int]) -> list[int]:
    """`total` in whole parts by weight, the first ones taking what is left over."""
    shares = [total * weight // sum(weights) for weight in weights]
    for number in range(total - sum(shares)):
        shares[number % len(shares)] += 1
    return shares
