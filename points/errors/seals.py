"""Refusals of the seals."""

from django.utils.translation import gettext_lazy as _

from points.errors.refusal import PointsError


class SealKeyMissing(PointsError):
    code = "seal_key_missing"
    sentence = _(
        "There is no key to seal with. Make one with “seal_ledger --new-key FILE”, and name the file in "
        "POINTS['seal_key'] or in the environment variable POINTS_SEAL_KEY."
    )


class SealKeyUnreadable(PointsError):
    code = "seal_key_unreadable"
    sentence = _("The key to seal with cannot be read from %(path)s: %(reason)s")


class SealsBroken(PointsError):
    code = "seals_broken"
    sentence = _("What was sealed does not come to the root of seal %(number)s. Run verify_ledger; nothing was sealed.")


class NotSealed(PointsError):
    code = "not_sealed"
    sentence = _("This is not sealed yet; it will be with the next seal.")
    status = 404


class ProofDestroyed(PointsError):
    code = "proof_destroyed"
    sentence = _("The proof of this was destroyed for good.")
    status = 404
