"""What `check --deploy` says about the cache in which tries are counted."""

import pytest
from django.core.checks import run_checks

pytestmark = pytest.mark.once
BACKENDS = "django.core.cache.backends."


def found(*, is_deployed: bool = True) -> list[str]:
    messages = run_checks(include_deployment_checks=is_deployed)
    return [str(message.id) for message in messages if str(message.id).startswith("points.")]


def cache(settings, backend: str) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{BACKENDS}{backend}", "LOCATION": "x"}}


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_that_the_processes_do_not_share_is_warned_about(settings, backend):
    cache(settings, backend)
    assert found() == ["points.W003"]


@pytest.mark.parametrize("backend", ["db.DatabaseCache", "filebased.FileBasedCache", "redis.RedisCache"])
def test_a_shared_cache_passes(settings, backend):
    cache(settings, backend)
    assert found() == []


def test_neither_a_developer_nor_an_ordinary_check_hears_of_it(settings):
    cache(settings, "locmem.LocMemCache")
    assert found(is_deployed=False) == []
    settings.DEBUG = True
    assert found() == []


def test_a_station_waits_for_something_that_can_be_shown(settings):
    settings.POINTS = {"station_factor": "selfie"}
    assert found(is_deployed=False) == ["points.E005"]
    for factor in ("desk", "pin", "code"):
        settings.POINTS = {"station_factor": factor}
        assert found(is_deployed=False) == []
