"""Drafting a notice: nobody sees it yet, and everything may be written anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from points import audit
from points.errors import NoticePutUp, NotOfThisCommunity, SubjectInvalid
from points.notices import terms
from points.notices.models import NoticeLine, PublicNotice
from points.notices.words import members_of, people_behind, refuse_names
from points.people import queries as people
from points.people.models import Grid, Household, Resident
from points.permissions import User, Verb


@dataclass(frozen=True, kw_only=True)
class LineDraft:
    """One of `resident`, `household` and `subject`, and what is said about it."""

    text: str = ""
    resident: Resident | None = None
    household: Household | None = None
    subject: str = ""
    kept_out: Sequence[User] = ()
    """Who nominated or approved it: none of them answers an objection against it."""

    @property
    def home(self) -> Household | None:
        return self.resident.household if self.resident else self.household

    @property
    def people(self) -> list[Resident]:
        """Whose names do not stand in its text."""
        if self.resident:
            return [self.resident]
        return members_of([self.household]) if self.household else []


@dataclass(frozen=True, kw_only=True)
class Draft:
    kind: PublicNotice.Kind
    title: str
    text: str = ""
    days: int | None = None
    """None: as the settings say for the kind."""

    @property
    def term(self) -> int:
        return terms.default_days(self.kind) if self.days is None else self.days


@transaction.atomic
def draft(words: Draft, *, community: Grid, lines: Sequence[LineDraft] = (), by: User) -> PublicNotice:
    """A notice that nobody sees before `publish`.

    Refuses with `not_permitted`, `not_your_grid`, `term_invalid`, `personal_data_in_text`, and for its lines as
    `add_line` does.
    """
    people.require(by, Verb.MANAGE_NOTICES, community)
    _refuse(words, [])
    notice = PublicNotice(community=community, drafted_by_id=by.pk)
    _write(notice, words)
    for line in lines:
        _add(notice, line, by=by)
    audit.write(notice, action="points.notice_drafted", by=by, data=audit.facts(kind=notice.kind, lines=len(lines)))
    return notice


@transaction.atomic
def revise(notice: PublicNotice, *, words: Draft, by: User) -> PublicNotice:
    """Write a draft anew. Refuses as `draft` does, and with `notice_put_up`, `name_in_text`."""
    locked = _lock_draft(notice, by=by)
    _refuse(words, people_behind(locked.lines.all()))
    _write(locked, words)
    audit.write(locked, action="points.notice_revised", by=by)
    return locked


@transaction.atomic
def add_line(notice: PublicNotice, *, line: LineDraft, by: User) -> NoticeLine:
    """Add a line to a draft. Whoever adds it had a part in it.

    Refuses with `not_permitted`, `not_your_grid`, `notice_put_up`, `subject_invalid`, `not_of_this_community`,
    `personal_data_in_text`, `name_in_text`.
    """
    locked = _lock_draft(notice, by=by)
    added = _add(locked, line, by=by)
    audit.write(locked, action="points.notice_revised", by=by, data=audit.facts(line=added.pk))
    return added


@transaction.atomic
def remove_line(line: NoticeLine, *, by: User) -> None:
    """Take it out of a draft, without a trace. Refuses as `add_line` does."""
    locked = _lock_draft(line.notice, by=by)
    audit.write(locked, action="points.notice_revised", by=by, data=audit.facts(line=line.pk))
    NoticeLine.objects.get(pk=line.pk).delete()


def _lock_draft(notice: PublicNotice, *, by: User) -> PublicNotice:
    people.require(by, Verb.MANAGE_NOTICES, notice.community)
    locked = terms.lock(notice)
    if locked.state != PublicNotice.State.DRAFT:
        raise NoticePutUp()
    return locked


def _refuse(words: Draft, about: Sequence[Resident]) -> None:
    refuse_names([words.title, words.text], about)
    terms.refuse_days(words.term)


def _write(notice: PublicNotice, words: Draft) -> None:
    notice.kind, notice.title, notice.text = words.kind, words.title.strip(), words.text.strip()
    notice.days = words.term
    notice.save()


def _add(notice: PublicNotice, line: LineDraft, *, by: User) -> NoticeLine:
    if sum(map(bool, (line.resident, line.household, line.subject.strip()))) != 1:
        raise SubjectInvalid()
    if line.home and not line.home.grid.path.startswith(notice.community.path):
        raise NotOfThisCommunity()
    refuse_names([notice.title, notice.text, line.text, line.subject], line.people)
    added = NoticeLine.objects.create(
        notice=notice,
        position=notice.lines.count(),
        resident=line.resident,
        household=line.household,
        subject=line.subject.strip(),
        text=line.text.strip(),
        added_by_id=by.pk,
    )
    added.kept_out.set([user.pk for user in line.kept_out])
    return added
