"""A while after its end nobody needs to know any more whom a notice was about: names fall away, counts stay."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from points import audit, conf
from points.notices import terms
from points.notices.models import NoticeLine, Objection, PublicNotice


def to_be_forgotten() -> QuerySet[PublicNotice]:
    """Notices whose names may fall away, the oldest first. One with an objection that waits is kept for its answer."""
    until = timezone.localdate() - timedelta(days=conf.settings().notice_keep_days)
    waits = Objection.objects.filter(notice=OuterRef("pk"), state=Objection.State.OPEN)
    old = PublicNotice.objects.filter(ends_on__lt=until, forgotten_at__isnull=True)
    return old.exclude(Exists(waits)).order_by("ends_on", "pk")


@transaction.atomic
def forget(notice: PublicNotice) -> PublicNotice:
    """Let go of whom its lines were about and of who objected in which words. The second time nothing is left to do.

    How many lines there were, which of them stood, and when what was answered stays; so does what bears no name.
    """
    locked = terms.lock(notice)
    if not to_be_forgotten().filter(pk=locked.pk).exists():
        return locked
    about_people = NoticeLine.objects.filter(notice=locked, subject="")
    about_people.update(resident=None, household=None, text="", is_forgotten=True)
    said = Objection.objects.filter(notice=locked)
    said.update(text="", answer="", raised_by=None, resident=None, is_forgotten=True)
    locked.forgotten_at = timezone.now()
    locked.save(update_fields=["forgotten_at"])
    audit.write(locked, action="points.notice_forgotten", by=None)
    return locked
