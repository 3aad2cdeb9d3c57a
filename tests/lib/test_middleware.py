"""What holds for every request."""

import pytest
from django.urls import reverse

from registrations.models import Registration

pytestmark = pytest.mark.django_db
CHARSETS = ["utf-7", "rot13", "hex", "utf-16", "latin-1"]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
def test_a_form_in_a_strange_charset_is_read_as_utf_8(client, webinar, kind, charset):
    parts = {"name": "Rosa +2AA- ñ", "email": "rosa@valle.org"}
    multipart = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts.items())
    urlencoded = "name=Rosa %2B2AA- ñ&email=rosa@valle.org"
    body = f"{multipart}--x--\r\n" if kind.startswith("multipart") else urlencoded

    answer = client.generic("POST", webinar.get_absolute_url(), body.encode(), content_type=f"{kind}; charset={charset}")

    assert answer.status_code == 303
    assert Registration.objects.get().name == "Rosa +2AA- ñ"


def test_a_form_with_broken_utf_8_is_read_with_replacement_characters(client, webinar):
    body = b"name=Rosa %ff&email=rosa@valle.org"

    answer = client.generic("POST", webinar.get_absolute_url(), body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 303
    assert Registration.objects.get().name == "Rosa \ufffd"


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_page_that_checks_for_forgery_refuses_a_strange_charset_without_failing(charset, client, site):
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = "a" * 32
    kind = f"application/x-www-form-urlencoded; charset={charset}"

    answer = client.generic("POST", reverse("sign_in"), b"email=rosa@valle.org", content_type=kind)

    assert answer.status_code == 403
