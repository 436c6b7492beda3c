"""A site that knows nothing of this repository: `wagtail start`, the wheel, and what the README tells a host to do."""

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = "riverside"

SETTINGS = """
INSTALLED_APPS = ["points", "honor_roll", "neighbours", "pictures", *INSTALLED_APPS]
AUTH_USER_MODEL = "neighbours.Neighbour"
WAGTAILIMAGES_IMAGE_MODEL = "pictures.Picture"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["*"]
LOGIN_URL = "wagtailadmin_login"
MIDDLEWARE = ["points.away.DatabaseAwayMiddleware", *MIDDLEWARE]
DATABASES["default"]["OPTIONS"] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON;",
}
"""
ADDRESSES = """
urlpatterns = [path("points/", include("points.urls")), *urlpatterns]
"""
MODELS = {
    "neighbours": '''
from django.contrib.auth.models import AbstractUser


class Neighbour(AbstractUser):
    """A user model of the host's own."""
''',
    "pictures": """
from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition


class Picture(AbstractImage):
    photographer = models.CharField(max_length=80, blank=True)
    admin_form_fields = ("title", "file", "photographer")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
""",
}


@dataclass(frozen=True, kw_only=True)
class Host:
    python: Path
    project: Path

    def run(self, *arguments: str) -> str:
        """Output of the project's Python, without anything of this checkout on its path."""
        clean = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "DJANGO_SETTINGS_MODULE"}}
        clean["DJANGO_SETTINGS_MODULE"] = f"{NAME}.settings.dev"
        done = subprocess.run(
            [str(self.python), *arguments], cwd=self.project, env=clean, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def host(wheel, tmp_path_factory) -> Host:
    """The project with the wheel installed and its own user and image models, not migrated yet."""
    folder = tmp_path_factory.mktemp("host")
    host = Host(python=_environment(folder / "env", wheel), project=folder / "project")
    host.project.mkdir()
    host.run("-c", "from wagtail.bin.wagtail import main; main()", "start", NAME, str(host.project))
    for app, models in MODELS.items():
        (host.project / app / "migrations").mkdir(parents=True)
        (host.project / app / "migrations" / "__init__.py").touch()
        (host.project / app / "models.py").write_text(models)
    _append(host.project / NAME / "settings" / "base.py", SETTINGS)
    _append(host.project / NAME / "urls.py", ADDRESSES)
    shutil.copy(Path(__file__).with_name("visit.py"), host.project)
    host.manage("makemigrations", *MODELS)
    return host


def _environment(folder: Path, wheel: Path) -> Path:
    """A virtual environment with the wheel, which borrows everything else from the one that runs the tests."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    subprocess.run([sys.executable, *install], check=True)
    # A folder named in a .pth file is searched, but its own .pth files are not read: the checkout, which is
    # installed there as an editable package, stays out of sight.
    own = next((folder / "lib").glob("python*/site-packages"))
    (own / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return python


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)
