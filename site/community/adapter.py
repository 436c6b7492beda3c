"""allauth's questions about phones, answered from the register of residents."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.fields import PhoneField
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from community import budget, sms
from community.models import LoginPhone
from community.phones import normalised
from points.models import Resident
from points.people.queries import duties_of, resident_of
from points.permissions import Role


class ChinesePhoneField(PhoneField):
    """Accepts a number the way people write it at home, before the check for E.164 runs."""

    def to_python(self, value: Any) -> Any:
        return normalised(super().to_python(value))


FIRST_SCREEN = {
    Role.CASHIER: "points:till",
    Role.ORGANISER: "points:desk",
    Role.GRID_STAFF: "points:portal",
}
"""Where people with one of these duties want to be. Other staff goes to the admin, residents to their points."""


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if resident_of(request.user):
            return super().get_login_redirect_url(request)
        roles = {Role(role) for role in duties_of(request.user).values_list("role", flat=True)}
        if request.user.has_perm("wagtailadmin.access_admin") and not roles & FIRST_SCREEN.keys():
            return reverse("wagtailadmin_home")
        return reverse(next((FIRST_SCREEN[role] for role in FIRST_SCREEN if role in roles), "points:portal"))

    def phone_form_field(self, **kwargs: Any) -> ChinesePhoneField:
        return ChinesePhoneField(**kwargs)

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        resident = resident_of(user)
        if resident and resident.phone:
            return resident.phone, resident.is_phone_verified
        waiting = LoginPhone.objects.filter(user_id=user.pk).first()
        return (waiting.number, waiting.is_verified) if waiting else None

    def get_user_by_phone(self, phone: str) -> AbstractBaseUser | None:
        # The login form hands over what was typed.
        number = normalised(phone)
        resident = Resident.objects.filter(phone=number, user__isnull=False).select_related("user").first()
        if resident:
            return resident.user
        waiting = LoginPhone.objects.filter(number=number, is_verified=True).select_related("user").first()
        return waiting.user if waiting else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        if verified:
            return self.set_phone_verified(user, phone)
        LoginPhone.objects.update_or_create(user_id=user.pk, defaults={"number": phone, "is_verified": False})

    @transaction.atomic
    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """Only now does the number say who somebody is, so only now is the resident of that number claimed."""
        LoginPhone.objects.filter(number=phone, is_verified=True).exclude(user_id=user.pk).delete()
        LoginPhone.objects.update_or_create(user_id=user.pk, defaults={"number": phone, "is_verified": True})
        known = Resident.objects.select_for_update().filter(phone=phone).first()
        own = resident_of(user)
        if own and (known is None or known.pk == own.pk):
            own.phone, own.is_phone_verified = phone, True
            own.save(update_fields=["phone", "is_phone_verified"])
        elif known and known.user_id is None and own is None:
            known.user_id, known.is_phone_verified = user.pk, True
            known.save(update_fields=["user", "is_phone_verified"])

    # Every message is paid for before anything else is done, whether the number is known or not.

    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        budget.take(phone)
        sms.send(phone, gettext("Your code is %(code)s. Give it to nobody.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        budget.take(phone)
        sms.send(phone, gettext("Nobody is registered with this number yet. The community office helps you."))

    def send_account_already_exists_sms(self, phone: str) -> None:
        budget.take(phone)
        sms.send(phone, gettext("You are registered already. Sign in with a code."))
