"""The auditor's list: everything that stands out on some days, and what was written about it before."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from points.errors import AnomalyGone
from points.reports.anomaly import Anomaly, Window
from points.reports.hour_finders import one_for_many, quick_approvals, round_numbers
from points.reports.models import AnomalyKind, AnomalyNote
from points.reports.scan_finders import night_entries, shared_devices, too_fast

FINDERS: Mapping[AnomalyKind, Callable[[Window], Iterator[Anomaly]]] = {
    AnomalyKind.QUICK_APPROVAL: quick_approvals,
    AnomalyKind.ROUND_NUMBERS: round_numbers,
    AnomalyKind.NIGHT_ENTRY: night_entries,
    AnomalyKind.ONE_FOR_MANY: one_for_many,
    AnomalyKind.SHARED_DEVICE: shared_devices,
    AnomalyKind.TOO_FAST: too_fast,
}
"""The same picture handed in twice would be another: the site keeps no pictures of what was done."""


def anomalies(window: Window, *, kinds: Iterable[AnomalyKind] = tuple(AnomalyKind)) -> list[Anomaly]:
    """Kind by kind, the newest first; a few statements for each kind, however many lines there are."""
    return [found for kind in kinds for found in FINDERS[kind](window)]


def anomaly_with(key: str, *, window: Window) -> Anomaly:
    """Refuses with `anomaly_gone`: nothing stands out by that key, or not where the window looks."""
    kind = key.partition(":")[0]
    if kind not in AnomalyKind.values:
        raise AnomalyGone()
    for found in FINDERS[AnomalyKind(kind)](window):
        if found.key == key:
            return found
    raise AnomalyGone()


def notes_about(found: Iterable[Anomaly]) -> dict[str, list[AnomalyNote]]:
    """By key, the oldest first."""
    notes: dict[str, list[AnomalyNote]] = defaultdict(list)
    written = AnomalyNote.objects.filter(key__in={anomaly.key for anomaly in found}).select_related("noted_by")
    for note in written.order_by("pk"):
        notes[note.key].append(note)
    return notes
