"""For `make demo` and for work on the site: everything on this machine, nothing secret."""

from community.settings.base import *  # noqa: F403
from community.settings.base import env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="only for the demonstration site on this machine")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
IS_MEDIA_SERVED = True
# On this machine passkeys are tried over http, at http://localhost: a browser makes none for a bare address.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# The demo answers like a real site, 404 page included; whitenoise reads the files where they lie.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# What `serve_https` gives to phones before anything else: the certificate that they may trust.
WHITENOISE_ROOT = env("HTTPS_PUBLIC", default=None)
WHITENOISE_MIMETYPES = {".crt": "application/x-x509-ca-cert"}
