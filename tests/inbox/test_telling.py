"""Telling people outside of the site: only where the site wants it, only what is theirs, and each entry once."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from points.errors import NotPermitted
from points.inbox import services
from points.inbox.channels import EmailBackend, Message
from points.inbox.models import Kind, Silence, Telling
from points.models import Preference, Resident
from points.supermarket import services as supermarket

pytestmark = pytest.mark.django_db
EMAIL = {"tell_backends": ["points.inbox.channels.EmailBackend"]}


@dataclass
class Wire:
    """A channel that keeps what it was given, or fails, or dies."""

    name: str = "wire"
    sent: list[tuple[int, Message]] = field(default_factory=list)
    failure: BaseException | None = None

    def reached(self, residents):
        return residents.filter(user__isnull=False)

    def send(self, resident: Resident, message: Message) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((resident.pk, message))


class Crash(BaseException):
    """The process is killed."""


@pytest.fixture(autouse=True)
def _site_in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def wire(story, wang, now) -> Wire:
    """王芳 and her son have been told everything so far."""
    channel = Wire()
    later(now)
    services.tell_entries(channel)
    later(now)
    return channel


def run(**options) -> str:
    said = StringIO()
    call_command("tell_entries", stdout=said, **options)
    return said.getvalue()


def later(now) -> None:
    """What was entered has settled."""
    now.shift(timedelta(minutes=10))


# --- the site and the person decide ---------------------------------------------------------------------------------


def test_a_site_that_says_nothing_sends_nothing(story, wang, settings):
    settings.POINTS = {}
    assert "nobody is told" in run()
    assert Telling.objects.count() == 0
    assert mail.outbox == []


def test_the_first_run_only_begins_to_count(story, wang):
    channel = Wire()
    assert services.tell_entries(channel).sent == 0
    assert channel.sent == []
    assert Telling.objects.filter(channel="wire").count() == Resident.objects.filter(user__isnull=False).count()


def test_what_came_since_is_told_once(wire, story, award, wang, now):
    award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    assert services.tell_entries(wire).sent == 1
    [(resident, message)] = wire.sent
    assert resident == wang.pk
    assert "+5 points: 清洁家园" in message.text
    assert services.tell_entries(wire).sent == 0


def test_all_that_came_is_one_message(wire, story, award, wang, now):
    for _number in range(3):
        award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    services.tell_entries(wire)
    assert [message.subject for _pk, message in wire.sent] == ["3 new entries in your name"]


def test_what_another_member_did_is_told_to_that_member_only(wire, story, award, wang, son, now):
    award(story.household, "Z1", resident=son, minutes=60)
    later(now)
    services.tell_entries(wire)
    assert [pk for pk, _message in wire.sent] == [son.pk]


def test_a_kind_that_somebody_silenced_is_not_told_and_the_others_are(wire, story, award, buy, wang, now):
    services.silence(wang, kinds=[Kind.POINTS], by=wang.user)
    award(story.household, "Z1", resident=wang, minutes=6000)
    buy(story.household)
    later(now)
    services.tell_entries(wire)
    texts = [message.text for pk, message in wire.sent if pk == wang.pk]
    assert len(texts) == 1
    assert "清洁家园" not in texts[0]
    assert "大米" in texts[0]


def test_nobody_silences_for_somebody_else(wang, son):
    with pytest.raises(NotPermitted):
        services.silence(wang, kinds=[Kind.POINTS], by=son.user)
    assert Silence.objects.count() == 0
    services.silence(wang, kinds=[Kind.POINTS], by=wang.user)
    assert Silence.objects.get().kind == Kind.POINTS


def test_the_choice_is_made_on_a_page(wang, settings):
    settings.POINTS = EMAIL
    client = Client()
    client.force_login(wang.user)
    kinds = [kind.value for kind in Kind if kind != Kind.GOODS]
    assert client.post("/points/inbox/messages/", {"kinds": kinds}).status_code == 302
    assert [row.kind for row in Silence.objects.all()] == ["goods"]
    page = client.get("/points/inbox/messages/").content.decode()
    assert page.count("checked") == len(kinds)
    client.post("/points/inbox/messages/", {"kinds": [kind.value for kind in Kind]})
    assert Silence.objects.count() == 0


# --- what it carries ------------------------------------------------------------------------------------------------


def test_a_message_carries_no_name_no_door_and_no_number_of_a_person(wire, story, award, wang, now):
    wang.phone = "+8613987650123"
    wang.save()
    award(story.household, "Z1", resident=wang, minutes=60, note="帮李小明，路口")
    later(now)
    services.tell_entries(wire)
    [(_pk, message)] = wire.sent
    for secret in (wang.name, "李小明", "13987650123", story.household.door, story.household.account.number):
        # The ids in addresses have any figures.
        assert secret not in re.sub(r"/passbook/\d+/", "", message.text + message.brief + message.subject)
    assert re.search(r"/points/passbook/\d+/", message.text)
    assert message.brief.endswith("/points/inbox/")


def test_each_is_told_in_the_language_that_he_chose(wire, story, buy, wang, son, now, award):
    award(story.household, "Z1", resident=wang, minutes=6000)
    supermarket.refund(buy(story.household), key=uuid4(), by=story.refund.created_by, reason="米袋破了")
    Preference.objects.create(user=wang.user, language="zh-hans")
    later(now)
    services.tell_entries(wire)
    told = dict(wire.sent)
    assert "您名下有" in told[wang.pk].subject
    assert "Returned: " not in told[wang.pk].text
    assert "Returned: " in told[son.pk].text


# --- twice, at once, after a crash ----------------------------------------------------------------------------------


def test_what_is_not_settled_yet_waits_for_the_next_run(wire, story, award, wang, now):
    award(story.household, "Z1", resident=wang, minutes=60)
    assert services.tell_entries(wire).sent == 0
    later(now)
    assert services.tell_entries(wire).sent == 1


def test_a_run_leaves_alone_whom_another_run_has_claimed(wire, story, award, wang, now):
    award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    Telling.objects.update(claimed_at=timezone.now())
    assert services.tell_entries(wire).sent == 0
    Telling.objects.update(claimed_at=None)
    assert services.tell_entries(wire).sent == 1


def test_a_run_that_died_is_taken_up_after_a_while(wire, story, award, wang, now):
    award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    wire.failure = Crash()
    with pytest.raises(Crash):
        services.tell_entries(wire)
    wire.failure = None
    assert services.tell_entries(wire).sent == 0, "its claim holds for a while"
    now.shift(timedelta(minutes=11))
    assert services.tell_entries(wire).sent == 1
    assert services.tell_entries(wire).sent == 0


def test_one_whom_the_provider_refuses_does_not_keep_the_others_from_being_told(wire, story, award, wang, son, now):
    award(story.household, "Z1", minutes=60)
    later(now)
    refused = Wire(failure=OSError("no line"))
    told = services.tell_entries(refused)
    assert (told.sent, told.failed) == (0, 2)
    assert services.tell_entries(wire).sent == 2


# --- the command and the e-mail -------------------------------------------------------------------------------------


@pytest.fixture
def by_mail(story, wang, settings, now):
    settings.POINTS = EMAIL
    wang.user.email = "wang@example.org"
    wang.user.save()
    later(now)
    run()
    later(now)


def test_the_command_sends_a_mail_to_whoever_has_an_address(by_mail, story, award, wang, now):
    award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    assert "email: 1 reached, 1 told, 0 failed." in run()
    [sent] = mail.outbox
    assert sent.to == ["wang@example.org"]
    assert "清洁家园" in sent.body
    assert "wang@example.org" not in run()


def test_a_dry_run_sends_and_writes_nothing(by_mail, story, award, wang, now):
    award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    before = list(Telling.objects.values())
    assert "1 would be told" in run(dry_run=True)
    assert mail.outbox == []
    assert list(Telling.objects.values()) == before


def test_a_login_that_is_closed_gets_no_mail(by_mail, story, award, wang, now):
    wang.user.is_active = False
    wang.user.save()
    award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    assert "email: 0 reached" in run()
    assert list(EmailBackend().reached(Resident.objects.all())) == []


def test_a_channel_that_does_not_exist_is_named(settings):
    settings.POINTS = {"tell_backends": ["points.inbox.channels.Pigeon"]}
    with pytest.raises(CommandError, match="Pigeon"):
        run()


def test_a_mail_that_cannot_be_sent_fails_the_command_and_comes_with_the_next(
    by_mail, story, award, wang, now, settings
):
    award(story.household, "Z1", resident=wang, minutes=60)
    later(now)
    settings.POINTS = {"tell_backends": ["tests.inbox.test_telling.Torn"]}
    Telling.objects.update(channel="torn")
    with pytest.raises(CommandError, match="tried again"):
        run()
    settings.POINTS = EMAIL
    Telling.objects.update(channel="email")
    run()
    assert len(mail.outbox) == 1


class Torn(EmailBackend):
    name = "torn"

    def send(self, resident: Resident, message: Message) -> None:
        raise OSError("no line")
