"""The project's settings, as the tests want their surroundings: nothing of this machine's own installation counts."""

import os

os.environ["SITE_URL"] = "https://events.example"
os.environ["ALLOWED_HOSTS"] = "*"
os.environ["LOCAL"] = "0"
os.environ.setdefault("SECRET_KEY", "a key for tests alone")
os.environ.setdefault("CELERY_BROKER_URL", "memory://")

from events_service.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True  # or it warns at every start that nothing has been collected
MAIL_CONNECTIONS = 1  # a test's own transaction is seen by its own thread alone
