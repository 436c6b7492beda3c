"""Gathers the models of the rooms, because Django looks for them here."""

from points.activities.models import Activity, ActivityKind, CheckIn, Scan, Shift, SignUp
from points.api.models import Device
from points.audit import LogEntry
from points.disputes.models import Dispute
from points.hours.models import Certificate, CertificateIssuer, ServiceRecord, StarLevel, StarScheme
from points.inbox.models import Reading, Silence, Telling
from points.ledger.models import Account, Hold, RequestKey, Transfer
from points.people.models import (
    Acting,
    Card,
    Consent,
    Duty,
    ErasureRequest,
    Grid,
    GridLevel,
    Household,
    Pin,
    PinLock,
    Preference,
    Proxy,
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
    "Acting",
    "Activity",
    "ActivityKind",
    "AwardRecord",
    "CapGroup",
    "CapUse",
    "Card",
    "Certificate",
    "CertificateIssuer",
    "CheckIn",
    "Consent",
    "Device",
    "Dispute",
    "Duty",
    "ErasureRequest",
    "Good",
    "Grid",
    "GridLevel",
    "Hold",
    "Household",
    "Leaf",
    "LogEntry",
    "PeriodTotal",
    "Pin",
    "PinLock",
    "Preference",
    "Proxy",
    "Reading",
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
    "Silence",
    "StarLevel",
    "StarScheme",
    "StockMove",
    "Store",
    "Subtree",
    "Team",
    "TeamMembership",
    "Telling",
    "Transfer",
    "Unit",
]
