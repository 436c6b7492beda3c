"""The audit log: the actions that it knows, and how a service writes a line.

The log is a trail for the office; the ledger, not the log, is what proves a balance. `data` holds ids and codes,
never a name or a phone number.

The lines stand in a table of their own, `LogEntry`, which Wagtail knows as the log of this plugin's models and shows
where it shows its own. `write` leaves the row that `wagtail.log_actions.log` would leave, in one plain statement:
Wagtail's own way validates the row through four more. Django's signals of saving are not sent for it. Where a host has
registered another log for a model, Wagtail's way is taken. A larger statement takes the line along with `line_of` and
`insert`.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, get_active_log_context, log, registry
from wagtail.models import BaseLogEntry, Page
from wagtail.models.audit_log import ModelLogEntryManager

from points import statements
from points.permissions import User

ACTIONS: dict[str, Promise] = {
    "points.award": _("Points awarded"),
    "points.award_batch": _("Points awarded in a batch"),
    "points.award_undone": _("Award undone"),
    "points.rules_drafted": _("Rule book drafted"),
    "points.rules_imported": _("Rule book imported"),
    "points.rules_adopted": _("Rule book adopted"),
    "points.year_end_booked": _("Year end booked"),
    "points.year_end_undone": _("Year end taken back"),
    "points.household_registered": _("Household registered"),
    "points.households_registered": _("Households registered in a batch"),
    "points.door_corrected": _("Door corrected"),
    "points.grid_added": _("Grid added"),
    "points.household_moved": _("Household moved"),
    "points.resident_registered": _("Resident registered"),
    "points.login_linked": _("Login given to a resident"),
    "points.card_issued": _("Card issued"),
    "points.card_revoked": _("Card revoked"),
    "points.appointed": _("Duty given"),
    "points.dismissed": _("Duty ended"),
    "points.team_created": _("Team created"),
    "points.team_joined": _("Joined a team"),
    "points.team_left": _("Left a team"),
    "points.skill_confirmed": _("Skill confirmed"),
    "points.skill_withdrawn": _("Skill withdrawn"),
    "points.unit_created": _("Unit created"),
    "points.unit_joined": _("Member of a unit recorded"),
    "points.unit_left": _("No member of a unit any more"),
    "points.anomaly_looked_at": _("Anomaly looked at"),
    "points.exported": _("Listing exported"),
    "points.statement_taken": _("Passbook printed or exported"),
    "points.proxy_appointed": _("Proxy appointed"),
    "points.proxy_ended": _("Proxy ended"),
    "points.acting_begun": _("Began to act for somebody"),
    "points.acting_ended": _("Acts for somebody no more"),
    "points.pin_set": _("PIN set"),
    "points.pin_locked": _("PIN locked after too many misses"),
    "points.consent_given": _("Consent given"),
    "points.consent_withdrawn": _("Consent withdrawn"),
    "points.activity_created": _("Activity created"),
    "points.role_added": _("Role added"),
    "points.role_changed": _("Role changed"),
    "points.series_created": _("Shift template created"),
    "points.series_changed": _("Shift template changed"),
    "points.day_skipped": _("Day of a shift template skipped"),
    "points.shift_added": _("Shift added"),
    "points.shift_changed": _("Shift changed"),
    "points.signed_up": _("Signed up"),
    "points.team_signed_up": _("Team signed up by its leader"),
    "points.waits_for_place": _("Waits for a place"),
    "points.place_confirmed": _("Offered place taken"),
    "points.sign_up_cancelled": _("Sign-up cancelled"),
    "points.checked_in": _("Attendance recorded by the organiser"),
    "points.scan_taken_back": _("Scan taken back"),
    "points.code_renewed": _("Codes of a shift renewed"),
    "points.rating_entered": _("Rating on paper entered"),
    "points.excused": _("Excused"),
    "points.excuse_withdrawn": _("Excuse withdrawn"),
    "points.shift_closed": _("Shift closed"),
    "points.station_opened": _("Station opened"),
    "points.station_changed": _("Station changed"),
    "points.station_code_renewed": _("Code of a station renewed"),
    "points.asking_refused": _("Request at a station refused"),
    "points.route_planned": _("Patrol route planned"),
    "points.route_changed": _("Patrol route changed"),
    "points.point_added": _("Checkpoint added to a patrol"),
    "points.point_changed": _("Checkpoint of a patrol changed"),
    "points.point_retired": _("Checkpoint of a patrol retired"),
    "points.point_code_renewed": _("Code of a checkpoint renewed"),
    "points.calendar_opened": _("Calendar address opened or renewed"),
    "points.calendar_closed": _("Calendar address closed"),
    "points.hours_confirmed": _("Hours confirmed"),
    "points.hours_corrected": _("Hours corrected"),
    "points.time_proposed": _("True time proposed"),
    "points.time_answered": _("Proposed time answered"),
    "points.certificate_issued": _("Certificate issued"),
    "points.certificate_withdrawn": _("Certificate withdrawn"),
    "points.dispute_raised": _("Dispute raised"),
    "points.dispute_upheld": _("Dispute upheld"),
    "points.dispute_dismissed": _("Dispute dismissed"),
    "points.notice_drafted": _("Notice drafted"),
    "points.notice_revised": _("Draft of a notice changed"),
    "points.notice_opened": _("Notice put up"),
    "points.notice_extended": _("Notice extended"),
    "points.notice_withdrawn": _("Notice withdrawn"),
    "points.notice_reopened": _("Notice put up again"),
    "points.notice_line_off": _("Line taken off a notice"),
    "points.notice_forgotten": _("Names of a notice fell away"),
    "points.objection_raised": _("Objection raised"),
    "points.objection_answered": _("Objection answered"),
    "points.objection_upheld": _("Objection upheld"),
    "points.objection_rejected": _("Objection rejected"),
    "points.store_opened": _("Store opened"),
    "points.good_added": _("Good added"),
    "points.price_set": _("Price set"),
    "points.stock_moved": _("Stock moved"),
    "points.stocktake_started": _("Stocktake started"),
    "points.stocktake_confirmed": _("Stocktake confirmed and booked"),
    "points.stocktake_dropped": _("Stocktake dropped"),
    "points.redeemed": _("Goods redeemed"),
    "points.refunded": _("Redemption refunded"),
    "points.device_added": _("Device added"),
    "points.device_revoked": _("Device revoked"),
    "points.copied": _("Copy of the own data taken"),
    "points.erasure_requested": _("Erasure requested"),
    "points.erasure_withdrawn": _("Request for erasure withdrawn"),
    "points.erasure_declined": _("Request for erasure declined"),
    "points.erased": _("Person erased"),
    "points.salts_destroyed": _("Proofs of transfers destroyed"),
    "honor_roll.chosen": _("Honor chosen"),
    "honor_roll.removed": _("Honor taken off"),
    "honor_roll.season_decided": _("Season decided"),
}


_UNASKED: dict[str, Any] = {"null": True, "blank": True, "related_name": "+", "db_index": False, "db_constraint": False}
"""A line outlives what it names."""


class LogEntry(BaseLogEntry):
    """Who did what to which row.

    As Wagtail's `ModelLogEntry`, with the indexes that something reads: that one has eleven, and writing them costs
    more than the redemption that the line is about.
    """

    content_type = models.ForeignKey(ContentType, models.SET_NULL, **_UNASKED)
    object_id = models.CharField(max_length=255)
    action = models.CharField(max_length=255, blank=True)
    timestamp = models.DateTimeField(_("timestamp (UTC)"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, **_UNASKED)
    revision = models.ForeignKey("wagtailcore.Revision", models.DO_NOTHING, **_UNASKED)
    content_changed = models.BooleanField(default=False)

    objects = ModelLogEntryManager()

    class Meta(BaseLogEntry.Meta):
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-timestamp", "-id"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="points_logentry_object"),
            models.Index(fields=["timestamp"], name="points_logentry_time"),
            models.Index(
                fields=["uuid", "action", "-timestamp"], name="points_logentry_uuid", condition=Q(uuid__isnull=False)
            ),
        ]


def register(registry: LogActionRegistry) -> None:
    for action, label in ACTIONS.items():
        registry.register_action(action, label, label)
    register_models(registry, app="points")


def register_models(registry: LogActionRegistry, *, app: str) -> None:
    """`LogEntry` becomes the log of every model of the app that is no page; Wagtail logs pages elsewhere."""
    for model in apps.get_app_config(app).get_models():
        if not issubclass(model, Page):
            registry.register_model(model, LogEntry)


def facts(**data: Any) -> dict[str, Any]:
    """Data of a log line, with dates and keys as text."""
    return {key: value if isinstance(value, int | bool | None) else str(value) for key, value in data.items()}


# --- writing a line -------------------------------------------------------------------------------------------------

_LINE = {
    "content_type_id": "%(log_type)s",
    "label": "%(log_label)s",
    "action": "%(log_action)s",
    "data": "%(log_data)s",
    "timestamp": "%(log_at)s",
    "uuid": "%(log_uuid)s",
    "user_id": "%(log_by)s",
    "revision_id": "NULL",
    "content_changed": "false",
    "deleted": "false",
}
_FIELDS = {field.attname: field for field in LogEntry._meta.local_concrete_fields if not field.primary_key}
_json = _FIELDS["data"].encoder().encode
_IS_KNOWN = _FIELDS.keys() == {*_LINE, "object_id"}
"""Whether this version of Wagtail has the fields that are known here."""


Data = dict[str, Any] | None


def write(instance: Model, *, action: str, by: User | None, data: Data = None, title: str = "") -> None:
    """Write a line about `instance`, whose own text is the title where none is given."""
    line = line_of(type(instance), action=action, by=by, data=data, title=title or str(instance))
    if line is None or instance.pk is None or not line["log_label"]:
        log(instance=instance, action=action, user=by, data=data, title=title)
        return
    statements.send(_WRITE, {**line, "log_object": str(instance.pk)})


def write_each(rows: Sequence[Model], *, action: str, by: User | None, data: Data = None) -> None:
    """The same line about each of these rows of one model, in one statement; titled by their ids."""
    line = line_of(type(rows[0]), action=action, by=by, data=data, title="#") if rows else None
    if line is None:
        for row in rows:
            log(instance=row, action=action, user=by, data=data, title=f"#{row.pk}")
        return
    condition, ids = statements.among("id", [row.pk for row in rows])
    source = f"FROM {rows[0]._meta.db_table} WHERE {condition.replace('%s', '%(log_ids)s')}"
    label = "%(log_label)s || CAST(id AS varchar)"
    statements.send(insert("CAST(id AS varchar)", source=source, label=label), {**line, "log_ids": ids})


def line_of(model: type[Model], *, action: str, by: User | None, title: str, data: Data = None) -> Data:
    """The parameters of `insert` for a line about a row of `model`; None where only Wagtail's `log` can write it."""
    if not (_IS_KNOWN and registry.action_exists(action) and registry.get_log_model_for_model(model) is LogEntry):
        return None
    context = get_active_log_context()
    return {
        "log_type": ContentType.objects.get_for_model(model, for_concrete_model=False).pk,
        "log_label": title,
        "log_action": action,
        "log_data": _json(data or {}),
        "log_at": statements.moment(timezone.now()),
        "log_uuid": context.uuid and statements.uuid(context.uuid),
        "log_by": statements.user_id(by or context.user),
    }


def insert(object_id: str, *, source: str = "", label: str = _LINE["label"]) -> str:
    """SQL that writes the line of `line_of` about the row whose id is the expression `object_id`, as text.

    `source` is the rest of a SELECT, such as `FROM written`: one line for each row of it. `label` is the expression
    for a title that is known only there.
    """
    line = _LINE | {"label": label}
    return (
        f"INSERT INTO {LogEntry._meta.db_table} (object_id, {', '.join(_FIELDS[name].column for name in line)}) "
        f"SELECT {object_id}, {', '.join(line.values())} {source}"
    )


_WRITE = insert("%(log_object)s")
