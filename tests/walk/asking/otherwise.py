"""How the body of a request is changed under its key."""

from collections.abc import Callable

from tests.walk.asking.drawing import About


def _other_line(about: About) -> About:
    return about | {"lines": [about["lines"][0] | {"amount": about["lines"][0]["amount"] + 1}, *about["lines"][1:]]}


def _other_act(about: About) -> About:
    return about | {"acts": [about["acts"][0] | {"quantity": about["acts"][0]["quantity"] + 1}, *about["acts"][1:]]}


def _other_basket(about: About) -> About:
    return about | {"lines": [*about["lines"], (0, 7, 5)]}


OTHERWISE: dict[str, Callable[[About], About]] = {
    "ledger.post": lambda about: about | {"amount": about["amount"] + 1},
    "ledger.post_many": _other_line,
    "ledger.hold": lambda about: about | {"amount": about["amount"] + 1},
    "rules.award": lambda about: about | {"quantity": about["quantity"] + 1},
    "rules.award_many": _other_act,
    "rules.undo": lambda about: about | {"reason": "另一个理由"},
    "activities.check_in": lambda about: about | {"direction": "out" if about["direction"] == "in" else "in"},
    "hours.correct": lambda about: about | {"reason": about["reason"] + "。"},
    "supermarket.redeem": _other_basket,
    "supermarket.refund": lambda about: about | {"reason": about["reason"] + "。"},
    "supermarket.move_stock": lambda about: about | {"quantity": about["quantity"] + 1},
}
KEYED = {*OTHERWISE, "ledger.reverse", "activities.close_shift"}
"""Verbs that answer a repetition as they answered first."""
