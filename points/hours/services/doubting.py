"""Hours in doubt: the room where disputes are raised and answered says so here.

A record that waits for a second person is frozen meanwhile. Both verbs are parts of a larger request that has permitted
it, and run inside its transaction. The record is locked before its account, as in every service of this room: whoever
confirms at the same moment waits, and finds it disputed.
"""

from points.hours.models import ServiceRecord


def dispute(record: ServiceRecord) -> None:
    ServiceRecord.objects.filter(pk=record.pk).update(is_disputed=True)


def settle(record: ServiceRecord) -> None:
    ServiceRecord.objects.filter(pk=record.pk).update(is_disputed=False)
