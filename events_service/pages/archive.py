"""The page `archive`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def archive(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")
