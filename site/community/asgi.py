import gc
import os

from django.core.asgi import get_asgi_application

from community.timeouts import TIMEOUTS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.production")
os.environ.setdefault("DATABASE_TIMEOUTS", TIMEOUTS)
os.environ.setdefault("DATABASE_POOL_SIZE", "4")
application = get_asgi_application()
# What is loaded by now stays for good; the collector would look through it again and again.
gc.freeze()
