"""A printable report on a period and a place: figures with charts, incidents, sources, methods and known gaps.

One HTML page that needs nothing else, in English or Arabic, and the same as PDF. Everything in it comes from public
records.
"""

from sijill.publication.report.printing import pdf_of
from sijill.publication.report.writing import About, html_of

__all__ = ["About", "html_of", "pdf_of"]
