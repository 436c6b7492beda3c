"""Who asks to be erased, who carries it out, and what is refused."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from points import signals
from points.audit import LogEntry
from points.errors import (
    BalanceLeft,
    ErasureAsked,
    ErasureSettled,
    HasDuties,
    NotPermitted,
    NotYourGrid,
    OwnEntry,
    OwnHousehold,
    PersonalDataInText,
    ReasonRequired,
)
from points.ledger import services as ledger
from points.models import (
    Account,
    Card,
    Consent,
    ErasureRequest,
    Household,
    Proxy,
    Resident,
    Team,
    TeamMembership,
    Transfer,
)
from points.people import queries
from points.people import services as people
from points.permissions import Role
from tests.admin.conftest import as_role, elsewhere, groups  # noqa: F401

pytestmark = pytest.mark.django_db
State = ErasureRequest.State


@pytest.fixture
def mother(household, administrator) -> Resident:
    login = get_user_model().objects.create_user("mother", first_name="芳", last_name="王", password="x")
    return people.link_login(household.residents.get(), user=login, by=administrator)


@pytest.fixture
def father(household, administrator) -> Resident:
    return people.register_resident(household, name="李大明", phone="13900000009", by=administrator)


@pytest.fixture
def asked(mother, father) -> ErasureRequest:
    return people.request_erasure(mother, by=mother.user)


@pytest.fixture
def staff(make_staff):
    return make_staff(Role.ADMINISTRATOR)


def give(account: Account, tenths: int, by) -> None:
    posting = ledger.Posting(
        debit=ledger.system_account("issued"),
        credit=account,
        amount=tenths,
        kind=Transfer.Kind.AWARD,
        key=f"give:{account.pk}",
        occurred_on=timezone.localdate(),
    )
    ledger.post(posting, by=by)


# --- asking ---------------------------------------------------------------------------------------------------------


def test_a_resident_asks_once_and_may_take_it_back(mother):
    request = people.request_erasure(mother, by=mother.user)
    with pytest.raises(ErasureAsked):
        people.request_erasure(mother, by=mother.user)
    people.withdraw_erasure(request, by=mother.user)
    assert ErasureRequest.objects.get().state == State.WITHDRAWN
    assert people.request_erasure(mother, by=mother.user).state == State.WAITING


def test_nobody_asks_for_another_grown_up(mother, father):
    with pytest.raises(NotPermitted):
        people.request_erasure(father, by=mother.user)


def test_staff_write_down_a_paper_where_they_serve(father, staff, make_staff, elsewhere):  # noqa: F811
    with pytest.raises(NotYourGrid):
        people.request_erasure(father, by=make_staff(Role.ADMINISTRATOR, grid=elsewhere))
    assert people.request_erasure(father, by=staff).requested_by == staff


def test_nobody_else_takes_it_back(asked, staff):
    with pytest.raises(NotPermitted):
        people.withdraw_erasure(asked, by=staff)


# --- carrying it out ------------------------------------------------------------------------------------------------


def test_nothing_leads_to_the_person_afterwards(asked, mother, staff, administrator, community):
    Resident.objects.filter(pk=mother.pk).update(phone="+8613800138000", born_on=timezone.localdate())
    people.number_volunteer(mother)
    own = people.issue_card(mother.household, by=administrator, resident=mother)
    shared = people.issue_card(mother.household, by=administrator)
    people.give_consent(mother, purpose=Consent.Purpose.PUBLIC_NAME, by=mother.user)
    team = Team.objects.create(community=community, name="义工队")
    TeamMembership.objects.create(team=team, resident=mother, since=timezone.localdate() - timedelta(days=9))
    user = mother.user

    gone = people.erase_resident(asked, by=staff)

    gone.refresh_from_db()
    assert (gone.name, gone.phone, gone.born_on, gone.user_id, gone.search_tokens) == ("×", None, None, None, "")
    assert gone.volunteer_number is None
    assert {gone.is_active, gone.is_head, gone.is_phone_verified} == {False}
    assert Card.objects.get(pk=own.pk).revoked_at is not None
    assert Card.objects.get(pk=shared.pk).revoked_at is None, "it belongs to the others, too"
    assert not queries.has_consent(gone, Consent.Purpose.PUBLIC_NAME)
    assert gone.memberships.get().until == timezone.localdate()
    user.refresh_from_db()
    assert (user.username, user.first_name, user.last_name, user.email) == (f"erased-{user.pk}", "", "", "")
    assert not user.is_active
    assert not user.has_usable_password()
    assert ErasureRequest.objects.get().state == State.CARRIED_OUT
    assert Household.objects.get(pk=gone.household_id).is_active


def test_the_name_goes_from_what_others_wrote_about_the_household_and_stays_elsewhere(
    asked, mother, father, staff, administrator, make_household
):
    other = make_household("王芳", door="909")
    ErasureRequest.objects.create(resident=father, state=State.DECLINED, answer="王芳反对", settled_at=timezone.now())
    ErasureRequest.objects.create(
        resident=other.residents.get(), state=State.DECLINED, answer="王芳本人", settled_at=timezone.now()
    )
    people.erase_resident(asked, by=staff)
    assert set(ErasureRequest.objects.exclude(answer="").values_list("answer", flat=True)) == {"×反对", "王芳本人"}
    assert other.residents.get().name == "王芳"


def test_the_last_member_goes_only_after_a_look_at_what_is_left(mother, staff, administrator):
    request = people.request_erasure(mother, by=mother.user)
    card = people.issue_card(mother.household, by=administrator)
    give(mother.household.account, 85, administrator)
    for seen in (0, 84):
        with pytest.raises(BalanceLeft) as refusal:
            people.erase_resident(request, by=staff, leaving=seen)
        assert "8.5" in str(refusal.value)
    assert Resident.objects.get(pk=mother.pk).name == "王芳"

    people.erase_resident(request, by=staff, leaving=85)
    assert not Household.objects.get(pk=mother.household_id).is_active
    assert Card.objects.get(pk=card.pk).revoked_at is not None
    assert Account.objects.get(pk=mother.household.account_id).balance == 85, "the ledger stays as it is"


def test_while_somebody_else_stays_the_points_are_theirs(asked, mother, staff, administrator):
    give(mother.household.account, 85, administrator)
    people.erase_resident(asked, by=staff)
    assert Household.objects.get(pk=mother.household_id).is_active


def test_points_of_the_own_account_are_left_behind_as_well(asked, mother, staff, administrator):
    mother.account = Account.objects.create()
    mother.save()
    give(mother.account, 30, administrator)
    with pytest.raises(BalanceLeft):
        people.erase_resident(asked, by=staff)
    people.erase_resident(asked, by=staff, leaving=30)


def test_whoever_wrote_the_request_down_does_not_carry_it_out(mother, father, staff, make_staff):
    request = people.request_erasure(father, by=staff)
    with pytest.raises(OwnEntry):
        people.erase_resident(request, by=staff)
    people.erase_resident(request, by=make_staff(Role.ADMINISTRATOR))
    assert Resident.objects.get(pk=father.pk).name == "×"


def test_nobody_erases_in_the_own_household(asked, household, staff):
    Resident.objects.create(household=household, name="赵敏", user=staff)
    with pytest.raises(OwnHousehold):
        people.erase_resident(asked, by=staff)
    with pytest.raises(OwnHousehold):
        people.decline_erasure(asked, reason="不行", by=staff)


def test_staff_elsewhere_erase_nobody_here(asked, make_staff, elsewhere):  # noqa: F811
    with pytest.raises(NotYourGrid):
        people.erase_resident(asked, by=make_staff(Role.ADMINISTRATOR, grid=elsewhere))
    with pytest.raises(NotPermitted):
        people.erase_resident(asked, by=make_staff(Role.CASHIER))


def test_whoever_serves_is_dismissed_first(asked, mother, staff, administrator, community):
    duty = people.appoint(mother.user, role=Role.CASHIER, grid=community, since=timezone.localdate(), by=administrator)
    with pytest.raises(HasDuties):
        people.erase_resident(asked, by=staff)
    people.dismiss(duty, on=timezone.localdate(), by=administrator)
    people.erase_resident(asked, by=staff)


def test_it_is_done_once(asked, staff):
    people.erase_resident(asked, by=staff)
    with pytest.raises(ErasureSettled):
        people.erase_resident(asked, by=staff)


def test_it_is_declined_with_a_reason_that_names_nobody(asked, mother, staff):
    with pytest.raises(ReasonRequired):
        people.decline_erasure(asked, reason=" ", by=staff)
    with pytest.raises(PersonalDataInText):
        people.decline_erasure(asked, reason="找13800000000", by=staff)
    people.decline_erasure(asked, reason="还有未结的兑换", by=staff)
    assert ErasureRequest.objects.get().answer == "还有未结的兑换"
    with pytest.raises(ErasureSettled):
        people.erase_resident(asked, by=staff)


def test_nobody_acts_for_the_person_any_more_and_the_person_for_nobody(asked, mother, father, staff, administrator):
    helper = get_user_model().objects.create_user("helper")
    people.appoint_proxy(mother, user=helper, kind=Proxy.Kind.FAMILY, since=timezone.localdate(), by=administrator)
    people.appoint_proxy(father, user=mother.user, kind=Proxy.Kind.FAMILY, since=timezone.localdate(), by=administrator)
    people.erase_resident(asked, by=staff)
    assert list(Proxy.objects.filter(until__isnull=True)) == []


def test_the_log_says_who_did_it_and_names_nobody(asked, mother, staff):
    people.erase_resident(asked, by=staff)
    line = LogEntry.objects.get(action="points.erased")
    assert (line.label, line.user_id) == (f"#{mother.pk}", staff.pk)
    assert not [line for line in LogEntry.objects.all() if "王" in f"{line.label}{line.data}"]


def test_hosts_hear_of_it_after_the_commit(asked, mother, staff, django_capture_on_commit_callbacks):
    heard = []

    def listen(resident, **_more):
        heard.append(resident)

    signals.resident_erased.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            people.erase_resident(asked, by=staff)
    finally:
        signals.resident_erased.disconnect(listen)
    assert heard == [mother.pk]


# --- in the admin ---------------------------------------------------------------------------------------------------


def test_the_office_sees_what_is_left_before_it_confirms(mother, as_role, administrator):  # noqa: F811
    request = people.request_erasure(mother, by=mother.user)
    give(mother.household.account, 85, administrator)
    client: Client = as_role(Role.ADMINISTRATOR)
    client.cookies["django_language"] = "en"
    address = reverse("points_erasurerequest:delete", args=[request.pk])
    page = client.get(address).content.decode()
    assert "8.5" in page
    assert 'name="leaving" value="85"' in page
    client.post(address, {"leaving": "0"})
    assert Resident.objects.get(pk=mother.pk).name == "王芳"
    client.post(address, {"leaving": "85"})
    assert Resident.objects.get(pk=mother.pk).name == "×"
    assert client.get(address).status_code in {302, 403}


def test_the_office_declines_with_words(asked, as_role):  # noqa: F811
    client: Client = as_role(Role.ADMINISTRATOR)
    address = reverse("points_erasurerequest:edit", args=[asked.pk])
    client.post(address, {"answer": ""})
    assert ErasureRequest.objects.get().state == State.WAITING
    client.post(address, {"answer": "还有未结的兑换"})
    assert ErasureRequest.objects.get().state == State.DECLINED
