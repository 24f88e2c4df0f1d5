"""Django's settings, made from our own `Options`. Nothing else reads the environment."""

from sampai.main.secrets import lasting_secret
from sampai.main.store.place import databases
from sampai.main.web.options import options
from sampai.main.web.providers import providers
from sampai.main.web.wiring import roles, signers

OPTIONS = options()

ROLES = roles
"""What pages are given by the pack: all roles by code."""
SIGNERS = signers
"""Who signs a plan before it is published."""
PROVIDERS = providers
"""Logins of institutions whose word is taken, by code; what the operator's file says."""
API_A_MINUTE = 600
"""Requests that one account may send to the JSON interface in a minute, to each server process."""
SECRET_KEY = lasting_secret(OPTIONS.data / "secret.key")
DEBUG = False
ALLOWED_HOSTS = [*OPTIONS.hosts]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.sessions", "sampai"]
MIDDLEWARE = [
    "sampai.main.web.counts.Counted",
    "sampai.main.web.middleware.Guarded",
    "sampai.main.web.middleware.Straight",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "sampai.main.web.middleware.Spoken",
    "sampai.main.web.middleware.Acting",
    "sampai.main.web.middleware.Told",
]
ROOT_URLCONF = "sampai.main.web.urls"
AUTH_USER_MODEL = "sampai.AccountRow"
DATABASES = databases(url=OPTIONS.database_url, file=OPTIONS.file)
DATABASE_ROUTERS = ["sampai.main.store.router.StoreRouter"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [],
        "OPTIONS": {
            "environment": "sampai.main.web.templates.environment",
            "context_processors": ["sampai.main.web.templates.voice"],
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
APPEND_SLASH = False
LOGIN_URL = "/masuk"
STATIC_URL = "/static/"

# Cookies. The prefix makes browsers refuse them from other hosts and over plain HTTP (ASVS 5.0, 3.3.3).
_PREFIX = "__Host-" if OPTIONS.secure else ""
SESSION_ENGINE = "sampai.main.web.sessions"
SESSION_COOKIE_NAME = f"{_PREFIX}sampai"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.secure
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SECURE_PROXY_SSL_HEADER = None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in OPTIONS.hosts if OPTIONS.secure]
"""Forms of our own pages, also where a proxy in front of the server speaks HTTPS for it."""
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_TEMP_DIR = str(OPTIONS.data)
FILE_UPLOAD_HANDLERS = [
    "sampai.main.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LOGGING_CONFIG = None
