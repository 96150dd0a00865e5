"""Sites of invented people, for the tests of their pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from publication.dossiers import WHEN, Story, dossier, holds
from sijill.publication.filter import Filter
from sijill.publication.site import About, Site
from sijill.types import Count, Dossier, Seal

#: a report that blames a group and an individual, who denies it
ACCUSED = """Title: Broadcaster's office bombed in Basra
Published: 2021-02-11
Publisher: Shatt Herald
Language: en

A bomb exploded at the office of the Shatt Herald in Basra on 10 February 2021, killing two guards and wounding five people.

The journalists' union blamed the Black Banner Brigades for the bombing. The Black Banner Brigades denied any involvement.
"""


def disputed() -> Dossier:
    """A bombing of which two figures are told, one of them in Arabic."""
    story = Story("Four died, says one; six died, says another. قُتل ستة أشخاص.", id="t5", title="أنباء", language="ar")
    four, six = story.say("killed", Count(4, 4), "Four died"), story.say("killed", Count(6, None), "قُتل ستة أشخاص")
    kind = story.say("type", "bombing", "died")
    values = [holds("type", "bombing", kind), holds("killed", Count(4, 4), four, against=[six], rule="lowest_reported")]
    return dossier([story], values, id="i-2")


def small(id: str, date: str = "", **more: Any) -> Dossier:
    """An attack of which little is told."""
    story = Story(f"Shots {date} in Port Selin, says bulletin {id}.", id=f"t-{id}", uri=f"https://wire.example/{id}")
    values = [holds("type", "killing", story.say("type", "killing", "Shots"))]
    values += [holds("date", date, story.say("date", date, date))] if date else []
    return dossier([story], values, id=id, **more)


def site_of(
    folder: Path, *dossiers: Dossier, seals: tuple[Seal, ...] = (), about: About | None = None, version: str = "1",
    **more: Any,
) -> dict[str, str]:  # fmt: skip
    """The pages of a site of some dossiers: address -> what is in it. *more* goes to the site and to its end."""
    folder.mkdir(parents=True, exist_ok=True)
    door = Filter(seals, audience="public")
    ending = {key: more.pop(key) for key in ("deleted", "files") if key in more}
    change: Callable[[str], Any] = more.pop("change", lambda _: None)
    with Site(folder, about or About(), door, version=version, made=WHEN, licence="CC0-1.0", **more) as site:
        for dossier in dossiers:
            cleared = door.clear(dossier)
            if cleared is not None:
                site.add(cleared, change(dossier.incident.id))
        site.finish(**ending)
    return pages_of(folder)


def pages_of(folder: Path) -> dict[str, str]:
    """What stands in a folder."""
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in sorted(folder.rglob("*")) if p.is_file()}


def words_of(page: str) -> str:
    """What a reader sees of a page, without the frame that all pages have."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0].split(">", 1)[1]
    return " ".join(re.sub("<[^>]*>", " ", main).split())
