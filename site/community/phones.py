"""Chinese phone numbers as people type them, stored as E.164."""

import phonenumbers

_CHINA = 86


def normalised(typed: str) -> str:
    """`138 0013 8000` becomes `+8613800138000`; what is no phone number stays as it was typed."""
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        return typed
    if not phonenumbers.is_valid_number(number):
        return typed
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def at_home(number: str) -> str:
    """`+8613800138000` reads `138 0013 8000`, as its owner says it."""
    try:
        parsed = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return number
    is_here = parsed.country_code == _CHINA
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
