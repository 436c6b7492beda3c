"""Seals: what was in the ledger can be shown later, also to somebody who does not trust whoever runs the database.

All transfers are the leaves of one growing Merkle tree (RFC 6962). A job appends what is new and signs the head of the
tree with a key that is not in the database; the signed head is public, on a page and on paper. From then on a transfer
cannot be changed, moved, back-dated, deleted or slipped in without one of the published heads contradicting it.

The order of the leaves is the order in which the job saw the transfers, not that of their ids: a transaction that
commits late gets a later position, and no place is kept for it.

A leaf is a commitment: the hash of a random salt and of the transfer's record. It says nothing about the transfer to
whoever does not have the salt, and when the salt is destroyed nobody can link the leaf to the transfer any more, while
the tree stays whole.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.ledger.models import Transfer


class Leaf(models.Model):
    """One sealed transfer. Rows are only added; the salt may be emptied, nothing else ever changes (triggers)."""

    position = models.BigIntegerField(pgettext_lazy("in the tree", "position"), primary_key=True)
    """In the tree, from 0, without a gap."""
    # Without a foreign key in the database: checking a million of them takes longer than all the rest of the sealing,
    # and that every leaf has its transfer is just what the proof of the seals looks at.
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, related_name="leaf", db_constraint=False, verbose_name=_("transfer")
    )
    salt = models.BinaryField(_("salt"), max_length=16)
    """Sixteen random bytes; empty once destroyed."""
    hash = models.BinaryField(_("hash"), max_length=32)

    class Meta:
        verbose_name = _("leaf")
        verbose_name_plural = _("leaves")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(name="points_leaf_position_from_zero", condition=models.Q(position__gte=0))
        ]

    def __str__(self) -> str:
        return f"#{self.position}"


class Subtree(models.Model):
    """The root of a whole subtree of 256^level leaves, kept so that a proof needs a few short reads at any size."""

    level = models.PositiveSmallIntegerField(_("level"))
    number = models.BigIntegerField(pgettext_lazy("of a subtree", "number"))
    """The how manieth on its level, from 0."""
    hash = models.BinaryField(_("hash"), max_length=32)

    class Meta:
        verbose_name = _("subtree")
        verbose_name_plural = _("subtrees")
        constraints = [models.UniqueConstraint(name="points_subtree_once", fields=["level", "number"])]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Seal(models.Model):
    """A signed head of the tree. What is signed stands in `points.seals.checkpoints`."""

    number = models.PositiveIntegerField(pgettext_lazy("of a seal", "number"), primary_key=True)
    """From 1, without a gap."""
    tree_size = models.BigIntegerField(_("transfers"))
    """How many leaves the tree has, those of all seals before included."""
    root = models.BinaryField(_("root"), max_length=32)
    previous = models.BinaryField(_("hash of the seal before"), max_length=32)
    sealed_at = models.DateTimeField(_("sealed at"), db_index=True)
    origin = models.CharField(_("origin"), max_length=100)
    """Names this ledger in its checkpoints; also the name of the key."""
    public_key = models.BinaryField(_("public key"), max_length=32)
    """Ed25519. Kept with each seal, so that seals of older keys can be checked."""
    signature = models.BinaryField(_("signature"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["-number"]
        constraints = [models.CheckConstraint(name="points_seal_seals_something", condition=models.Q(tree_size__gt=0))]

    def __str__(self) -> str:
        return f"#{self.number}"
