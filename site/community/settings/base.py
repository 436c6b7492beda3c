"""Settings of the demonstration site that hold everywhere.

`DATABASE_URL` and `CACHE_URL` choose the database and the cache. Without them the site runs on one SQLite file under
`var/` (`VAR_DIR`), which is enough for one community. Pictures and static files lie there, too.
"""

from pathlib import Path

import django
import environ

from community.settings.sqlite import OPTIONS as SQLITE_OPTIONS

env = environ.Env()

REPO_DIR = Path(__file__).resolve().parents[3]
VAR_DIR = Path(env("VAR_DIR", default=str(REPO_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- the plugin: two apps, and below them what this site adds -------------------------------------------------------

INSTALLED_APPS = [
    "community",
    "home",
    "news",
    "demo",
    "styleguide",
    "points",
    "honor_roll",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "taggit",
    "modelcluster",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "community.csp.ContentSecurityPolicyMiddleware",
    "points.away.DatabaseAwayMiddleware",
    "community.scanners.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "community.scanners.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "community.limits.TooManyTriesMiddleware",
    "community.scanners.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "community.urls"
WSGI_APPLICATION = "community.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [REPO_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'community.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# allauth counts wrong passwords and codes in the cache. One process may keep it in memory; several need CACHE_URL.
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_URL = "/static/"

# --- language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = env("LANGUAGE_CODE", default="zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
# The second says in Chinese what Wagtail's own catalogues still lack, and signing in more kindly than allauth does.
LOCALE_PATHS = [REPO_DIR / "site" / "locale", REPO_DIR / "site" / "overlay_locale"]
# In English the day stands before the month, as it is said in China.
FORMAT_MODULE_PATH = ["community.formats"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- signing in -----------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "points:portal"
# Through the portal, whose worker then drops the card that it kept on this phone.
LOGOUT_REDIRECT_URL = "points:portal"

ACCOUNT_ADAPTER = "community.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "username"}
# Not "phone*": allauth would then turn away every member of the staff who has no phone, right password or not. The
# sign-up form makes it mandatory instead. Without "password1" the login page would lose its password field.
ACCOUNT_SIGNUP_FIELDS = ["phone", "password1"]
# allauth warns that the phone is optional; see above why it is.
SILENCED_SYSTEM_CHECKS = ["account.W001"]
ACCOUNT_FORMS = {
    "login": "community.forms.LoginForm",
    "request_login_code": "community.forms.RequestLoginCodeForm",
    "signup": "community.forms.SignupForm",
    "confirm_login_code": "community.forms.ConfirmLoginCodeForm",
    "verify_phone": "community.forms.VerifyPhoneForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True
# A community often sits behind one address: the limits for each address are wider than allauth's, those for each
# number are not.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "request_login_code": "60/m/ip,3/m/key",
    "login_failed": "60/m/ip,5/300s/key",
    "verify_phone": "60/m/ip,1/30s/key",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}

MFA_ADAPTER = "community.second_factor.MFAAdapter"
MFA_FORMS = {"add_webauthn": "community.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

# Each message costs money; what is beyond these numbers is refused with a page. See community/budget.py.
SMS_A_DAY = env.int("SMS_A_DAY", default=2000)
SMS_A_DAY_FOR_A_NUMBER = env.int("SMS_A_DAY_FOR_A_NUMBER", default=10)
SMS_BACKEND = env("SMS_BACKEND", default="community.sms.ConsoleBackend")

if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# --- the plugin's settings ------------------------------------------------------------------------------------------

# The demo makes the keys when there are none. A real site keeps them where its database is not, and copies elsewhere.
POINTS = {
    "card_key": env("POINTS_CARD_KEY", default=str(VAR_DIR / "card.pem")),
    "seal_key": env("POINTS_SEAL_KEY", default=str(VAR_DIR / "seal.pem")),
    "seal_origin": env("SEAL_ORIGIN", default="hongtutian.example/points"),
}

# --- Wagtail --------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "红土田社区"
# Photographs come from phones: no picture of this site keeps where and by whom it was taken.
WAGTAILIMAGES_IMAGE_FORM_BASE = "points.picture_forms.PictureForm"
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
# Both of these would call foreign hosts from the browser of every editor.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False

# Previews in the admin are frames of this site.
X_FRAME_OPTIONS = "SAMEORIGIN"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
