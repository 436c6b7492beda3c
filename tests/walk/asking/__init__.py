"""What is asked next: drawn from the seed and from what the model has by now, the possible and the impossible.

The same seed asks the same, step for step, whatever the database answers: a walk that was broken off is resumed by
asking the model alone up to the step that it had reached.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.walk.asking.goods_and_hours import AskingForGoodsAndHours
from tests.walk.asking.otherwise import KEYED, OTHERWISE
from tests.walk.asking.points import AskingForPoints
from tests.walk.model import Model, Request

__all__ = ["KEYED", "Asker"]

REMEMBERED = 20_000
"""Earlier requests that may be asked again."""


class Asker(AskingForPoints, AskingForGoodsAndHours):
    def __init__(self, seed: int, model: Model) -> None:
        super().__init__(seed, model)
        self.asked: list[Request] = []

    def next(self) -> Request:
        self.number += 1
        self.now += timedelta(seconds=self.random.randrange(60))
        verb = self.random.choices(_VERBS, cum_weights=_CUM_WEIGHTS)[0]
        if verb == "again" and self.asked:
            return self._again()
        request = None
        while request is None:
            # Nothing to undo, nobody to confirm: something else then.
            request = _MAKE[verb](self) if verb in _MAKE else None
            verb = self.random.choices(_VERBS, cum_weights=_CUM_WEIGHTS)[0]
        self._remember(request)
        return request

    def _again(self) -> Request:
        """An earlier request once more, or another one with its key."""
        first = self.pick(self.asked)
        if self.chance(0.6) or first.verb not in OTHERWISE:
            return first
        return replace(first, about=OTHERWISE[first.verb](dict(first.about)))

    def _remember(self, request: Request) -> None:
        if request.verb not in KEYED:
            return
        if len(self.asked) < REMEMBERED:
            self.asked.append(request)
        else:
            self.asked[self.below(REMEMBERED)] = request


_MAKE: dict[str, Callable[[Asker], Request | None]] = {
    verb.__name__: verb
    for verb in (
        Asker.post,
        Asker.post_many,
        Asker.reverse,
        Asker.hold,
        Asker.close_hold,
        Asker.award,
        Asker.award_many,
        Asker.undo,
        Asker.add_shift,
        Asker.sign_up,
        Asker.cancel,
        Asker.check_in,
        Asker.close_shift,
        Asker.confirm,
        Asker.correct,
        Asker.redeem,
        Asker.refund,
        Asker.move_stock,
        Asker.change_good,
    )
}
_WEIGHTS = {
    "post": 22,
    "post_many": 4,
    "reverse": 5,
    "hold": 7,
    "close_hold": 6,
    "award": 13,
    "award_many": 3,
    "undo": 4,
    "add_shift": 1.1,
    "sign_up": 3,
    "cancel": 1.5,
    "check_in": 12,
    "close_shift": 1.2,
    "confirm": 0.5,
    "correct": 1.4,
    "redeem": 14,
    "refund": 3,
    "move_stock": 6,
    "change_good": 1,
    "again": 10,
}
_VERBS = list(_WEIGHTS)
_CUM_WEIGHTS = [sum(list(_WEIGHTS.values())[: n + 1]) for n in range(len(_WEIGHTS))]
