"""A page of ours as PDF, by WeasyPrint where it is installed; the page can fetch nothing while it is printed."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NoReturn

from sijill.errors import ReleaseError, UsageError


def pdf_of(html: str) -> bytes:
    """The page as PDF.

    Raises:
        UsageError: WeasyPrint, or Pango which it needs, is not installed.
        ReleaseError: the page asks for something from elsewhere; a fault of ours.
    """
    try:
        weasyprint: Any = import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: the library is there, Pango is not
        raise UsageError(
            "PDF", f"needs WeasyPrint and Pango: {error}", "pip install 'sijill[pdf]', or print the HTML page"
        ) from error
    printed: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf()
    return printed


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    raise ReleaseError("the report", f"asks for {url[:60]}, and may ask for nothing", "this is a fault of sijill")
