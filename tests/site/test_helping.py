"""Helping in the demo: what it prints opens an old woman's points, and a mother acts for her child."""

from shutil import copytree

import pytest

from tests.site.conftest import Site


@pytest.fixture(scope="module")
def happened(loaded, tmp_path_factory):
    folder = tmp_path_factory.mktemp("helping") / "site"
    copytree(loaded.folder, folder)
    return Site(folder).probe("helping")


def test_the_grid_worker_looks_after_the_old_woman_with_what_the_demo_prints(happened):
    assert happened["wrong"] == [422, False]
    assert happened["right"] == [302, True]


def test_whoever_was_there_when_the_pin_was_set_does_not_use_it(happened):
    assert happened["who set it"] == [403, False]


def test_a_mother_acts_for_her_child_and_the_demo_says_so(happened):
    assert happened["guardian"] == ["wangfang", "guardian", True]
    assert happened["told"]
