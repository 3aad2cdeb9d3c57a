"""Addresses of what remains."""

from django.urls import path, re_path

from recordings.views import citing, organizer, public, recordings, transcripts

_EVENT = r"^events/(?P<slug>[-a-zA-Z0-9_]+)"

urlpatterns = [
    re_path(r"^c/(?P<key>[a-z2-7]{8,80})/$", citing.cited, name="cited"),
    re_path(r"^c/(?P<key>[a-z2-7]{8,80})\.(?P<kind>bib|json|txt)$", citing.cited_file, name="cited_file"),
    re_path(rf"{_EVENT}/cite/$", citing.cite, name="cite"),
    re_path(rf"{_EVENT}/transcript-(?P<pk>\d{{1,18}})\.(?P<kind>vtt|srt|txt)$", public.transcript_file, name="transcript_file"),
    re_path(rf"{_EVENT}/chapters-(?P<pk>\d{{1,18}})\.(?P<kind>vtt|txt)$", public.chapters_file, name="chapters_file"),
    re_path(rf"{_EVENT}/transcript-(?P<pk>\d{{1,18}})/mistake/$", public.mistake, name="mistake"),
    path("desk/events/<slug:slug>/afterwards/", organizer.afterwards, name="afterwards"),
    path("desk/events/<slug:slug>/recordings/", recordings.recordings, name="recordings"),
    path("desk/events/<slug:slug>/recordings/cut/", recordings.cut, name="recording_cut"),
    path("desk/events/<slug:slug>/transcript/", transcripts.transcript, name="transcript"),
    path("desk/events/<slug:slug>/transcript/line/", transcripts.line, name="transcript_line"),
    path("desk/events/<slug:slug>/transcript/speakers/", transcripts.speakers, name="transcript_speakers"),
    path("desk/events/<slug:slug>/transcript/chapters/", transcripts.parts, name="transcript_chapters"),
    path("desk/events/<slug:slug>/transcript/mistakes/", transcripts.decide, name="transcript_mistakes"),
    path("desk/events/<slug:slug>/transcript/remove/", transcripts.remove, name="transcript_remove"),
]
