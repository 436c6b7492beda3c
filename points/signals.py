"""Signals for hosts, sent after the commit.

They are the outer bell: nothing inside the plugin listens to them, and a receiver that fails cannot undo what was
written. They are *not* sent for a replay (the same key again), a refusal or a dry run.
"""

from functools import partial

from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal

transfer_posted = Signal()
"""`transfer`: points moved. Not sent for each line of `post_many`."""

year_end_booked = Signal()
"""`round`: points of a community expired, or went back to the base."""

year_end_undone = Signal()
"""`round`: it was taken back; every account has its points again."""

ledger_sealed = Signal()
"""`seal`: what was new in the ledger is under a signed head now. Not sent when there was nothing new."""

batch_posted = Signal()
"""`key`, `count`: a `post_many` was committed."""

proxy_appointed = Signal()
"""`proxy`: somebody may act in the name of a resident."""

proxy_ended = Signal()
"""`proxy`: no longer."""

acting_begun = Signal()
"""`acting`: somebody began to act in the name of a resident, who may want to know."""

shift_changed = Signal()
"""`shift`, `before`: its times or its places are others, those in `before` were; who signed up may want to know."""

place_offered = Signal()
"""`sign_up`: a place became free for somebody who waited, and is kept until `sign_up.offer_ends_at`."""

checked_in = Signal()
"""`check_in`: somebody came or went."""

asked_at_station = Signal()
"""`asking`: somebody stands at a station and waits for the desk."""

point_passed = Signal()
"""`passing`: a patrol was at a point."""

shift_closed = Signal()
"""`shift`, `records`: minutes became service records and were booked."""

certificate_issued = Signal()
"""`certificate`: a volunteer's hours were certified. Not sent when the same certificate was given again."""

certificate_withdrawn = Signal()
"""`certificate`: it no longer holds."""

goods_redeemed = Signal()
"""`redemption`."""

redemption_refunded = Signal()
"""`redemption`."""

dispute_raised = Signal()
"""`dispute`: a resident says that a line or some minutes are not right."""

dispute_answered = Signal()
"""`dispute`: it was upheld or dismissed."""

notice_opened = Signal()
"""`notice`: it is up for all of its days, for the first time or again."""

notice_withdrawn = Signal()
"""`notice`: it is no longer up. Not sent when it ends: that happens by the calendar alone."""

objection_raised = Signal()
"""`objection`: somebody objects to a line of a notice, or to the whole."""

objection_answered = Signal()
"""`objection`: it was upheld, rejected, or answered where it was only a question."""

resident_erased = Signal()
"""`resident`, the id: nothing leads to the person any more. What a host keeps outside of this database goes now."""

season_decided = Signal()
"""`season`: its honors stand, its page may be published."""


def ring(bell: Signal, *, sender: type[Model], **about: object) -> None:
    """Send it once the transaction is committed."""
    # Asked first: mostly nobody listens, and to find that out costs less than to remember to tell nobody.
    if bell.receivers and bell.has_listeners(sender):
        transaction.on_commit(partial(bell.send, sender=sender, **about), robust=True)
