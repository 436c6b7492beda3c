"""The only door to the Wagtail admin: gathers the rooms' viewsets into one entry of the menu.

Policies are registered before anything asks for them. The ledger does not know who holds its accounts; here it is told
by which way an account hangs on the tree of grids.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from points import audit
from points.activities import viewsets as activities
from points.api import viewsets as api
from points.disputes import viewsets as disputes
from points.hours import viewsets as hours
from points.ledger import viewsets as ledger
from points.ledger.models import Account, Hold, RequestKey, Transfer
from points.notices import viewsets as notices
from points.office import MENU_HOOK, OfficeGroup, gathered
from points.patrols import viewsets as patrols
from points.people import queries as people_queries
from points.people import viewsets as people
from points.people.models import Grid
from points.portal import viewsets as portal
from points.reports import viewsets as reports
from points.rules import viewsets as rules
from points.rules.models import AwardRecord
from points.scopes import Scope
from points.seals import viewsets as seals
from points.stations import viewsets as stations
from points.supermarket import viewsets as supermarket

ACCOUNT_WAYS = ("household__grid__path", "resident__household__grid__path", "store__community__path")


class PointsGroup(OfficeGroup):
    menu_label = _("Points")
    menu_icon = "pick"
    menu_order = 250
    items = gathered(
        [
            *people.VIEWSETS,
            *activities.VIEWSETS,
            *patrols.VIEWSETS,
            *stations.VIEWSETS,
            *hours.VIEWSETS,
            *disputes.VIEWSETS,
            *notices.VIEWSETS,
            *rules.VIEWSETS,
            *supermarket.VIEWSETS,
            *ledger.VIEWSETS,
            *seals.VIEWSETS,
            *api.VIEWSETS,
        ],
        served_paths=people_queries.served_paths,
        scopes={
            Account: Scope(ways=ACCOUNT_WAYS),
            Transfer: Scope(ways=ACCOUNT_WAYS, through=["debit", "credit"], through_model=Account),
            RequestKey: Scope(whole_of=Grid),
            Hold: Scope(ways=ACCOUNT_WAYS, through=["account"], through_model=Account),
        },
        walks={
            Account: ["household", "resident", "store"],
            Transfer: ["award_record", "redemption", "refund", "expiry_line", "hold", "reversed_by"],
            AwardRecord: ["service_record"],
        },
    )


hooks.register("register_admin_viewset", PointsGroup)
hooks.register("register_admin_viewset", reports.ReportsViewSet)
hooks.register(MENU_HOOK, reports.register_menu_item)
hooks.register("register_log_actions", audit.register)
hooks.register("construct_homepage_panels", portal.offer_duties)
