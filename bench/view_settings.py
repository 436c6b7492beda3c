"""The demo's production settings, with nothing between the server and the one view of `bench.view`."""

from community.settings.production import *  # noqa: F403 - Django's way to derive settings
from community.settings.production import INSTALLED_APPS

# Without the site around the plugin: allauth does not start without its middleware.
INSTALLED_APPS = [
    app for app in INSTALLED_APPS if app.partition(".")[0] not in {"allauth", "community", "home", "news", "demo"}
]
MIDDLEWARE = []
ROOT_URLCONF = "bench.view"
