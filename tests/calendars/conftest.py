"""The same Saturday as for activities, seen by calendar apps."""

from tests.activities.conftest import (  # noqa: F401
    activity,
    kind,
    make_activity,
    make_shift,
    make_volunteer,
    organiser,
    rule_book,
    shift,
    volunteer,
)
