"""The system checks of the seals see what would make seals that nobody can check."""

import pytest

from points.seals import checks

pytestmark = pytest.mark.once


def ids(found):
    return [check.id for check in found]


@pytest.mark.parametrize("origin", ["example.org/points", "points", "红土田/积分"])
def test_a_name_that_can_be_read_back_is_fine(settings, origin, signer):
    settings.POINTS = {"seal_origin": origin, "seal_old_keys": (signer.key_text,)}
    assert checks.check_names() == []


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\n", "x" * 101])
def test_a_name_that_cannot_is_an_error(settings, origin):
    settings.POINTS = {"seal_origin": origin}
    assert ids(checks.check_names()) == ["points.E003"]


@pytest.mark.parametrize("key", ["", "points", "points+12345678+AAAA"])
def test_an_old_key_with_a_slip_is_an_error(settings, key):
    settings.POINTS = {"seal_old_keys": (key,)}
    assert ids(checks.check_names()) == ["points.E003"]


def test_a_key_that_others_can_read_is_warned_of(settings, tmp_path, signer):
    assert checks.check_key_file() == []
    (tmp_path / "seal.pem").chmod(0o644)
    assert ids(checks.check_key_file()) == ["points.W006"]
    settings.POINTS = {}
    assert checks.check_key_file() == []
