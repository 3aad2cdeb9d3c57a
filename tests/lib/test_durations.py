import pytest

from events_service.lib import durations


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("62", 3720),
        ("45,5", 2730),
        ("1h 2m 3s", 3723),
        ("1 hr 2 min", 3720),
        ("58 mins", 3480),
        ("1 hour 2 minutes 5 seconds", 3725),
        ("1 hora 2 minutos", 3720),
        ("20 minutos y 5 segundos", 1205),
        ("1 día 2 h", 93_600),
        ("01:02:03", 3723),
        ("1:02", 3720),
        ("1.02:03:04", 93_784),
        ("PT1H2M", 3720),
        ("35 seg.", 35),
        ("0", 0),
        ("", None),
        ("--", None),
        ("Mexico", None),
        ("PT", None),
        ("9" * 5_000, None),
    ],
)
def test_a_duration_is_read_as_it_is_written(text, seconds):
    assert durations.seconds(text) == seconds


def test_what_a_bare_number_and_two_parts_mean_is_said_by_who_knows():
    assert durations.seconds("90", unit="s") == 90
    assert durations.seconds("32:14", is_hours=False) == 32 * 60 + 14
    assert [durations.has_two_parts(text) for text in ("32:14", "0:32:14", "32")] == [True, False, False]
