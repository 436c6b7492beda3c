"""The demo as it stands in production, behind a proxy that compresses what Django writes.

gzip of level 6 is nginx's wont for text once it is told to compress; static files WhiteNoise compressed beforehand.
"""

from community.settings.production import *  # noqa: F403
from community.settings.production import MIDDLEWARE

# In the place of the proxy, so outermost.
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
IS_MEDIA_SERVED = True
# The browser comes without a proxy that speaks HTTPS.
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
