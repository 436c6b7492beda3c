"""Gathers the models of the rooms, because Django looks for them here."""

from points.activities.models import Activity, ActivityKind, CheckIn, Scan, Shift, SignUp
from points.api.models import Device
from points.audit import LogEntry
from points.hours.models import ServiceRecord
from points.ledger.models import Account, Hold, RequestKey, Transfer
from points.people.models import (
    Card,
    Consent,
    Duty,
    Grid,
    GridLevel,
    Household,
    Residence,
    Resident,
    Team,
    TeamMembership,
    Unit,
)
from points.rules.models import AwardRecord, CapGroup, CapUse, PeriodTotal, Rule, RuleBook
from points.seals.models import Leaf, Seal, Subtree
from points.supermarket.models import Good, Redemption, RedemptionLine, Refund, StockMove, Store

__all__ = [
    "Account",
    "Activity",
    "ActivityKind",
    "AwardRecord",
    "CapGroup",
    "CapUse",
    "Card",
    "CheckIn",
    "Consent",
    "Device",
    "Duty",
    "Good",
    "Grid",
    "GridLevel",
    "Hold",
    "Household",
    "Leaf",
    "LogEntry",
    "PeriodTotal",
    "Redemption",
    "RedemptionLine",
    "Refund",
    "RequestKey",
    "Residence",
    "Resident",
    "Rule",
    "RuleBook",
    "Scan",
    "Seal",
    "ServiceRecord",
    "Shift",
    "SignUp",
    "StockMove",
    "Store",
    "Subtree",
    "Team",
    "TeamMembership",
    "Transfer",
    "Unit",
]
