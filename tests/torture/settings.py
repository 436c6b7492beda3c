"""The demo site as it is served to the public; its tables may be made from the models, which takes seconds.

Half a hundred migrations take half a minute. The long run does them, its short form in `make test` does not.
"""

import os

from community.settings.production import *  # noqa: F403 - Django's way to derive settings


class _NoMigrations(dict):
    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        return None


if os.environ.get("TORTURE_FROM_MODELS"):
    MIGRATION_MODULES = _NoMigrations()
