"""The site of a release: plain files that open from a memory stick, in English and Arabic, and ask nobody for anything.

    with Site(folder, about, door, version=…, made=…, licence=…) as site:
        for cleared in …:
            site.add(cleared, change)   # writes the pages of one incident at once
        site.finish(deleted=…)          # writes what needs all of them: lists, map, timeline, search, front page

Every page can be read, printed and followed without JavaScript; scripts add searching and a map that moves. Only what
has gone through the filter gets here (:class:`~sijill.publication.filter.Cleared`), and of each incident no more is
kept than a row of a table needs, so that a hundred thousand of them need no more memory than a laptop has.
"""

from __future__ import annotations

from sijill.publication.site.about import About
from sijill.publication.site.about import load as load_about
from sijill.publication.site.building import Graded, Site

__all__ = ["About", "Graded", "Site", "load_about"]
