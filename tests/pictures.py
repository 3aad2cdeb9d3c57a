"""Files as people choose them, and as people with other plans do."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def drawn(kind="PNG", size=(1_000, 600), mode="RGB", colour="red", **options):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def upload(content=None, name="cover.png"):
    return SimpleUploadedFile(name, drawn() if content is None else content, content_type="image/png")


def with_exif(orientation=6, size=(1_000, 600)):
    """A photo as a phone writes it: turned, with maker, place and a note."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Secret Camera"
    exif.get_ifd(0x8825)[2] = (41.0, 24.0, 12.0)
    return drawn("JPEG", size=size, exif=exif, comment=b"Secret note")


def polyglot():
    """A GIF that is a script too, and a page, for whoever would read it so."""
    return drawn("GIF", size=(600, 400), mode="P", colour=1, comment=b"*/=1;alert('Secret')//<script>alert('Secret')</script>")
