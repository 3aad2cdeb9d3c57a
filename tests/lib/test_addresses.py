"""Addresses: what is compared, what may be shown, what may be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_service.lib.addresses import fingerprint, masked, normalized


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Rosa@Valley.Example", "rosa@valley.example"),
        ("  rosa@valley.example\n", "rosa@valley.example"),
        ("\uff32osa@valley.example", "rosa@valley.example"),  # a full-width R
        ("jose\u0301@valley.example", "jos\u00e9@valley.example"),  # an accent typed apart
        ("rosa@CAF\u00c9.example", "rosa@xn--caf-dma.example"),
        ("rosa@xn--caf-dma.example", "rosa@xn--caf-dma.example"),
        ('"a@b"@valley.example', '"a@b"@valley.example'),
    ],
    ids=["case", "spaces", "width", "accent", "IDN", "IDN in ASCII", "a quoted @"],
)
def test_spellings_of_one_address_are_equal(written, meant):
    assert normalized(written) == meant
    assert fingerprint(written) == fingerprint(meant)


def test_a_domain_that_idna_refuses_is_left_as_it_is():
    assert normalized(f"rosa@{'é' * 70}.example") == f"rosa@{'é' * 70}.example"


def test_addresses_that_providers_may_tell_apart_stay_apart():
    assert normalized("rosa.v+news@valley.example") != normalized("rosav@valley.example")


@given(st.emails())
def test_an_address_brought_to_its_form_is_in_its_form(address):
    assert normalized(normalized(address)) == normalized(address)


@given(st.from_regex(r"[\w.+-]{2,20}@[\w-]{2,20}\.[a-zé]{2,6}", fullmatch=True))
def test_an_address_of_any_script_brought_to_its_form_is_in_its_form(address):
    assert normalized(normalized(address)) == normalized(address)


def test_what_may_be_shown_is_two_letters_and_the_ending():
    assert masked("rosa@valley.example") == "r•••@v•••.example"


@given(st.from_regex(r"[a-z.]{2,20}@[a-z-]{2,20}\.(org|example)", fullmatch=True))
def test_what_may_be_shown_tells_neither_the_name_nor_the_domain_nor_their_length(address):
    local, domain = address.split("@")

    shown = masked(address)

    assert shown == f"{local[0]}•••@{domain[0]}•••.{domain.rpartition('.')[2]}"


def test_a_fingerprint_cannot_be_worked_out_without_the_key(settings):
    kept = fingerprint("rosa@valley.example")

    settings.SECRET_KEY += ", but of another house"

    assert fingerprint("rosa@valley.example") != kept
    assert "rosa" not in kept


def test_fingerprints_of_two_people_differ():
    assert fingerprint("rosa@valley.example") != fingerprint("rosa@valley.example.org")
