"""Faults that are planted to see whether they are found: a harness that finds nothing proves nothing.

Each is a site that was built a little wrong, in a way that is easily done. `faulty` builds them; nothing of it is in
the product.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Fault:
    name: str
    title: str
    is_struck: bool = False
    """Whether it shows only where something dies."""
    statements: tuple[str, ...] = ()
    """What the database is made to lack."""


FAULTS = {
    fault.name: fault
    for fault in (
        Fault(name="keys_ignored", title="the key of a request is not looked at"),
        Fault(name="stock_read_then_written", title="the stock is read, reckoned with, and written back"),
        Fault(
            name="check_in_looked_up_first",
            title="a check-in is looked up and then made, without a unique constraint",
            statements=("ALTER TABLE points_checkin DROP CONSTRAINT points_checkin_once_for_a_shift",),
        ),
        Fault(name="answered_before_commit", title="the answer is sent before the commit", is_struck=True),
        Fault(
            name="answered_before_the_disk",
            title="the answer is sent before the commit is on the disk",
            is_struck=True,
            statements=("ALTER DATABASE answered_before_the_disk SET synchronous_commit = off",),
        ),
        Fault(name="points_taken_apart", title="points and goods move in two transactions"),
        Fault(name="replay_says_now", title="a repeat is answered with what stands there now"),
    )
}
