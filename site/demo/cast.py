"""Who logs in to the demo."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.utils import translation

from community.models import LoginPhone
from community.phones import normalised
from demo.settlement import RESIDENT_PHONE
from points.models import Grid, Resident
from points.people import services as people
from points.permissions import Role, User

PASSWORD = "hongtutian"


@dataclass(frozen=True, kw_only=True)
class Login:
    username: str
    phone: str
    role: Role | None
    name: str = ""
    place: str
    """Where to look first."""
    finds: str


STAFF = [
    Login(
        username="guanliyuan",
        phone="13800000001",
        role=Role.ADMINISTRATOR,
        name="程秀兰",
        place="/admin/",
        finds="everything",
    ),
    Login(
        username="zuzhizhe",
        phone="13800000002",
        role=Role.ORGANISER,
        name="何建军",
        place="/points/activities/desk/",
        finds="a shift that runs all day: its code, its scanner, closing it",
    ),
    Login(
        username="wanggeyuan",
        phone="13800000003",
        role=Role.GRID_STAFF,
        name="梁月娥",
        place="/points/award/",
        finds="recording an award at the door",
    ),
    Login(
        username="shouyinyuan",
        phone="13800000004",
        role=Role.CASHIER,
        name="冯小敏",
        place="/points/store/till/",
        finds="the till of the supermarket",
    ),
    Login(
        username="bianji",
        phone="13800000005",
        role=Role.EDITOR,
        name="苏文静",
        place="/admin/honors/seasons/",
        finds="the honors of the quarter, the news",
    ),
    Login(
        username="jiandu",
        phone="13800000006",
        role=Role.AUDITOR,
        name="卢志远",
        place="/admin/points/transfer/",
        finds="every line of the ledger, to read; /admin/points/reports/anomalies/ says what is worth a look",
    ),
]
RESIDENT = Login(
    username="wangfang",
    phone=RESIDENT_PHONE,
    role=None,
    place="/points/",
    finds="her points, why she has them, her card",
)


def create_logins() -> dict[str, User]:
    """Everybody who logs in, by user name. The administrator also manages the site itself."""
    # Hashing is slow on purpose; seven times the same password need it once.
    hashed = make_password(PASSWORD)
    return {login.username: _create(login, hashed) for login in (*STAFF, RESIDENT)}


def _create(login: Login, hashed: str) -> User:
    is_administrator = login.role == Role.ADMINISTRATOR
    user: User = get_user_model().objects.create(
        username=login.username,
        password=hashed,
        # The whole name in one field: from two, Django would put the given name first.
        last_name=login.name,
        is_superuser=is_administrator,
        is_staff=is_administrator,
    )
    if login.role:
        # Staff are no residents of the community; their number waits beside the login.
        LoginPhone.objects.create(user_id=user.pk, number=normalised(login.phone), is_verified=True)
    return user


def appoint_staff(users: dict[str, User], community: Grid, *, since: date) -> None:
    for login in STAFF:
        assert login.role is not None, "staff has a role"
        people.appoint(users[login.username], role=login.role, grid=community, since=since, by=users["guanliyuan"])


def link_resident(users: dict[str, User]) -> Resident:
    """The resident with a history signs in as `wangfang`; her number counts as verified."""
    resident = Resident.objects.get(phone=normalised(RESIDENT.phone))
    people.link_login(resident, user=users[RESIDENT.username], by=users["guanliyuan"])
    resident.is_phone_verified = True
    resident.save(update_fields=["is_phone_verified"])
    return resident


def lines() -> Iterator[str]:
    """Who can log in, and where to look, as a table in English."""
    with translation.override("en"):
        for login in (RESIDENT, *STAFF):
            role = login.role.label if login.role else "Resident"
            yield f"{login.username:<12}{login.phone:<13}{role:<15}{login.place:<26}{login.finds}"
