"""Fail when a Spanish sentence is missing, fuzzy or short of a plural form, or when the compiled file is not of this source."""

import sys
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent.parent / "locale/es/LC_MESSAGES"


def faults() -> list[str]:
    source, compiled = polib.pofile(str(FOLDER / "django.po")), polib.mofile(str(FOLDER / "django.mo"))
    found = [f"untranslated: {entry.msgid}" for entry in source.untranslated_entries()]
    found += [f"fuzzy: {entry.msgid}" for entry in source.fuzzy_entries()]
    plural = (entry for entry in source if entry.msgid_plural)
    found += [f"needs three plural forms: {entry.msgid}" for entry in plural if [*map(bool, entry.msgstr_plural.values())] != [True] * 3]
    words = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in source.translated_entries()}
    if words != {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled if e.msgid}:
        found.append("django.mo is not compiled from this django.po: make messages")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or 0)
