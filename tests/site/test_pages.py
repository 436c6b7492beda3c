"""The site's pages: they answer in three languages, load nothing foreign, and show no name without consent."""

import pytest


@pytest.fixture(scope="module")
def seen(loaded):
    return loaded.probe("pages")


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_pages_answer_in_the_language_that_was_asked_for(seen, language):
    answers = seen["answers"][language]

    assert {path: status for path, (status, _, _) in answers.items() if status != 200} == {"/nowhere/": 404}
    assert {declared.lower() for _, declared, _ in answers.values()} == {language}
    assert seen["words"][language]


def test_public_pages_allow_no_inline_script_and_the_admin_does(seen):
    policies = {policy for _, _, policy in seen["answers"]["zh-hans"].values()}

    assert len(policies) == 1
    assert "unsafe-inline" not in policies.pop()
    assert "'unsafe-inline'" in seen["admin"][2]
    assert seen["admin"][0] == 200


def test_pages_name_no_foreign_host(seen):
    assert "https://" not in seen["home"].replace("http://www.w3.org", "")


def test_admin_login_leads_to_the_login_of_the_site(seen):
    assert seen["admin_login"] == [302, "/accounts/login/?next=/admin/pages/"]
    assert seen["admin_visitor"] == "/accounts/login/?next=/admin/"
