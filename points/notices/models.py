"""What is put up for the neighbours to look at before it counts, and what they object to.

This room is below all that needs a notice and knows none of it: whoever needs one drafts it here and keeps a
one-to-one to the notice or to its lines. A notice is up for a number of days. The day on which it goes up does not
count (Civil Code, article 201); the last one counts to its end. From then on its lines stand, each by itself: an open
objection stops its own line, one that was upheld fells it, and the others go on.

Nothing here holds a name. A line points to a resident or a household and is put into words for each request
(`points.notices.showing`), so that a consent that is withdrawn counts at once. What happened to a notice is a
`NoticeStep`, which the database never lets change: the term of a notice that is up gets longer but not shorter, and
whoever withdraws it or puts it up again says why.
"""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.people.models import Grid, Household, Resident

SHORTEST, LONGEST = 1, 60
"""Days that a notice may be up."""
_PERSON = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class PublicNotice(models.Model):
    class Kind(models.TextChoices):
        HONORS = "honors", _("Honors")
        STARS = "stars", _("Star households")
        POINTS = "points", _("Points")
        RULES = "rules", pgettext_lazy("of a notice", "Rules")
        YEAR_END = "year_end", _("Year end")
        OTHER = "other", pgettext_lazy("of a notice", "Other matters")

        @property
        def is_praise(self) -> bool:
            """Whether a consent to a full name on honor rolls covers it. Nobody agreed to be named for a deduction."""
            return self in (self.HONORS, self.STARS)

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("of a notice", "Draft")
        OPENED = "opened", pgettext_lazy("of a notice", "Put up")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a notice", "Withdrawn")

    class Stage(models.TextChoices):
        """What the state is on a given day: a notice that is up ends by itself."""

        DRAFT = "draft", pgettext_lazy("of a notice", "Draft")
        RUNNING = "running", pgettext_lazy("of a notice", "Running")
        ENDED = "ended", pgettext_lazy("of a notice", "Ended")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a notice", "Withdrawn")

    community = models.ForeignKey(Grid, models.PROTECT, related_name="notices", verbose_name=_("community"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(pgettext_lazy("of a notice", "text"), max_length=1000, blank=True)
    days = models.PositiveSmallIntegerField(
        _("term in days"), validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, editable=False)
    opened_at = models.DateTimeField(_("put up at"), null=True, blank=True, editable=False)
    """Of the term that runs or ran last: put up again, a notice begins anew."""
    ends_on = models.DateField(pgettext_lazy("of a notice", "last day"), null=True, blank=True, editable=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("drafted by"), editable=False, **_PERSON)
    drafted_at = models.DateTimeField(_("drafted at"), auto_now_add=True)
    forgotten_at = models.DateTimeField(_("names fell away at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "-ends_on"], name="points_publicnotice_by_end")]
        constraints = [
            models.CheckConstraint(
                name="points_publicnotice_up_until_a_day",
                condition=Q(state="draft", opened_at__isnull=True, ends_on__isnull=True)
                | Q(state__in=["opened", "withdrawn"], opened_at__isnull=False, ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="points_publicnotice_up_for_some_days", condition=Q(days__gte=SHORTEST, days__lte=LONGEST)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def stage_on(self, day: date) -> Stage:
        if self.state != self.State.OPENED or self.ends_on is None:
            return self.Stage(self.state)
        return self.Stage.ENDED if day > self.ends_on else self.Stage.RUNNING

    @property
    def stage(self) -> Stage:
        return self.stage_on(timezone.localdate())

    @property
    def days_left(self) -> int:
        """After today; 0 on the last day."""
        return (self.ends_on - timezone.localdate()).days if self.ends_on else self.days


class NoticeStep(models.Model):
    """One thing that happened to a notice. Only ever added."""

    class Kind(models.TextChoices):
        OPENED = "opened", pgettext_lazy("of a notice", "Put up")
        EXTENDED = "extended", pgettext_lazy("of a notice", "Extended")
        WITHDRAWN = "withdrawn", pgettext_lazy("of a notice", "Withdrawn")
        REOPENED = "reopened", pgettext_lazy("of a notice", "Put up again")

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="steps", verbose_name=_("public notice"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ends_on = models.DateField(pgettext_lazy("of a notice", "last day"))
    """As it was from then on."""
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("done by"), **_PERSON)
    done_at = models.DateTimeField(_("done at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a notice")
        verbose_name_plural = _("steps of notices")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="points_noticestep_says_why", condition=Q(kind="opened") | ~Q(reason="")),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(kind="opened"), name="points_noticestep_opened_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.kind}"


class NoticeLine(models.Model):
    """One thing that is on notice: about a resident, about a household, or about what bears no name of a person."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="lines", verbose_name=_("public notice"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="notice_lines", verbose_name=_("resident")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="notice_lines", verbose_name=_("household")
    )
    subject = models.CharField(pgettext_lazy("of a notice", "about"), max_length=80, blank=True)
    """A building, a team, a rule: what may be named."""
    text = models.CharField(pgettext_lazy("of a notice", "what is on notice"), max_length=200, blank=True)
    kept_out = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("had a part in it")
    )
    """Who nominated or approved it, as whoever needed the notice said: they do not answer objections."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("added by"), **_PERSON)
    taken_off_at = models.DateTimeField(_("taken off at"), null=True, blank=True)
    taken_off_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("taken off by"), **_PERSON)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_forgotten = models.BooleanField(_("has lost its name"), default=False)

    class Meta:
        verbose_name = _("line of a notice")
        verbose_name_plural = _("lines of notices")
        ordering = ["notice", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="points_noticeline_about_one_subject",
                condition=Q(resident__isnull=False, household__isnull=True, subject="", is_forgotten=False)
                | Q(resident__isnull=True, household__isnull=False, subject="", is_forgotten=False)
                | Q(~Q(subject=""), resident__isnull=True, household__isnull=True, is_forgotten=False)
                | Q(resident__isnull=True, household__isnull=True, subject="", text="", is_forgotten=True),
            ),
            models.CheckConstraint(
                name="points_noticeline_taken_off_in_words",
                condition=Q(taken_off_at__isnull=True, taken_off_by__isnull=True, reason="")
                | Q(~Q(reason=""), taken_off_at__isnull=False, taken_off_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Objection(models.Model):
    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("of an objection", "Open")
        ANSWERED = "answered", pgettext_lazy("of an objection", "Answered")
        UPHELD = "upheld", pgettext_lazy("of an objection", "Upheld")
        REJECTED = "rejected", pgettext_lazy("of an objection", "Rejected")

    key = models.UUIDField(_("key"), unique=True)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections", verbose_name=_("public notice"))
    line = models.ForeignKey(
        NoticeLine, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("line of a notice")
    )
    """None: about the notice as a whole, so it concerns every line."""
    text = models.CharField(_("objection"), max_length=400, blank=True)
    is_on_paper = models.BooleanField(_("on paper"), default=False)
    resident = models.ForeignKey(
        Resident, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("resident")
    )
    """Who signed the paper, where that is known. The public never sees who objected."""
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("raised by"), **_PERSON)
    """Whoever objected; of a paper, whoever entered it."""
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=400, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("answered by"), **_PERSON)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    is_forgotten = models.BooleanField(_("has lost its words"), default=False)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="points_objection_answered_in_words",
                condition=Q(state="open", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | Q(
                    ~Q(state="open"),
                    Q(~Q(answer="")) | Q(is_forgotten=True),
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="points_objection_raised_in_words",
                condition=Q(~Q(text=""), raised_by__isnull=False, is_forgotten=False)
                | Q(text="", answer="", raised_by__isnull=True, resident__isnull=True, is_forgotten=True),
            ),
            models.UniqueConstraint(
                fields=["line", "raised_by"],
                condition=Q(state="open", is_on_paper=False, line__isnull=False),
                name="points_objection_one_open_about_a_line",
            ),
            models.UniqueConstraint(
                fields=["notice", "raised_by"],
                condition=Q(state="open", is_on_paper=False, line__isnull=True),
                name="points_objection_one_open_about_the_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
