"""What a person means by the id, or the beginning of one, that they type."""

from __future__ import annotations

from pathlib import PurePath

from sijill.errors import NotFoundError
from sijill.incidents import regrouping
from sijill.register import Register
from sijill.types import Anchor, Decision, Incident, MentionKey, Value


def incident_of(register: Register, words: str) -> Incident:
    """The incident that an id, an alias or the beginning of either means. Raises NotFoundError."""
    return register.incident(words)


def side_of(register: Register, words: str) -> regrouping.Side:
    """The mention or the incident that is meant. Raises NotFoundError."""
    return find_mention(register, words) if _names_mention(words) else incident_of(register, words)


def _names_mention(words: str) -> bool:
    return "/" in words or words.startswith("s_")


def find_mention(register: Register, words: str, incident: Incident | None = None) -> MentionKey:
    """The mention that somebody means.

    Args:
        register: where it is.
        words: the beginning of the text's id, a slash and the mention's own id ("3fa9c2/i412"); the id of a statement
            of it, or the beginning of one; within an incident also the file name or address of the only report that
            has one mention of it.
        incident: look in this one only.

    Raises:
        NotFoundError: none, or several.
    """
    advice = f"`sijill decide mentions {incident.id if incident else 'INCIDENT'}` lists them"
    if words.startswith("s_"):
        stated = register.statement(words)
        return MentionKey(stated.text, stated.statement.subject.mention)
    text, _, mention = words.rpartition("/")
    keys = incident.mentions if incident else register.mentions_of(text)
    found = [key for key in keys if text and key.mention == mention and key.text.startswith(text)]
    if not found and incident:
        found = [
            account.key
            for account in register.dossier(incident.id).mentions
            if words in (account.source.text.uri, PurePath(account.source.text.uri).name)
        ]
    if len(found) != 1:
        where = f" in {incident.id}" if incident else ""
        raise NotFoundError(words, f"{len(found) or 'no'} mentions are called so{where}", advice)
    return found[0]


def find_statement(register: Register, prefix: str) -> tuple[Anchor, Value, None]:
    """The anchor and value of the statement whose id begins so.

    Raises:
        NotFoundError: none, or several.
    """
    try:
        stated = register.statement(prefix)
    except NotFoundError as error:
        raise NotFoundError(prefix, error.problem, "`sijill show INCIDENT` prints their ids") from None
    said = stated.statement
    anchor = Anchor(stated.text, said.subject.mention, said.subject.role, said.subject.item, said.field, said.spans)
    return anchor, said.value, None


def find_incident(register: Register, prefix: str, *, party: str | None = None) -> tuple[Anchor, None, None]:
    """The anchor of the incident whose id begins so, or of a party in it.

    Raises:
        NotFoundError: no such incident, or nobody of that name in it.
    """
    dossier = register.dossier(prefix)
    if party is None:
        first = dossier.mentions[0]
        return Anchor(first.source.text.id, first.mention.id, incident=dossier.incident.id), None, None
    for account in dossier.mentions:
        for s in account.mention.statements:
            if (
                s.field in {"name", "description"}
                and isinstance(s.value, str)
                and s.value.casefold() == party.casefold()
            ):
                anchor = Anchor(account.source.text.id, account.mention.id, s.subject.role, s.subject.item)
                return anchor, None, None
    names = sorted({str(s.value) for a in dossier.mentions for s in a.mention.statements if s.field == "name"})
    raise NotFoundError(party, f"nobody is called so in {dossier.incident.id}", f"there are: {'; '.join(names)}")


def find_decision(register: Register, prefix: str) -> Decision:
    """The decision whose id begins so. Raises NotFoundError for none or several."""
    try:
        return register.decision(prefix)
    except NotFoundError as error:
        raise NotFoundError(prefix, error.problem, "`sijill show INCIDENT` prints their ids") from None
