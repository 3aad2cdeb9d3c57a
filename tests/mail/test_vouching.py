"""What DNS says of a sender's domain, asked of a real name server."""

import pytest

from events_service.mail.domain import providers, vouching
from events_service.mail.domain.providers import Provider
from events_service.mail.domain.vouching import Mark, Unanswered
from tests.mail.nameserver import answering

DOMAIN = "valley.example"
RELAY = Provider("Relay", hosts=("relay.example",), spf="spf.relay.example", selectors=("one", "two"))
KEY = '"v=DKIM1; k=rsa; p=MIGfMA0G"'


@pytest.fixture
def names(monkeypatch):
    """A domain where everything is as it should be."""
    with answering(monkeypatch) as server:
        server.has(
            DOMAIN,
            SOA="ns. root. 1 1 1 1 1",
            TXT=['"google-site-verification=x"', '"v=spf1 include:spf.relay.example ~all"'],
            MX="10 mx.valley.example.",
        )
        server.has(f"one._domainkey.{DOMAIN}", TXT=KEY)
        server.has(f"_dmarc.{DOMAIN}", TXT='"v=DMARC1; p=quarantine"')
        yield server


def standing(what, *, domain=DOMAIN, provider=RELAY, selectors=()):
    [found] = [standing for standing in vouching.of(domain, provider, selectors=selectors) if standing.what == what]
    return found


def spf(names, *records):
    names.has(DOMAIN, TXT=[f'"{record}"' for record in records])
    return standing("SPF")


def test_a_domain_that_says_everything_lacks_nothing(names):
    found = vouching.of(DOMAIN, RELAY)

    assert [(each.what, each.mark, each.record) for each in found] == [
        ("SPF", Mark.RIGHT, ""),
        ("DKIM", Mark.RIGHT, ""),
        ("DMARC", Mark.RIGHT, ""),
        ("replies", Mark.RIGHT, ""),
    ]


def test_a_domain_without_spf_is_told_the_record(names):
    assert spf(names, "something else").record == 'valley.example  TXT  "v=spf1 include:spf.relay.example ~all"'


def test_a_record_that_leaves_the_service_out_is_told_amended(names):
    found = spf(names, "v=spf1 mx include:elsewhere.example -all")

    assert found.record == 'valley.example  TXT  "v=spf1 include:spf.relay.example mx include:elsewhere.example -all"'


@pytest.mark.parametrize("first", ["include:_spf.valley.example ~all", "redirect=_spf.valley.example"])
def test_a_service_that_is_included_by_what_is_included_is_allowed(names, first):
    names.has("_spf.valley.example", TXT='"v=spf1 include:spf.relay.example ~all"')

    assert spf(names, f"v=spf1 {first}").mark == Mark.RIGHT


def test_records_that_include_each_other_come_to_an_end(names):
    names.has("_spf.valley.example", TXT='"v=spf1 include:valley.example ~all"')

    assert spf(names, "v=spf1 include:_spf.valley.example include:%{d}.valley.example ~all").mark == Mark.MISSING


@pytest.mark.parametrize(("steps", "mark"), [(8, Mark.RIGHT), (9, Mark.MISSING)])
def test_a_service_that_is_more_than_ten_lookups_away_is_not_allowed(names, steps, mark):
    for step in range(steps):
        names.has(f"s{step}.valley.example", TXT=f'"v=spf1 include:s{step + 1}.valley.example ~all"')
    names.has(f"s{steps}.valley.example", TXT='"v=spf1 include:spf.relay.example ~all"')

    assert spf(names, "v=spf1 include:s0.valley.example ~all").mark == mark


def test_of_several_spf_records_none_counts(names):
    found = spf(names, "v=spf1 include:spf.relay.example ~all", "v=spf1 mx ~all")

    assert (found.mark, found.sentence) == (
        Mark.MISSING,
        "There are several SPF records, which counts as an error (RFC 7208, 4.5). Make one of them.",
    )


def test_spf_is_not_asked_of_the_sender_where_the_service_takes_bounces_itself(names):
    names.has(DOMAIN, TXT='"none"')

    assert standing("SPF", provider=Provider("Relay", takes_bounces=True)).mark == Mark.RIGHT


def test_whether_a_record_allows_a_server_nobody_knows_is_left_to_the_reader(names):
    assert standing("SPF", provider=Provider("mail.valley.example", hosts=("mail.valley.example",))).mark == Mark.UNKNOWN


def test_a_server_nobody_knows_is_allowed_by_its_name(names):
    names.has(DOMAIN, TXT='"none"')

    found = standing("SPF", provider=Provider("mail.valley.example", hosts=("mail.valley.example",)))

    assert found.record == 'valley.example  TXT  "v=spf1 a:mail.valley.example ~all"'


def test_a_key_in_pieces_is_a_key(names):
    names.has(f"one._domainkey.{DOMAIN}", TXT='"v=DKIM1; k=rsa; " "p=MIGf" "MA0G"')

    assert standing("DKIM").sentence == "There is a key under one."


def test_a_key_that_was_revoked_is_none(names):
    names.has(f"one._domainkey.{DOMAIN}", TXT='"v=DKIM1; p="')

    found = standing("DKIM")

    assert (found.mark, found.record) == (Mark.MISSING, "one._domainkey.valley.example  as Relay shows it")


def test_a_selector_of_the_domains_own_is_asked_for_by_name(names):
    names.has(f"20371124pm._domainkey.{DOMAIN}", TXT=KEY)
    postmark = Provider("Postmark", takes_bounces=True)

    without, with_it = standing("DKIM", provider=postmark), standing("DKIM", provider=postmark, selectors=["20371124pm"])

    assert (without.mark, with_it.mark) == (Mark.UNKNOWN, Mark.RIGHT)
    assert without.sentence == "Postmark gives each domain a selector of its own. Look it up there and ask again with --selector NAME."


@pytest.mark.parametrize(
    ("record", "policy"),
    [
        ("v=DMARC1; p=none; rua=mailto:x@valley.example", "The policy is none."),
        ("v=DMARC1;p=Reject;sp=none", "The policy is reject."),
        ("v=DMARC1", "The policy is none."),
    ],
)
def test_the_policy_of_dmarc_is_read(names, record, policy):
    names.has(f"_dmarc.{DOMAIN}", TXT=f'"{record}"')

    found = standing("DMARC")

    assert (found.mark, found.sentence.startswith(policy)) == (Mark.RIGHT, True)


def test_a_domain_without_dmarc_is_told_the_record(names):
    del names.names[f"_dmarc.{DOMAIN}"]

    found = standing("DMARC")

    assert (found.mark, found.record) == (
        Mark.MISSING,
        '_dmarc.valley.example  TXT  "v=DMARC1; p=none; rua=mailto:postmaster@valley.example"',
    )


def test_a_subdomain_has_its_parents_policy_for_subdomains(names):
    names.has("mail.valley.example", TXT='"none"')
    names.has(f"_dmarc.{DOMAIN}", TXT='"v=DMARC1; p=none; sp=reject"')

    assert standing("DMARC", domain="mail.valley.example").sentence.startswith("The policy is reject.")


def test_of_several_dmarc_records_none_counts(names):
    names.has(f"_dmarc.{DOMAIN}", TXT=['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'])

    assert standing("DMARC").mark == Mark.MISSING


@pytest.mark.parametrize(
    ("records", "mark"),
    [({"MX": "10 mx.valley.example."}, Mark.RIGHT), ({"A": "192.0.2.1"}, Mark.UNKNOWN), ({"MX": "0 ."}, Mark.MISSING), ({}, Mark.MISSING)],
)
def test_replies_need_somebody_who_takes_them(names, records, mark):
    names.has(DOMAIN, **records)

    assert standing("replies").mark == mark


def test_a_domain_that_does_not_exist_is_said_to_be_misspelled(names):
    [found] = vouching.of("vallley.example", RELAY)

    assert found.sentence == "There is no domain vallley.example. Is it spelled as it should be?"


def test_nobody_can_vouch_for_an_address_at_everybodys_domain(names):
    [found] = vouching.of("gmail.com", RELAY)

    assert (found.what, found.mark) == ("domain", Mark.MISSING)


def test_whose_domain_it_is_may_send_from_it(names):
    names.has("gmail.com", TXT='"v=spf1 redirect=_spf.google.com"', MX="5 mx.example.")

    assert standing("SPF", domain="gmail.com", provider=Provider("Google", hosts=("gmail.com",), spf="_spf.google.com")).mark == Mark.RIGHT


def test_a_resolver_that_knows_nothing_at_all_is_no_answer(names):
    names.names.clear()

    with pytest.raises(Unanswered):
        vouching.of(DOMAIN, RELAY)


def test_a_resolver_that_is_silent_is_no_answer(names, monkeypatch):
    monkeypatch.setattr(vouching, "SECONDS", 0.2)
    names.is_silent = True

    with pytest.raises(Unanswered):
        vouching.of(DOMAIN, RELAY)


@pytest.mark.parametrize(
    ("backend", "host", "name"),
    [
        ("anymail.backends.resend.EmailBackend", "", "Resend"),
        ("anymail.backends.test.EmailBackend", "", "test"),
        ("django.core.mail.backends.smtp.EmailBackend", "email-smtp.eu-west-1.amazonaws.com", "Amazon SES"),
        ("django.core.mail.backends.smtp.EmailBackend", "SMTP.Gmail.com", "Google"),
        ("django.core.mail.backends.smtp.EmailBackend", "notgmail.com", "notgmail.com"),
    ],
)
def test_the_mail_service_is_known_by_the_settings(settings, backend, host, name):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = backend, host

    assert providers.in_use().name == name


def test_mail_that_stays_on_this_machine_has_no_service(settings):
    settings.EMAIL_BACKEND = "events_service.mail.adapters.EmlFolder"

    assert providers.in_use() is None
