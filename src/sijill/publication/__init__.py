"""Incidents → Release: the one filter, the formats, the checks, the site.

Nothing leaves the register except through :class:`sijill.publication.filter.Filter`; whatever writes something out
takes what the filter has cleared and nothing else.
"""
