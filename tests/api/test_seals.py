"""The head of the seals is public; a proof is for whoever sees the account."""

import pytest

from points.models import Resident
from points.permissions import Role
from points.seals import services as seals
from points.seals import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def signer(settings, tmp_path):
    settings.POINTS = {"seal_key": str(tmp_path / "seal.pem")}
    return seals.new_key(settings.POINTS["seal_key"])


@pytest.fixture
def living_here(head, django_user_model):
    """The login of the household's head."""
    user = django_user_model.objects.create_user("resident")
    Resident.objects.filter(pk=head.pk).update(user=user)
    return user


@pytest.fixture
def transfer(household, give):
    give(household)
    return household.account.credits.get()


def test_everybody_reads_the_head_and_compares_it_with_an_older_one(client, household, give, transfer, signer):
    seals.seal_ledger(signer=signer)
    older = client.get("/points/api/v1/seals/head").json()
    assert (older["number"], older["size"], older["consistency"]) == (1, 1, None)
    give(household)
    seals.seal_ledger(signer=signer)
    newer = client.get("/points/api/v1/seals/head?since=1").json()
    assert verify.check_consistency(newer, older["checkpoint"], signer.key_text) == (1, 2)
    too_new = client.get("/points/api/v1/seals/head?since=3")
    assert (too_new.status_code, too_new.json()["code"]) == (404, "not_sealed")
    assert client.get("/points/api/v1/seals/head?since=0").status_code == 422


def test_before_the_first_seal_there_is_no_head(client, db):
    answer = client.get("/points/api/v1/seals/head")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_sealed")


def test_a_resident_gets_the_proof_of_the_own_line(person, living_here, transfer, signer):
    url = f"transfers/{transfer.pk}/proof"
    waiting = person(living_here).get(url)
    assert (waiting.status_code, waiting.json()["code"]) == (404, "not_sealed")
    seals.seal_ledger(signer=signer)
    proof = person(living_here).get(url)
    assert proof.status_code == 200
    assert verify.check_proof(proof.json(), signer.key_text) == 1


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.GRID_STAFF, 200), (Role.CASHIER, 404)])
def test_staff_get_a_proof_as_far_as_they_see_the_history(person, make_staff, transfer, signer, role, status):
    seals.seal_ledger(signer=signer)
    assert person(make_staff(role)).get(f"transfers/{transfer.pk}/proof").status_code == status


def test_a_neighbour_gets_none_and_learns_nothing(person, make_household, django_user_model, transfer, signer):
    seals.seal_ledger(signer=signer)
    neighbour = django_user_model.objects.create_user("neighbour")
    make_household("李强").residents.update(user=neighbour)
    hidden = person(neighbour).get(f"transfers/{transfer.pk}/proof")
    nowhere = person(neighbour).get(f"transfers/{transfer.pk + 1000}/proof")
    assert (hidden.status_code, hidden.content) == (404, nowhere.content)
    assert person(None).get(f"transfers/{transfer.pk}/proof").status_code == 401
