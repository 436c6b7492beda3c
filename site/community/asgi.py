import os

from django.core.asgi import get_asgi_application

from community.timeouts import TIMEOUTS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.production")
os.environ.setdefault("DATABASE_TIMEOUTS", TIMEOUTS)
application = get_asgi_application()
