"""The page `event`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def event(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "base.html")
