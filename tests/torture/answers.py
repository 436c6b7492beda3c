"""What must hold of the answers alone, whatever stands in the database."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tests.torture.history import GRANTED, Attempt, Wish
from tests.torture.violation import Violation

REFUSALS = {
    "award": frozenset(),
    "check_in": frozenset({"already_checked_in"}),
    "redemption": frozenset({"insufficient_points", "out_of_stock"}),
    "refund": frozenset({"already_refunded"}),
}
"""What the clients of this world may be refused with; anything else was not meant for them."""
MIXED_UP = (422, "idempotency_mismatch")


def check(attempts: Sequence[Attempt]) -> Iterator[Violation]:
    by_wish: dict[Wish, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_wish[attempt.wish].append(attempt)
        yield from _one(attempt)
    for wish, asked in by_wish.items():
        known = [attempt for attempt in asked if attempt.is_known]
        if not known:
            yield _said("never answered", wish, f"asked {len(asked)} times")
        elif not wish.is_other:
            yield from _repeats(wish, known)


def _one(attempt: Attempt) -> Iterator[Violation]:
    wish, status = attempt.wish, attempt.status
    if status == 503 and "Retry-After" not in attempt.headers:
        yield _said("broken answer", wish, "503 without Retry-After")
    if status and not attempt.is_known and status not in (429, 503):
        yield _said("broken answer", wish, f"{status} {attempt.answer[:200]}")
    if attempt.is_granted and not attempt.said:
        yield _said("broken answer", wish, f"{status} without a body")
    if wish.is_other and attempt.is_known and (status, attempt.code) != MIXED_UP:
        yield _said("key of another request", wish, f"answered with {status} {attempt.code}, not with {MIXED_UP}")
    if not wish.is_other and attempt.is_refused and attempt.code not in REFUSALS[wish.operation]:
        yield _said("strange refusal", wish, f"{status} {attempt.answer[:200]}")


def _repeats(wish: Wish, known: list[Attempt]) -> Iterator[Violation]:
    """The first answer is the answer for ever, to the byte."""
    told = {attempt.answer for attempt in known}
    if len(told) > 1:
        yield _said("another answer", wish, " | ".join(sorted(told)))
    fresh = [attempt for attempt in known if attempt.status == 201]
    if len(fresh) > 1:
        yield _said("done twice", wish, f"answered {len(fresh)} times as if for the first time")
    for attempt in known:
        if attempt.status in GRANTED and attempt.is_replay != (attempt.status == 200):
            yield _said("broken answer", wish, f"{attempt.status} with Idempotent-Replay: {attempt.is_replay}")
    # A repeat that began after the first answer was there cannot be the first.
    earliest = min(attempt.ended for attempt in known)
    for attempt in fresh:
        if attempt.began > earliest:
            yield _said("done twice", wish, "done after it had been answered")


def _said(kind: str, wish: Wish, fact: str) -> Violation:
    return Violation(kind=kind, fact=f"{wish.operation} {wish.key}: {fact}")
