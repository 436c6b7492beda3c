"""Refusals of the ledger."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class InsufficientPoints(PointsError):
    code = "insufficient_points"
    sentence = _("Not enough points: %(spendable)s available, %(needed)s needed.")


class IdempotencyMismatch(PointsError):
    code = "idempotency_mismatch"
    sentence = _("This key was used before for a different request.")
    status = 422


class KeyTaken(PointsError):
    code = "key_taken"
    sentence = _("%(key)s has been posted already.")


class AlreadyReversed(PointsError):
    code = "already_reversed"
    sentence = _("This has been undone already.")


class NotReversible(PointsError):
    code = "not_reversible"
    sentence = _("A reversal cannot be undone.")


class BookMismatch(PointsError):
    code = "book_mismatch"
    sentence = _("Points of different books are never mixed.")


class InvalidAmount(PointsError):
    code = "invalid_amount"
    sentence = _("The amount must be above zero.")
    status = 422


class BatchTooLarge(PointsError):
    code = "batch_too_large"
    sentence = _("%(count)s postings at once; at most %(limit)s are accepted.")
    status = 422


class HoldClosed(PointsError):
    code = "hold_closed"
    sentence = _("This reservation has ended.")
