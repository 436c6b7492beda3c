"""Whoever was erased stands nowhere: not in any table of the database, not in a file, and the books still hold."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from honor_roll.models import Honor
from points.ledger import queries as ledger
from points.models import Leaf, Resident, ServiceRecord, Shift, SignUp, Transfer
from points.people import services as people
from points.permissions import Role
from points.seals import queries as seals_queries
from points.seals import services as seals
from tests.privacy.conftest import NAME, PHONE, Canary

pytestmark = pytest.mark.django_db
STAYS = {"points_transfer", "points_requestkey"}
"""Append-only: nothing is erased there, so nothing may be there."""


def dumped() -> dict[str, str]:
    """Everything in the database, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = "\n".join(str(row) for row in cursor.fetchall())
    return found


def standing_in(secrets: tuple[str, ...]) -> dict[str, list[str]]:
    return {
        table: said for table, text in dumped().items() if (said := [secret for secret in secrets if secret in text])
    }


@pytest.fixture
def erased(canary: Canary, make_staff, signed_in, administrator) -> Canary:
    """With a login that bears the name and the phone, a place at a shift, hours and a household that goes on."""
    resident = canary.resident
    signed_in(resident)
    user = resident.user
    user.username, user.first_name, user.email = f"+86{PHONE}", NAME, f"{PHONE}@example.org"
    user.save()
    Shift.objects.filter(pk=canary.life.shift.pk).update(taken=1)
    ServiceRecord.objects.create(
        resident=resident,
        community=canary.life.community,
        key="canary",
        title="大扫除",
        content=f"{NAME}带队",
        reason=f"电话 {PHONE}",
        occurred_on=timezone.localdate(),
        started_at=timezone.now(),
        ended_at=timezone.now(),
        minutes=0,
        source="by_hand",
        state="booked",
    )
    people.register_resident(resident.household, name="李大明", by=administrator)
    request = people.request_erasure(resident, by=user)
    before = standing_in((NAME, PHONE))
    assert {"points_resident", "points_servicerecord", "honor_roll_honor", "wagtailimages_image"} <= before.keys()
    assert not before.keys() & STAYS
    people.erase_resident(request, by=make_staff(Role.ADMINISTRATOR))
    return canary


def test_the_name_and_the_phone_stand_in_no_table(erased):
    assert standing_in((NAME, PHONE, f"+86{PHONE}")) == {}


def test_the_portrait_is_gone_and_the_honor_stands(erased, django_capture_on_commit_callbacks):
    honor = Honor.objects.get()
    assert (honor.portrait, honor.story) == (None, "")
    assert honor.reason == "×风雨无阻"
    images = apps.get_model("wagtailimages", "Image")
    assert not images.objects.exists()


def test_the_file_of_the_portrait_is_gone_with_the_commit(
    canary, make_staff, administrator, django_capture_on_commit_callbacks
):
    file = Honor.objects.get().portrait.file.name
    assert default_storage.exists(file)
    people.register_resident(canary.resident.household, name="李大明", by=administrator)
    request = people.request_erasure(canary.resident, by=administrator)
    with django_capture_on_commit_callbacks(execute=True):
        people.erase_resident(request, by=make_staff(Role.ADMINISTRATOR))
    assert not default_storage.exists(file)


def test_the_public_page_says_no_name(erased, client):
    page = client.get(erased.roll.get_url()).content.decode()
    assert NAME not in page
    assert NAME[0] not in page


def test_the_place_at_the_shift_is_free_again(erased):
    assert Shift.objects.get(pk=erased.life.shift.pk).taken == 0
    assert SignUp.objects.filter(resident=erased.resident).get().state == "cancelled"


def test_the_books_hold_as_before(erased):
    assert ledger.verify().differences == []
    assert ServiceRecord.objects.filter(resident=erased.resident).exists()


def test_the_login_opens_nothing(erased):
    user = get_user_model().objects.get(username__startswith="erased-")
    assert not user.is_active
    assert not Resident.objects.filter(user=user).exists()


# --- the sealed tree ------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(canary, tmp_path):
    seals.seal_ledger(signer=seals.new_key(str(tmp_path / "seal.pem")))
    return canary


def salts_of(canary: Canary) -> list[bytes]:
    account = canary.life.household.account
    transfers = Transfer.objects.filter(debit=account) | Transfer.objects.filter(credit=account)
    return [bytes(leaf.salt) for leaf in Leaf.objects.filter(transfer__in=transfers)]


def erase(canary: Canary, administrator, staff) -> None:
    resident = canary.life.resident
    canary.life.household.account.refresh_from_db()
    request = people.request_erasure(resident, by=administrator)
    alone = not resident.household.residents.exclude(pk=resident.pk).filter(is_active=True).exists()
    people.erase_resident(request, by=staff, leaving=canary.life.household.account.balance if alone else 0)


def test_a_household_that_goes_on_keeps_its_proofs(sealed, administrator, make_staff):
    people.register_resident(sealed.life.household, name="李大明", by=administrator)
    erase(sealed, administrator, make_staff(Role.ADMINISTRATOR))
    assert all(salts_of(sealed))


def test_with_the_last_member_the_way_from_the_tree_to_the_account_goes(sealed, administrator, make_staff):
    Resident.objects.filter(household=sealed.life.household).exclude(pk=sealed.life.resident.pk).update(is_active=False)
    assert len(salts_of(sealed)) > 0
    erase(sealed, administrator, make_staff(Role.ADMINISTRATOR))
    assert not any(salts_of(sealed))
    assert seals_queries.verify().differences == []
