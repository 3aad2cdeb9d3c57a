"""Which player plays an address."""

import pytest

from recordings.domain import players
from recordings.models import Player

VIDEO = "hK4I3UEKcEs"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.youtube.com/watch?v={VIDEO}",
        f"https://www.youtube.com/watch?list=PL1&v={VIDEO}&t=90s",
        f"https://youtu.be/{VIDEO}?si=abc&t=90",
        f"http://m.youtube.com/watch?v={VIDEO}#t=90",
        f"https://www.youtube.com/embed/{VIDEO}?start=90",
        f"https://www.youtube-nocookie.com/embed/{VIDEO}",
        f"https://youtube.com/shorts/{VIDEO}",
        f"https://www.youtube.com/live/{VIDEO}?feature=share",
        f"  https://youtu.be/{VIDEO}/ ",
    ],
)
def test_youtube_is_recognized_in_every_form_and_kept_in_one(url):
    assert players.recognize(url) == players.Recognized(Player.YOUTUBE, VIDEO, f"https://www.youtube.com/watch?v={VIDEO}")


@pytest.mark.parametrize(
    ("url", "video"),
    [
        ("https://vimeo.com/76979871", "76979871"),
        ("https://www.vimeo.com/76979871#t=90s", "76979871"),
        ("https://vimeo.com/channels/staffpicks/76979871", "76979871"),
        ("https://player.vimeo.com/video/76979871", "76979871"),
        ("https://vimeo.com/76979871/8272103f6e", "76979871/8272103f6e"),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e&t=5", "76979871/8272103f6e"),
        ("https://vimeo.com/76979871?h=<script>", "76979871"),
    ],
)
def test_vimeo_is_recognized_with_the_hash_that_opens_an_unlisted_video(url, video):
    assert players.recognize(url) == players.Recognized(Player.VIMEO, video, f"https://vimeo.com/{video}")


UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
SHORT = "kkGMgK9ZtnKfYAgnEtQxbv"


@pytest.mark.parametrize(
    ("url", "video"),
    [
        (f"https://tube.valley.example/w/{SHORT}?start=90s", SHORT),
        (f"https://tube.valley.example/videos/watch/{UUID}", UUID),
        (f"https://tube.valley.example/videos/embed/{UUID}?autoplay=1", UUID),
    ],
)
def test_peertube_is_recognized_on_any_server(url, video):
    found = players.Recognized(Player.PEERTUBE, f"tube.valley.example/{video}", f"https://tube.valley.example/w/{video}")

    assert players.recognize(url) == found
    assert players.embed_address(found.player, found.video_id) == f"https://tube.valley.example/videos/embed/{video}"


@pytest.mark.parametrize(
    "url", [f"http://tube.valley.example/w/{SHORT}", f"https://a;b.example/w/{SHORT}", "https://valley.example/w/short"]
)
def test_what_is_no_peertube_is_a_page_elsewhere_or_no_address(url):
    try:
        assert players.recognize(url).player == Player.ELSEWHERE
    except players.NoAddress:
        assert ";" in url


@pytest.mark.parametrize(
    "url", ["https://archive.org/details/care_2037.a-b?start=9", "https://www.archive.org/embed/care_2037.a-b/talk.mp4"]
)
def test_the_internet_archive_is_recognized(url):
    found = players.Recognized(Player.ARCHIVE, "care_2037.a-b", "https://archive.org/details/care_2037.a-b")

    assert players.recognize(url) == found
    assert players.frame_origin(found.player, found.video_id) == "https://archive.org"


def test_zoom_plays_on_its_own_page_and_its_time_is_dropped():
    found = players.recognize("https://us02web.zoom.us/rec/share/abcDEF123_456.789?pwd=x.y&startTime=1000")

    assert found == players.Recognized(Player.ELSEWHERE, "", "https://us02web.zoom.us/rec/share/abcDEF123_456.789?pwd=x.y")


@pytest.mark.parametrize("ending", ["mp4", "m4v", "webm", "MP4", "mp3", "ogg", "m4a"])
def test_file_plays_by_itself(ending):
    url = f"https://files.valley.example/talk.{ending}"

    assert players.recognize(f"{url}#t=90") == players.Recognized(Player.FILE, "", url)


@pytest.mark.parametrize(
    "url",
    [
        "https://valley.example/talk",
        "http://files.valley.example/talk.mp4",
        "https://www.youtube.com/@valley",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/playlist?list=PL1",
        "https://youtube.com.evil.example/watch?v=hK4I3UEKcEs",
        "https://vimeo.com/about",
    ],
)
def test_anything_else_is_a_page_elsewhere(url):
    assert players.recognize(url) == players.Recognized(Player.ELSEWHERE, "", url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "talk", "youtu.be/hK4I3UEKcEs", "javascript:alert(1)", "ftp://valley.example/a.mp4", "https://", "http://["),
        *(
            "https://me:secret@valley.example/a.mp4",
            "http://localhost/a.mp4",
            "http://10.0.0.1/a.mp4",
            f"https://valley.example/{'a' * 1_000}",
        ),
    ],
)
def test_what_nobody_can_be_sent_to_is_refused_beside_the_field(url):
    with pytest.raises(players.NoAddress) as refused:
        players.recognize(url)

    assert refused.value.field == "url"


def test_frames_come_from_hosts_that_set_no_cookie():
    assert players.embed_address(Player.YOUTUBE, VIDEO) == f"https://www.youtube-nocookie.com/embed/{VIDEO}"
    assert players.embed_address(Player.VIMEO, "76979871/8272103f6e") == "https://player.vimeo.com/video/76979871?h=8272103f6e"
    assert players.embed_address(Player.VIMEO, "76979871") == "https://player.vimeo.com/video/76979871"
    assert players.embed_address(Player.FILE, "") == ""


def test_sound_is_told_from_video():
    assert players.is_sound("https://files.valley.example/talk.MP3?x=1")
    assert not players.is_sound("https://files.valley.example/talk.mp4")
