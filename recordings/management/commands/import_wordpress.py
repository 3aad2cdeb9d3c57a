"""Bring past events and articles in from a page of WordPress."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events_service.lib.errors import DomainError
from recordings.domain import importing
from recordings.domain.findings import Findings, FoundArticle, FoundEvent
from recordings.domain.importing import Brought


class Command(BaseCommand):
    help = "Bring in past events, as drafts with their recording and recap, and articles. Doing it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", help="a file, or the http(s) address of a page, a post, or its REST JSON")
        parser.add_argument("--organization", required=True, metavar="SLUG", help="who hosted the events")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and write nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print what was found as JSON")

    def handle(self, *args: Any, source: str, organization: str, dry_run: bool, as_json: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            host = importing.organization_at(organization)
            findings = importing.look(source, now=now)
            brought = Brought() if dry_run else importing.bring_in(findings, organization=host, now=now)
        except DomainError as error:
            if as_json:
                self._print_json(Findings(), error=str(error.sentence))
            raise CommandError(str(error.sentence)) from error
        if as_json:
            self._print_json(findings)
        else:
            self._tell(findings, brought, is_dry=dry_run)

    def _print_json(self, findings: Findings, *, error: str | None = None) -> None:
        events = [_event(event) for event in findings.events]
        articles = [_article(article) for article in findings.articles]
        self.stdout.write(json.dumps({"events": events, "articles": articles, "error": error}, ensure_ascii=False, indent=2))

    def _tell(self, findings: Findings, brought: Brought, *, is_dry: bool) -> None:
        for event in findings.events:
            fate = self._fate(event in brought.known_events, is_dry)
            self.stdout.write(f"{fate}: {event.title} ({event.date.iso if event.date else 'date not recorded'})")
            for link in event.links:
                self.stdout.write(f"    {link.kind}: {link.url}")
        for article in findings.articles:
            fate = self._fate(article in brought.known_articles, is_dry)
            about = ", ".join(part for part in (*article.authors, article.outlet, article.date.iso if article.date else "") if part)
            self.stdout.write(f"{fate}: {article.title} ({about or 'no date'})")
            self.stdout.write(f"    article: {article.url}")
        self.stdout.write(self._sum(findings, brought, is_dry=is_dry))

    def _fate(self, is_known: bool, is_dry: bool) -> str:
        return "Found" if is_dry else "Already here" if is_known else "Made"

    def _sum(self, findings: Findings, brought: Brought, *, is_dry: bool) -> str:
        if not (findings.events or findings.articles):
            return "Nothing found: the page has no heading for past events or articles, and is not itself an event."
        if is_dry:
            return f"Events: {len(findings.events)}. Articles: {len(findings.articles)}. This was a dry run: nothing was written."
        return (
            f"Events: {len(brought.events)} made as drafts, {len(brought.known_events)} already here. "
            f"Articles: {len(brought.articles)} made, {len(brought.known_articles)} already here."
        )


def _event(event: FoundEvent) -> dict[str, object]:
    return {
        "title": event.title,
        "date": event.date.iso if event.date else None,
        "links": [{"url": link.url, "kind": link.kind} for link in event.links],
    }


def _article(article: FoundArticle) -> dict[str, object]:
    return {
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "date": article.date.iso if article.date else None,
        "authors": list(article.authors),
    }
