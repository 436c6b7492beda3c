"""Cards signed with a key that no scanner holds: nobody makes or changes one, and older cards go on working."""

import base64
import random
import re
from io import StringIO

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from points.errors import CardRevoked, CardUnreadable
from points.people import card_keys, cards, queries
from points.people import services as people

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789."
MUTATIONS = 10_000
SERIAL = "ABCDEFGHJKMNPQ"


@pytest.fixture
def key(settings, tmp_path) -> bytes:
    file = tmp_path / "card.pem"
    settings.POINTS = {"card_key": str(file)}
    return card_keys.new_card_key(str(file))


@pytest.mark.once
def test_a_signed_card_says_its_serial_and_fits_the_alphanumeric_mode(key):
    text = cards.signed(SERIAL)
    assert re.fullmatch(r"V2\.[A-Z0-9]{14}\.[A-Z2-7]{103}", text)
    assert cards.serial_in(text) == SERIAL
    assert cards.serial_in(f" {text.lower()}\n") == SERIAL


@pytest.mark.once
def test_of_ten_thousand_changed_cards_none_is_accepted(key):
    dice, text = random.Random(6), cards.signed(SERIAL)
    accepted = [changed for _ in range(MUTATIONS) if cards.serial_in(changed := _changed(text, dice)) is not None]
    assert accepted == []


def _changed(text: str, dice: random.Random) -> str:
    """Letters changed, taken out, put in, swapped; or a part from elsewhere."""
    while True:
        place, letter = dice.randrange(len(text)), dice.choice(LETTERS)
        other = dice.randrange(len(text))
        parts = text.split(".")
        changed = dice.choice(
            [
                text[:place] + letter + text[place + 1 :],
                text[:place] + letter + text[place:],
                text[:place] + text[place + 1 :],
                text[: min(place, other)] + text[max(place, other) :],
                text[:place] + text[place:][::-1],
                f"V2.{''.join(dice.choices(LETTERS[:36], k=14))}.{parts[2]}",
                f"V2.{parts[1]}.{cards._letters(dice.randbytes(64))}",
                f"V1.{parts[1]}.{parts[2]}",
            ]
        )
        if changed != text:
            return changed


@pytest.mark.once
def test_the_last_letter_has_one_spelling(key):
    """It holds two bits of the signature and three that mean nothing."""
    text = cards.signed(SERIAL)
    spellings = [letter for letter in LETTERS if cards.serial_in(text[:-1] + letter)]
    assert spellings == [text[-1]]


@pytest.mark.once
def test_a_card_of_another_key_is_refused_until_its_key_is_among_the_old_ones(key, settings, tmp_path):
    text = cards.signed(SERIAL)
    settings.POINTS = {"card_key": str(tmp_path / "newer.pem")}
    card_keys.new_card_key(settings.POINTS["card_key"])
    assert cards.serial_in(text) is None
    settings.POINTS |= {"card_old_keys": (base64.b64encode(key).decode(),)}
    assert cards.serial_in(text) == SERIAL
    assert cards.signed(SERIAL) != text


@pytest.mark.once
def test_cards_printed_before_there_was_a_key_are_read_as_before(settings, tmp_path):
    older = cards.signed(SERIAL)
    assert older.startswith("V1.")
    settings.POINTS = {"card_key": str(tmp_path / "card.pem")}
    card_keys.new_card_key(settings.POINTS["card_key"])
    assert cards.serial_in(older) == SERIAL
    assert cards.signed(SERIAL).startswith("V2.")


@pytest.mark.once
def test_a_site_without_its_key_reads_no_signed_card_and_prints_the_other_kind(key, settings):
    text = cards.signed(SERIAL)
    settings.POINTS = {}
    assert cards.serial_in(text) is None
    assert cards.signed(SERIAL).startswith("V1.")


@pytest.mark.django_db
def test_a_signed_card_opens_its_household_until_it_is_revoked(key, household, administrator):
    card = people.issue_card(household, by=administrator)
    text = queries.card_text(card)
    assert queries.read_card(text) == card
    people.revoke_card(card, by=administrator)
    with pytest.raises(CardRevoked):
        queries.read_card(text)
    with pytest.raises(CardUnreadable):
        queries.read_card(text.replace("V2.", "V1.", 1))


# --- the key ----------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_the_command_makes_a_key_once_and_says_the_public_half(settings, tmp_path):
    file, said = tmp_path / "card.pem", StringIO()
    call_command("card_key", str(file), stdout=said)
    assert file.stat().st_mode & 0o077 == 0
    settings.POINTS = {"card_key": str(file)}
    public = StringIO()
    call_command("card_key", stdout=public)
    assert public.getvalue().strip() in said.getvalue()
    before = file.read_bytes()
    with pytest.raises(CommandError):
        call_command("card_key", str(file))
    assert file.read_bytes() == before


def ids() -> set[str]:
    found = run_checks(include_deployment_checks=True)
    return {one.id for one in found if one.id in {"points.E004", "points.W009"}}


@pytest.mark.once
def test_a_key_that_is_missing_open_or_none_is_reported(key, settings, tmp_path):
    assert ids() == set()
    (tmp_path / "card.pem").chmod(0o644)
    assert ids() == {"points.W009"}
    settings.POINTS = {"card_key": str(tmp_path / "nowhere.pem")}
    assert ids() == {"points.W009"}
    (tmp_path / "no.pem").write_text("no key")
    settings.POINTS = {"card_key": str(tmp_path / "no.pem"), "card_old_keys": ("AAAA", "é")}
    assert ids() == {"points.W009", "points.E004"}
