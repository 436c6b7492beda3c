"""What there is to do for the community."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import PermissionsMixin

from points.activities import queries as activities
from points.disputes import queries as disputes
from points.notices import queries as notices
from points.people import queries as people
from points.permissions import User, Verb
from points.supermarket import queries as supermarket


@dataclass(frozen=True, kw_only=True)
class Duties:
    """What there is to do for the community."""

    runs_shifts: bool = False
    records_awards: bool = False
    assists: bool = False
    certifies: bool = False
    hours_waiting: int = 0
    """Records that wait for a second person, where the user may be that person."""
    answers_disputes: bool = False
    disputes_waiting: int = 0
    """What residents say is not right, and nobody has answered yet."""
    handles_notices: bool = False
    objections_waiting: int = 0
    """Against what is on notice, and nobody has answered yet."""
    issues_cards: bool = False
    erasures_waiting: int = 0
    """People who want to be forgotten; the law gives fifteen working days."""
    sells: bool = False
    opens_admin: bool = False

    @property
    def has_screens(self) -> bool:
        """Whether any of them is done outside Wagtail's admin."""
        return any(
            (
                self.runs_shifts,
                self.records_awards,
                self.assists,
                self.certifies,
                self.hours_waiting,
                self.answers_disputes,
                self.handles_notices,
                self.issues_cards,
                self.sells,
            )
        )

    @property
    def has_any(self) -> bool:
        """Whoever has one is staff: a login without a household is no mistake then."""
        return self.has_screens or self.opens_admin


def duties_of(user: User | None) -> Duties:
    """None for a resident without a login, who has none."""
    if user is None:
        return Duties()
    verbs = people.verbs_of(user)
    return Duties(
        # A duty counts before its first shift is planned: the desk then says that there is none.
        runs_shifts=Verb.RUN_SHIFT in verbs or activities.shifts_run_by(user).exists(),
        records_awards=Verb.RECORD_AWARD in verbs,
        assists=Verb.ASSIST in verbs,
        certifies=Verb.ISSUE_CERTIFICATE in verbs,
        hours_waiting=activities.hours_to_confirm(user).count() if Verb.CONFIRM_HOURS in verbs else 0,
        answers_disputes=Verb.ANSWER_DISPUTE in verbs,
        disputes_waiting=disputes.open_for(user).count() if Verb.ANSWER_DISPUTE in verbs else 0,
        handles_notices=not verbs.isdisjoint(notices.DESK_VERBS),
        objections_waiting=notices.open_for(user).count() if Verb.ANSWER_OBJECTION in verbs else 0,
        issues_cards=Verb.MANAGE_PEOPLE in verbs,
        erasures_waiting=people.erasures_for(user).count() if Verb.MANAGE_PEOPLE in verbs else 0,
        sells=Verb.SELL in verbs and supermarket.stores_for(user, Verb.SELL).exists(),
        opens_admin=bool(verbs) and cast(PermissionsMixin, user).has_perm("wagtailadmin.access_admin"),
    )
