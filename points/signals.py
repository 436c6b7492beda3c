"""Signals for hosts, sent after the commit.

They are the outer bell: nothing inside the plugin listens to them, and a receiver that fails cannot undo what was
written. They are *not* sent for a replay (the same key again), a refusal or a dry run.
"""

from django.dispatch import Signal

transfer_posted = Signal()
"""`transfer`: points moved. Not sent for each line of `post_many`."""

ledger_sealed = Signal()
"""`seal`: what was new in the ledger is under a signed head now. Not sent when there was nothing new."""

batch_posted = Signal()
"""`key`, `count`: a `post_many` was committed."""

shift_changed = Signal()
"""`shift`, `before`: its times or its places are others, those in `before` were; who signed up may want to know."""

checked_in = Signal()
"""`check_in`: somebody came or went."""

shift_closed = Signal()
"""`shift`, `records`: minutes became service records and were booked."""

goods_redeemed = Signal()
"""`redemption`."""

redemption_refunded = Signal()
"""`redemption`."""

season_decided = Signal()
"""`season`: its honors stand, its page may be published."""
