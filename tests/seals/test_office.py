"""The seals in the admin, and the command that destroys proofs."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from points.audit import LogEntry
from points.ledger import triggers
from points.models import Leaf, Seal, Transfer
from points.permissions import Role
from points.seals import queries
from points.seals import services as seals
from tests.admin.conftest import as_role, groups  # noqa: F401

pytestmark = pytest.mark.django_db


def page(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"points_seal:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def auditor(as_role):  # noqa: F811
    return as_role(Role.AUDITOR)


@pytest.fixture
def sealed(many, signer):
    many(260)
    seals.seal_ledger(signer=signer)
    many(40, "later")
    return seals.seal_ledger(signer=signer)


def test_an_auditor_sees_which_transfers_each_seal_covers(auditor, sealed):
    listing = page(auditor, "index")
    assert "1–260" in listing
    assert "261–300" in listing
    assert queries.shown(sealed).root[:12] in listing


def test_the_range_the_root_and_the_signed_text_are_shown(auditor, sealed):
    shown = page(auditor, "inspect", 2)
    assert "261–300" in shown
    assert queries.shown(sealed).root in shown.replace("<wbr>", "")
    assert queries.checkpoint_of(sealed).splitlines()[-1].split()[-1] in shown


def test_a_signature_that_does_not_hold_is_shown_as_one(auditor, sealed):
    assert queries.is_signed(sealed)
    triggers.drop(connection)
    Seal.objects.filter(pk=2).update(tree_size=299)
    assert not queries.is_signed(Seal.objects.get(pk=2))
    assert "签名有效" in page(auditor, "inspect", 2)
    triggers.install(connection)


def test_only_the_last_seal_of_a_day_stands_for_it(auditor, sealed):
    marked = dict(Seal.objects.annotate(**queries.LISTED).values_list("number", "is_last_of_day"))
    assert marked == {1: False, 2: True}


def test_nobody_writes_a_seal_in_the_office(client, administrator, sealed):
    client.force_login(administrator)
    for name, args in (("add", []), ("edit", [1]), ("delete", [1])):
        assert client.post(reverse(f"points_seal:{name}", args=args)).status_code in (302, 403, 404)
    assert Seal.objects.count() == 2


def erase(*arguments) -> str:
    said = StringIO()
    call_command("erase_salts", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def secretary(db):
    return get_user_model().objects.create_user("secretary", password="x")


def test_the_proofs_of_an_account_are_destroyed_and_it_is_logged(award, signer, secretary):
    mine, _second = award("a", "b")
    seals.seal_ledger(signer=signer)
    assert "2 transfers" in erase(mine.credit.grouped_number, "--by", "secretary", "--dry-run")
    assert Leaf.objects.exclude(salt=b"").count() == 2
    assert "2 proofs" in erase(mine.credit.grouped_number, "--by", "secretary")
    assert Leaf.objects.exclude(salt=b"").count() == 0
    line = LogEntry.objects.get(action="points.salts_destroyed")
    assert (line.user, line.data) == (secretary, {"leaves": 2})
    assert queries.verify().differences == []


def test_what_is_destroyed_already_leaves_no_second_line(award, signer, secretary):
    [mine] = award("a")
    seals.seal_ledger(signer=signer)
    for _time in range(2):
        erase(mine.credit.number, "--by", "secretary")
    assert LogEntry.objects.filter(action="points.salts_destroyed").count() == 1


@pytest.mark.parametrize(("number", "by"), [("100000009", "secretary"), ("", "nobody")])
def test_who_and_whose_must_be_known(award, signer, secretary, number, by):
    [mine] = award("a")
    seals.seal_ledger(signer=signer)
    with pytest.raises(CommandError):
        erase(number or mine.credit.number, "--by", by)
    assert Leaf.objects.exclude(salt=b"").count() == Transfer.objects.count()
