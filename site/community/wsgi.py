import gc
import os

from django.core.wsgi import get_wsgi_application

from community.timeouts import TIMEOUTS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings.production")
os.environ.setdefault("DATABASE_TIMEOUTS", TIMEOUTS)
application = get_wsgi_application()
# What is loaded by now stays for good; the collector would look through it again and again.
gc.freeze()
