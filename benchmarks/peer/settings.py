"""Django's settings, as `startproject` writes them for production, less what this one page has no use for."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

_url = urlsplit(os.environ["PEER_DATABASE"])
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": _url.path[1:],
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "init_command": "pragma journal_mode=wal; pragma synchronous=full; pragma mmap_size=268435456;"
        " pragma temp_store=memory",
    },
}
_POSTGRES = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": _url.path[1:],
    "HOST": _url.hostname or "",
    "PORT": _url.port or "",
    "USER": unquote(_url.username or ""),
    "PASSWORD": unquote(_url.password or ""),
}

SECRET_KEY = "only for measuring on this machine"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.peer.views"
WSGI_APPLICATION = "benchmarks.peer.wsgi.application"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.sessions", "benchmarks.peer"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "benchmarks.peer.people.ViewerMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DATABASES = {
    "default": (_POSTGRES if _url.scheme.startswith("postgres") else _SQLITE) | {"CONN_MAX_AGE": None}
}
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parents[2] / "templates"],
        "OPTIONS": {"environment": "benchmarks.peer.pages.environment", "auto_reload": False},
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
LOGGING_CONFIG = None
