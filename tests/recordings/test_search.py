"""Finding what was said and written."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events_service.events.domain import speaking
from events_service.events.models import Article, Speaker
from events_service.lib import stemming
from recordings.domain import queries, search, texts, transcribing
from recordings.domain.captions import Spoken
from recordings.domain.search import Filters
from recordings.models import Cue, Entry, Line, Recap
from tests import factories

pytestmark = pytest.mark.django_db
ALL = Filters()


@pytest.fixture
def say(institute, now):
    """Hold an event on a day, record it, and let it say these sentences, ten seconds each."""

    def _say(*sentences, on=date(2037, 10, 1), language="en", published=True, speaker="Rosa", **event):
        when = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
        held = factories.EventFactory(
            host=institute, starts_on=on, ends_on=on, starts_at=when, ends_at=when.replace(hour=19), language=language, **event
        )
        recording = factories.RecordingFactory(event=held, language=language, published_at=now if published else None)
        cues = [Spoken(10_000 * place, 10_000 * place + 9_000, speaker, sentence) for place, sentence in enumerate(sentences)]
        transcribing.replace(recording, cues, language=language, by=None, now=now)
        return recording

    return _say


def said(asked, filters=ALL):
    return [sentence.cue.text for heard in search.newest(queries.read(asked), filters).recordings for sentence in heard.sentences]


def titles(asked, filters=ALL):
    return [written.thing.title for written in texts.find(queries.read(asked), filters).events]


@pytest.mark.parametrize(
    "asked", ["mutual aid", "MUTUAL", "aid mutual", '"mutual aid"', "mutu*", "workers", "worker", "“mutual aid”", "neighbours’"]
)
def test_words_are_found_in_any_form_order_and_case(say, asked):
    say("Mutual aid is what neighbours and workers do.", "Nothing else.")

    assert said(asked) == ["Mutual aid is what neighbours and workers do."]


@pytest.mark.parametrize("asked", ['"aid mutual"', "mutual nothing", "mut", "utual*", '"mutual is"'])
def test_what_is_not_said_in_one_line_is_not_found(say, asked):
    say("Mutual aid is what neighbours and workers do.", "Nothing else.")

    assert said(asked) == []


@pytest.mark.parametrize(
    "asked",
    ["economía", "economia", "ECONOMÍAS", "organizacion", "organizaciones", "organización", "nino", "niños", '"economia solidaria"'],
)
def test_spanish_is_found_with_and_without_accents(say, asked):
    say("La economía solidaria de los niños es una organización.", language="es")

    assert len(said(asked)) == 1


def test_it_is_found_in_whichever_language_it_was_said(say):
    say("Die Arbeiterinnen teilen.", language="de")
    say("经济是我们的。", language="zh", on=date(2037, 9, 1))
    say("Экономика наша.", language="ru", on=date(2037, 8, 1))

    assert said("arbeiterin") == ["Die Arbeiterinnen teilen."]
    assert said("经济") == ["经济是我们的。"]
    assert said("济经") == []
    assert said("экономики") == ["Экономика наша."]


def test_the_newest_stand_first_and_each_recording_from_its_beginning(say):
    say("Bread one.", "Bread two.", on=date(2036, 1, 1))
    say("Bread new.", on=date(2037, 1, 1))
    say("Bread undated.", on=date(2037, 2, 1))
    undated = Line.objects.get(cue__text="Bread undated.").event
    undated.starts_on = undated.starts_at = undated.ends_at = undated.ends_on = None
    undated.precision = "none"
    undated.save()

    assert said("bread") == ["Bread new.", "Bread one.", "Bread two.", "Bread undated."]


def test_an_event_on_another_day_takes_its_lines_along(say):
    old, new = say("Bread old.", on=date(2036, 1, 1)), say("Bread new.", on=date(2037, 1, 1))
    old.event.starts_on = date(2037, 5, 5)
    old.event.save()

    assert said("bread") == ["Bread old.", "Bread new."]
    assert said("bread", Filters(year=2036)) == []
    assert new.lines.count() == old.lines.count() == 1


def test_many_hits_in_one_recording_leave_room_for_the_others(say, django_assert_max_num_queries):
    for year in range(2020, 2033):
        say(*[f"Bread {number}." for number in range(70)], on=date(year, 1, 1))

    with django_assert_max_num_queries(15):
        page = search.newest(queries.read("bread"), ALL)
    rest = search.newest(queries.read("bread"), ALL, below=page.older)

    assert [heard.recording.event.starts_on.year for heard in page.recordings] == list(range(2032, 2022, -1))
    assert [heard.recording.event.starts_on.year for heard in rest.recordings] == [2022, 2021, 2020]
    assert rest.older is None
    assert [sentence.cue.text for sentence in page.recordings[0].sentences] == ["Bread 0.", "Bread 1.", "Bread 2.", "Bread 3."]
    assert page.recordings[0].more


def test_a_recording_that_begins_where_the_look_ends_is_shown_as_any_other(say):
    say(*[f"Bread {number}." for number in range(10)], on=date(2030, 1, 1))
    say(*[f"Bread {number}." for number in range(58)], on=date(2031, 1, 1))

    page = search.newest(queries.read("bread"), ALL)

    assert [(len(heard.sentences), heard.more) for heard in page.recordings] == [(4, True), (4, True)]


def test_by_relevance_what_says_it_most_stands_first(say):
    say("Bread.", "Bread and bread.", on=date(2030, 1, 1))
    say("Once upon a time somebody somewhere may have mentioned bread in passing.", on=date(2037, 1, 1))

    found = search.relevant(queries.read("bread"), ALL)

    assert [heard.recording.event.starts_on.year for heard in found.recordings] == [2030, 2037]
    assert (found.older, found.is_cut) == (None, False)


@pytest.mark.parametrize(
    "hidden", [{"published": False}, {"published_at": None}, {"unlisted": True}, {"cancelled_at": datetime(2037, 9, 1, tzinfo=UTC)}]
)
def test_what_is_not_published_or_listed_is_not_found(say, hidden):
    say("Bread is secret.", title_en="Bread", **hidden)

    assert said("bread") == []
    assert titles("bread") == ([] if "published" not in hidden else ["Bread"])


def test_filters_narrow_it_down(say, institute):
    series = factories.SeriesFactory(host=institute)
    one = say("Bread A.", on=date(2036, 5, 1), series=series)
    say("Bread B.", on=date(2037, 5, 1))
    say("Pan, bread.", on=date(2037, 6, 1), language="es")
    rosa = factories.SpeakerFactory(name="Rosa Valle", organization=institute)
    Cue.objects.filter(transcript__recording=one).update(person=rosa)

    assert said("bread", Filters(series=series)) == ["Bread A."]
    assert said("bread", Filters(year=2037)) == ["Pan, bread.", "Bread B."]
    assert said("bread", Filters(language="es")) == ["Pan, bread."]
    assert said("bread", Filters(speaker=rosa)) == ["Bread A."]


def test_the_index_follows_every_change_of_a_line(say, now):
    recording = say("Bread is here.", "Second.")
    cue = Cue.objects.order_by("position").first()

    transcribing.edit(cue, text="Rice is here.", speaker="Rosa", was="Bread is here.", by=None, now=now)
    assert (said("bread"), said("rice")) == ([], ["Rice is here."])

    cue.refresh_from_db()
    transcribing.split(cue, first="Rice is", second="here now.", second_speaker="", was=cue.text, by=None, now=now)
    assert (said("rice now"), said("now")) == ([], ["here now."])

    cue.refresh_from_db()
    transcribing.merge(cue, was=cue.text, by=None, now=now)
    assert said("rice now") == ["Rice is here now."]

    transcribing.remove(recording.transcripts.get())
    assert said("second") == []
    assert Line.objects.count() == 0


def test_people_articles_series_and_recaps_are_found(say, institute):
    recording = say("Nothing.", title_en="Who cooks")
    factories.AppearanceFactory(event=recording.event, speaker=factories.SpeakerFactory(name="Mireya Castañeda", about="baker"))
    Article.objects.create(organization=institute, title="The bread question", url="https://a.example/")
    factories.SeriesFactory(host=institute, title_en="Bread and roses")
    Recap.objects.create(event=recording.event, text_en="We spoke about **sourdough** at length.", published_at=recording.published_at)

    assert [one.thing.name for one in texts.find(queries.read("castaneda"), ALL).people] == ["Mireya Castañeda"]
    assert [one.thing.name for one in texts.find(queries.read("bakers"), ALL).people] == ["Mireya Castañeda"]
    assert [one.thing.title for one in texts.find(queries.read("bread"), ALL).articles] == ["The bread question"]
    assert [one.thing.title for one in texts.find(queries.read("rose"), ALL).series] == ["Bread and roses"]
    recap = texts.find(queries.read("sourdough"), ALL).events[0]
    assert (recap.thing.title, [piece.text for piece in recap.pieces if piece.is_hit]) == ("Who cooks", ["sourdough"])


def test_who_appears_nowhere_is_not_found(institute):
    factories.SpeakerFactory(name="Mireya Castañeda")

    assert texts.find(queries.read("Mireya"), ALL).people == []


def test_a_renamed_person_is_found_by_the_new_name_alone(say):
    speaker = factories.SpeakerFactory(name="Mireya Castañeda")
    factories.AppearanceFactory(event=say("Nothing.").event, speaker=speaker)
    speaking.rename(speaker, "Ana Luna")

    assert not texts.find(queries.read("Mireya"), ALL)
    assert [one.thing.name for one in texts.find(queries.read("ana luna"), ALL).people] == ["Ana Luna"]


@pytest.mark.parametrize("asked", ["castaneta", "catañeda", "Mirreya"])
def test_one_mistake_in_a_name_is_forgiven(say, asked):
    factories.AppearanceFactory(event=say("Nothing.").event, speaker=factories.SpeakerFactory(name="Mireya Castañeda"))

    found = texts.find(queries.read(asked), ALL)

    assert [one.thing.name for one in found.people] == ["Mireya Castañeda"]
    assert list(found.forgiven) == [asked]


def test_mistakes_are_forgiven_in_names_and_titles_only(say):
    recording = say("Sourdough is alive.", text_en="All of sourdough.")

    assert said("sourdogh") == []
    assert titles("sourdogh") == []
    recording.event.title_en = "Sourdough"
    recording.event.save()
    assert titles("sourdogh") == ["Sourdough"]


def test_hits_are_pieces_and_never_markup(say):
    say("Bread <b>bread</b> & the baker’s breads.")

    [sentence] = search.newest(queries.read("bread"), ALL).recordings[0].sentences

    assert "".join(piece.text for piece in sentence.pieces) == "Bread <b>bread</b> & the baker’s breads."
    assert [piece.text for piece in sentence.pieces if piece.is_hit] == ["Bread", "bread", "breads"]


SYNTAX = ['"', '""', "*", "a*", "(", ")) OR (", "NEAR(a b)", "a AND", "NOT", "-", "a:b", "words:x", "^a", "'", "\\", "%", "!|&<->", "'a':*"]
LETTERS = ["\x00a", "\ud800", "🍞", "مرحبا بالعالم", "\u202eabc", "the of and", "½ ﬁ ß İ ﷺ", "1e5 0x1f 12abc 3.5 -7"]
LONG = ["a" * 10_000, "ab " * 5_000, '"a ' * 900]


@pytest.mark.parametrize("asked", [*SYNTAX, *LETTERS, *LONG])
def test_any_input_is_answered(say, asked):
    say("Bread is here.")
    query = queries.read(asked)

    assert search.newest(query, ALL).recordings == search.relevant(query, ALL).recordings == []
    texts.find(query, ALL)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40))
def test_whatever_is_said_is_found_by_its_own_words(db, text):
    """What one database's idea of a word were to tear apart would not be found."""
    query = queries.read(f'"{text}"')
    words = stemming.stems(query.text.replace('"', " "), "en")
    entry = Entry.objects.create(
        series=factories.SeriesFactory(slug=f"s{Entry.objects.count()}-{abs(hash(text))}"), language="en", words=words
    )

    found = Entry.objects.filter(**queries.matching(query, ["en"])) if query else Entry.objects.none()

    assert (entry in found) == bool(query)


def test_rebuilding_finds_the_same(say, capsys):
    say("Bread is here.")
    Line.objects.all().delete()
    Entry.objects.all().delete()
    assert said("bread") == []

    call_command("rebuild_search")

    assert said("bread") == ["Bread is here."]
    assert titles("economy") == ["Who counts as “the economy”?"]
    assert "1 spoken lines" in capsys.readouterr().out


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL generates the column")
def test_sqlite_has_all_its_triggers():
    """A later migration that rebuilds these tables drops them: repeat `FullText(table)` at its end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'recordings_%' ORDER BY name")
        names = [name for (name,) in cursor.fetchall()]

    assert names == [f"recordings_{table}_{what}" for table in ("entry", "line") for what in ("added", "changed", "removed")]


def test_a_saved_text_that_did_not_change_costs_one_query(institute, django_assert_num_queries):
    speaker = factories.SpeakerFactory(name="Mireya Castañeda")

    with django_assert_num_queries(3):  # read, write, and see that it is what is kept
        Speaker.objects.get(pk=speaker.pk).save()
