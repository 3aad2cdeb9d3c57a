"""The page `series`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def series(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "base.html")
