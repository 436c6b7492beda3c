"""What the auditor's list says, as the tests ask it."""

from datetime import date

from django.utils import translation

from points.reports import anomaly_words, queries
from points.reports.models import AnomalyKind
from points.scopes import Reach

HAND = "by_hand"
NOVEMBER = queries.Window(since=date(2026, 11, 1), until=date(2026, 12, 1), within=None)


def found(kind: AnomalyKind, window: queries.Window = NOVEMBER) -> list[queries.Anomaly]:
    return queries.anomalies(window, kinds=[kind])


def sentence(anomaly: queries.Anomaly, user) -> str:
    reach = Reach(user=user, served_paths=lambda *_: [])
    with translation.override("en"):
        [part] = anomaly_words.parts([anomaly], user=user, reach=reach)
    return part.lines[0].sentence
