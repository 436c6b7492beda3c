"""Chinese phone numbers as people type them, stored as E.164."""

import phonenumbers


def normalised(typed: str) -> str:
    """`138 0013 8000` becomes `+8613800138000`; what is no phone number stays as it was typed."""
    try:
        number = phonenumbers.parse(typed, "CN")
    except phonenumbers.NumberParseException:
        return typed
    if not phonenumbers.is_valid_number(number):
        return typed
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
