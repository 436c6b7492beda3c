"""For a public site behind a proxy that speaks HTTPS. Needs `SECRET_KEY`, `ALLOWED_HOSTS` and `DATABASE_URL`."""

from community.settings.base import *  # noqa: F403
from community.settings.base import DATABASES, SILENCED_SYSTEM_CHECKS, env

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])
IS_MEDIA_SERVED = False

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # A new connection costs more than the request that asks for it, so each thread keeps its own: processes times
    # threads must stay below PostgreSQL's max_connections. Under ASGI, where threads come and go, asgi.py asks for a
    # pool for each process. One that died while it lay there is found before it is used.
    POOL_SIZE = env.int("DATABASE_POOL_SIZE", default=0)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        # A request waits three seconds for the database, not thirty: then it is told that the database is away.
        connect_timeout=3,
        # Statements that come again keep their plan. Behind a PgBouncer older than 1.21: None.
        prepare_threshold=5,
        # Set by wsgi.py and asgi.py: a worker has to answer, while a command such as verify_ledger may take its time.
        options=env("DATABASE_TIMEOUTS", default=""),
    )
    if POOL_SIZE:
        DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 3}
    else:
        DATABASES["default"]["ENGINE"] = "community.postgresql"
        DATABASES["default"].setdefault("CONN_MAX_AGE", None)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_REFERRER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    *SILENCED_SYSTEM_CHECKS,
    # Whether every subdomain speaks HTTPS is known to whoever owns the domain, who then sets the variable above; and
    # nobody enters a domain into the browsers' own list by an oversight.
    "security.W005",
    "security.W021",
    # Wagtail shows previews in frames of this site, so X_FRAME_OPTIONS cannot be DENY.
    "security.W019",
]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = True
# How many proxies stand in front: allauth's limits for each address need the address of the visitor.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
