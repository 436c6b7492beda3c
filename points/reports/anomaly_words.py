"""The lines of the auditor's list in words: what happened, when, and against which threshold.

Neutral, because a line is a question and no finding: it names what was done and who may be asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from points.people import queries as people
from points.permissions import User
from points.reports import queries
from points.reports.models import AnomalyKind, AnomalyNote
from points.reports.queries import Anomaly
from points.reports.thresholds import THRESHOLDS
from points.scopes import Reach
from points.tables import Column, Kind, Table


@dataclass(frozen=True, kw_only=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line as a page shows it."""

    anomaly: Anomaly
    sentence: str
    links: Sequence[Link]
    notes: Sequence[AnomalyNote]
    may_note: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """All lines of one kind."""

    kind: AnomalyKind
    about: str
    lines: Sequence[Line]
    is_cut: bool


def parts(found: Iterable[Anomaly], *, user: User, reach: Reach) -> list[Part]:
    """A few statements for the whole list."""
    known = list(found)
    names, notes = _names(known), queries.notes_about(known)
    by_kind: dict[AnomalyKind, list[Line]] = {}
    for anomaly in known:
        line = Line(
            anomaly=anomaly,
            sentence=_sentence(anomaly, names, reach),
            links=_links(anomaly, user),
            notes=notes.get(anomaly.key, []),
            may_note=user.pk not in anomaly.by,
        )
        by_kind.setdefault(anomaly.kind, []).append(line)
    most = THRESHOLDS.most_lines
    return [
        Part(kind=kind, about=_ABOUT[kind](), lines=lines[:most], is_cut=len(lines) > most)
        for kind, lines in by_kind.items()
    ]


def table(shown: Iterable[Part]) -> Table:
    """The list as a file."""
    lines = [(part.kind, line) for part in shown for line in part.lines]
    return Table(
        name="anomalies",
        title=_("Worth a look"),
        columns=[
            Column(heading=capfirst(_("kind"))),
            Column(heading=_("When"), kind=Kind.MOMENT),
            Column(heading=_("Community")),
            Column(heading=_("What")),
            Column(heading=_("Looked at")),
        ],
        rows=lambda: [
            [
                str(kind.label),
                line.anomaly.at,
                line.anomaly.community.name,
                line.sentence,
                " · ".join(note.text for note in line.notes),
            ]
            for kind, line in lines
        ],
    )


def _names(found: Iterable[Anomaly]) -> dict[Any, str]:
    """How the staff concerned are called, by id."""
    users = get_user_model()._default_manager.in_bulk({pk for anomaly in found for pk in anomaly.by})
    return {pk: (getattr(user, "get_full_name", str)() or user.get_username()) for pk, user in users.items()}


def _links(anomaly: Anomaly, user: User) -> list[Link]:
    return [
        Link(label=_label(model, pk), url=reverse(f"points_{model._meta.model_name}:inspect", args=[pk]))
        for model, pk in anomaly.rows
        if getattr(user, "has_perm", bool)(f"points.view_{model._meta.model_name}")
    ]


def _label(model: type[Model], pk: int) -> str:
    return f"{capfirst(model._meta.verbose_name)} {pk}"


def _sentence(anomaly: Anomaly, names: Mapping[Any, str], reach: Reach) -> str:
    figures = dict(anomaly.figures)
    for name in ("who", "recorded_by", "confirmed_by"):
        if name in figures:
            figures[name] = names.get(figures[name]) or _("the clock")
    figures["at"] = _moment(anomaly.at)
    figures["day"] = formats.date_format(timezone.localtime(anomaly.at), "DATE_FORMAT")
    if "starts_at" in figures:
        figures["starts_at"] = _moment(figures["starts_at"])
    if anomaly.resident:
        resident = anomaly.resident
        figures["person"] = resident.name if reach.sees_name_of(resident) else people.masked_name(resident.name)
    limits = {name: f"{limit:g}" for name, limit in asdict(THRESHOLDS).items()}
    return _SENTENCES[anomaly.kind]() % (limits | figures)


def _moment(at: Any) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


_SENTENCES: dict[AnomalyKind, Callable[[], str]] = {
    AnomalyKind.QUICK_APPROVAL: lambda: _(
        "%(confirmed_by)s confirmed %(minutes)s minutes of %(person)s at “%(title)s” on %(at)s, %(seconds)s seconds "
        "after %(recorded_by)s recorded them; listed up to %(approval_seconds)s seconds."
    ),
    AnomalyKind.ROUND_NUMBERS: lambda: _(
        "All %(entries)s entries by hand of %(who)s, at %(shifts)s shifts, the last one on %(day)s, are full hours; "
        "listed from %(round_entries)s entries at %(round_shifts)s shifts."
    ),
    AnomalyKind.NIGHT_ENTRY: lambda: _(
        "%(who)s entered %(people)s people by hand for “%(title)s” (%(starts_at)s) on %(at)s; listed between "
        "%(night_from)s:00 and %(night_until)s:00, while the shift is not going on."
    ),
    AnomalyKind.ONE_FOR_MANY: lambda: _(
        "%(who)s entered %(people)s of %(came)s people by hand on %(day)s; listed from %(many_people)s people and "
        "%(many_percent)s%% of all who came."
    ),
    AnomalyKind.SHARED_DEVICE: lambda: _(
        "%(logins)s logins made %(scans)s scans with the device %(device)s, the last one on %(at)s; listed from "
        "%(device_logins)s logins."
    ),
    AnomalyKind.TOO_FAST: lambda: _(
        "%(who)s scanned %(scans)s people at “%(title)s” within %(seconds)s seconds on %(at)s; listed from "
        "%(scan_stretch)s people, each less than %(scan_seconds)s seconds after the other."
    ),
}

_ABOUT: dict[AnomalyKind, Callable[[], str]] = {
    AnomalyKind.QUICK_APPROVAL: lambda: _(
        "Whoever confirms hours asks somebody who was there. Two colleagues at one desk may have done that before."
    ),
    AnomalyKind.ROUND_NUMBERS: lambda: _(
        "People come and go at odd minutes. Events that began and ended as planned look like this as well."
    ),
    AnomalyKind.NIGHT_ENTRY: lambda: _("Somebody may have typed in a paper list late at home."),
    AnomalyKind.ONE_FOR_MANY: lambda: _("The scanner may not have worked; then the paper list is there."),
    AnomalyKind.SHARED_DEVICE: lambda: _("A community's own tablet is passed around at some events."),
    AnomalyKind.TOO_FAST: lambda: _("Cards may have been read from a pile, with or without those whom they belong to."),
}
"""What it may mean, the innocent reason among it."""
