"""Invented reports for the tests of the whole way. All people, groups and outlets in them are invented."""

from pathlib import Path

WIRE = """<!doctype html><html lang="en"><head><title>Radio host shot dead in Mosul</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Radio host shot dead in Mosul", "datePublished": "2021-03-15T18:20:00+03:00",
"publisher": {"@type": "Organization", "name": "Tigris Wire"}}</script></head><body><nav>Home | World</nav><article>
<h1>Radio host shot dead in Mosul</h1>
<p>Gunmen on motorcycles shot dead the journalist Farid al-Nouman outside his home in Mosul on Sunday evening, police said.</p>
<p>Nouman, 41, hosted a radio programme on corruption. Two passers-by were wounded in the attack, according to a medic.</p>
<p>No group claimed responsibility for the killing. Police have opened an investigation into the murder of the host.</p>
</article><footer>All rights reserved</footer></body></html>"""

LOCAL = """Title: Journalist Fareed Al-Noaman assassinated
Published: 2021-03-16
Publisher: Nineveh Courier
Language: en

Journalist Fareed Al-Noaman was assassinated in Mosul on 14 March 2021 by unknown gunmen.

A colleague said three people were wounded when the gunmen opened fire on his car. The journalists' union blamed the Black Banner Brigades, a militia, for the killing. The group denied any involvement.
"""

THREAT = """Title: Lawyer receives death threats in Basra
Published: 2021-04-02
Publisher: Nineveh Courier
Language: en

The lawyer Salma Haddadin received death threats in Basra last week after she filed a complaint against a militia, her office said on Friday.
"""

ARABIC = """Title: اغتيال الصحفي فريد النعمان في الموصل
Published: 2021-03-15
Publisher: بريد نينوى
Language: ar

اغتال مسلحون مجهولون الصحفي فريد النعمان أمام منزله في الموصل مساء الأحد، بحسب الشرطة.
"""


def write_reports(folder: Path) -> Path:
    """Write the four reports into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wire.html").write_text(WIRE, "utf-8")
    (folder / "local.txt").write_text(LOCAL, "utf-8")
    (folder / "threat.txt").write_text(THREAT, "utf-8")
    (folder / "arabic.txt").write_text(ARABIC, "utf-8")
    return folder
