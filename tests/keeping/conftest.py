"""One site, one backup made of it while people wrote, one database with what came back: all tests look at those.

Each is a database of its own, so that none is emptied after a test, which takes PostgreSQL longer than all the rest.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import override_settings

from points.ledger import services as ledger
from points.seals import services as seals
from tests.keeping.ground import Said, Writers, another_database, leading_to


@dataclass(frozen=True, kw_only=True)
class Story:
    folder: Path
    database: str
    archive: Path
    said: str
    """What the backup printed."""
    before: list[Said]
    """The answers that people had got before the backup began."""
    after: list[Said]
    settings: dict[str, Any]


@pytest.fixture(scope="session")
def _story(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("keeping")
    (folder / "media").mkdir()
    key = str(folder / "media" / "seal.pem")
    points = {"seal_key": key, "seal_origin": "example.org/points"}
    settings = {"POINTS": points, "MEDIA_ROOT": folder / "media"}
    with django_db_blocker.unblock(), another_database(folder, "site", is_copy=True) as database:
        with override_settings(**settings), leading_to(database):
            told = _lived_through(folder, key)
        yield Story(folder=folder, database=database, archive=folder / "site.zip", settings=settings, **told)


@pytest.fixture
def story(_story, settings) -> Story:
    """With the settings of its site, which other tests of the same process must not get."""
    for name, value in _story.settings.items():
        setattr(settings, name, value)
    return _story


def _lived_through(folder: Path, key: str) -> dict[str, Any]:
    default_storage.save("goods/rice.txt", ContentFile(b"rice"))
    default_storage.save("米.txt", ContentFile("大米".encode()))
    signer, said = seals.new_key(key), StringIO()
    accounts = [account.pk for account in ledger.open_accounts([0] * 5)]
    with Writers(folder, accounts=accounts) as writers:
        writers.wait_for(30)
        seals.seal_ledger(signer=signer)
        before = writers.said()
        call_command("backup", folder / "site.zip", stdout=said)
        writers.wait_for(30)
    after = [later for later in writers.said() if later not in before]
    return {"said": said.getvalue(), "before": before, "after": after}


@pytest.fixture(scope="session")
def _restored(_story, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock(), another_database(_story.folder, "restored") as name:
        with leading_to(name), override_settings(**_story.settings | {"MEDIA_ROOT": _story.folder / "new media"}):
            call_command("restore", _story.archive, stdout=StringIO(), stderr=StringIO())
        yield name


@pytest.fixture
def site(story, db):
    """`connection` leads to the site that was backed up."""
    with leading_to(story.database):
        yield


@pytest.fixture
def restored(story, _restored, db, settings):
    """`connection` leads to what was restored, and the files are those that came with it."""
    settings.MEDIA_ROOT = story.folder / "new media"
    with leading_to(_restored):
        yield


@pytest.fixture(scope="session")
def _empty(_story, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock(), another_database(_story.folder, "empty") as name:
        yield name


@pytest.fixture
def empty(story, _empty, db, tmp_path, settings):
    """`connection` leads to an empty database, and there are no files. What a test asks for is refused: it stays so."""
    settings.MEDIA_ROOT = tmp_path / "empty media"
    with leading_to(_empty):
        yield


@pytest.fixture
def remade(story, tmp_path) -> Callable[..., Path]:
    """`remade(vendor="other", database=b"...")` is the archive with other facts, or with another content of a part."""

    def remake(parts: dict[str, bytes] | None = None, **facts: Any) -> Path:
        file = tmp_path / "remade.zip"
        with zipfile.ZipFile(story.archive) as old, zipfile.ZipFile(file, "w") as new:
            manifest = json.loads(old.read("manifest.json")) | facts
            contents = {name: old.read(name) for name in manifest["parts"]} | (parts or {})
            for name, content in contents.items():
                manifest["parts"][name] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
                new.writestr(name, content)
            new.writestr("manifest.json", json.dumps(manifest))
        return file

    return remake
