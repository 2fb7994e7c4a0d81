"""Settings, from the environment only. Every variable read here is in the table of docs/configuration.md (tested)."""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
import fontpkg_inter
import pghistory
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kam.logs import hide_secrets

django_stubs_ext.monkeypatch()  # lets ModelForm[Client] and Paginator[Client] be written

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_KEY = "only-for-a-machine-of-your-own"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default=LOCAL_KEY)
if SECRET_KEY == LOCAL_KEY and not DEBUG:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text of your own (or DEBUG=1 on your own machine).")

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
_SECURE = SITE_URL.startswith("https://")
_HOST = SITE_URL.split("://", 1)[-1].split(":")[0].split("/")[0]
ALLOWED_HOSTS = [_HOST, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

# --- Applications -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "performance",
    "growth",
    "planning",
    "relationships",
    "accounts",
    "kam",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "lucide",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "kam.middleware.TrustedProxies",
    "kam.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kam.middleware.LoginRequired",
    "kam.middleware.Personal",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "kam.middleware.History",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "kam.urls"
WSGI_APPLICATION = "kam.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kam.web.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_htmx.templatetags.django_htmx",
                "template_partials.templatetags.partials",
                "kam.templatetags.kam_numbers",
                "kam.templatetags.kam_ui",
                "kam.templatetags.kam_pages",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------------

DATABASES: dict[str, Any] = {"default": env.db_url("DATABASE_URL", default="postgres://kam@127.0.0.1:5432/kam")}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
# libpq writes the folder of a socket as postgresql://kam@/kam?host=/folder: for Django it is a host like any other.
DATABASES["default"]["HOST"] = DATABASES["default"].get("OPTIONS", {}).pop("host", DATABASES["default"]["HOST"])

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        "KEY_PREFIX": "kam",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a broker that is down must not sign people out

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / ".data" / "media")))
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()  # who and what caused a change, kept in the history row itself
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# --- Jobs -------------------------------------------------------------------------------------------------------------

CELERY = {
    "broker_url": REDIS_URL,
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "task_ignore_result": True,
    "task_soft_time_limit": 240,
    "task_time_limit": 300,
    "task_serializer": "json",
    "accept_content": ["json"],
    "worker_prefetch_multiplier": 1,
    "worker_soft_shutdown_timeout": 25,
    "worker_hijack_root_logger": False,
    "broker_connection_retry_on_startup": True,
    "broker_transport_options": {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "health_check_interval": 25,
    },
}

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "kam.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ["email", "name"]},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
ACCOUNT_ADAPTER = "kam.signin.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "kam.signin.display_name"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people are invited by an administrator, who vouches for the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail: there is nothing to sign up for
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/m/ip,5/m/key", "reset_password": "5/m/ip,5/m/key"}
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/login/"

# --- Web --------------------------------------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "kam-session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "kam-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = False  # the proxy in front redirects; a redirect here would loop behind it
# Other hosts of the same domain, and the browsers' preload list, are not this product's to decide about.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would send "Origin: null", which the CSRF check refuses
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "kam.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
FORM_RENDERER = "kam.forms.Renderer"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [("fonts", Path(fontpkg_inter.__file__).parent / "files")]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Language, time and money -----------------------------------------------------------------------------------------

LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
LANGUAGES = [("en", _("English")), ("pt-pt", _("Portuguese"))]
LOCALE_PATHS = [BASE_DIR / "kam" / "locale"]
FORMAT_MODULE_PATH = ["kam.formats"]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Lisbon")
USE_TZ = True
DEFAULT_CURRENCY = env.str("DEFAULT_CURRENCY", default="EUR")

# --- Mail -------------------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25"))
EMAIL_TIMEOUT = 10  # seconds; a mail server that hangs must not hang whoever waits for a code
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"KAM <kam@{_HOST}>")
INBOX_URL = env.str("INBOX_URL", default="")
INBOX_ADDRESS = env.str("INBOX_ADDRESS", default="")
INBOX_TRUSTS = env.str("INBOX_TRUSTS", default="")

# --- API --------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["kam.tokens.TokenAuthentication", "kam.tokens.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kam.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "kam.schema.AutoSchema",
    "EXCEPTION_HANDLER": "kam.problems.handle",
    "NON_FIELD_ERRORS_KEY": "__all__",
    "LIST_SERIALIZER_ERRORS_AS_DICT": True,
    "URL_FORMAT_OVERRIDE": None,  # there is JSON only, so `?format=` is as unknown as any other parameter
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "KAM",
    "VERSION": "1",
    "DESCRIPTION": "Key account management: clients, people, interactions, objectives, progress and reviews.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "TAGS": [
        {"name": "clients", "description": "Clients and the people in their books"},
        {"name": "relationships", "description": "Conversations"},
        {"name": "planning", "description": "Objectives, progress and actions"},
        {"name": "performance", "description": "What the reviews found"},
        {"name": "workspace", "description": "People, teams and everything that happened"},
    ],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_SUFFIX": "",
    "ENUM_NAME_OVERRIDES": {
        "Status": "kam.status.Status",
        "Process": "kam.processes.Process",
        "ActionStatus": "planning.models.Action.Status",
        "ObjectiveStatus": "planning.models.Objective.Status",
        "ObjectiveKind": "planning.models.Objective.Kind",
        "AgreementState": "planning.models.AgreementState",
        "InteractionKind": "relationships.models.Interaction.Kind",
        "AcquaintanceLevel": "relationships.models.Acquaintance.Level",
        "IssueStatus": "accounts.models.issue.Status",
        "NeedStatus": "relationships.models.Need.Status",
        "DisputeOutcome": "accounts.models.Dispute.Outcome",
        "ObjectiveOutcome": "planning.models.Objective.Outcome",
        "MailStatus": "relationships.models.Mail.Status",
        "MailRoute": "relationships.models.Mail.Route",
    },
}

# --- Operations -------------------------------------------------------------------------------------------------------

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
            if DEBUG
            else structlog.processors.JSONRenderer(),
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                hide_secrets,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO" if not DEBUG else "WARNING"},
    "loggers": {"django.server": {"level": "WARNING"}},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        hide_secrets,
        structlog.processors.UnicodeDecoder(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
