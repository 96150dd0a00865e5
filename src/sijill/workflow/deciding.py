"""A person's decision: foreseen, taken, undone, replayed, and what it changes worked out anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from sijill.errors import DecisionError, Failure, UsageError
from sijill.incidents import foreseeing, growing, identity, regrouping, selecting
from sijill.register import Delta, LinkView, Pending, Register
from sijill.settings import Settings, load
from sijill.types import Decision, Incident, MentionKey
from sijill.workflow.carding import Carder
from sijill.workflow.finding import find_decision, find_mention, incident_of, side_of
from sijill.workflow.linking import Linkage, derive_linkage, link, link_new, save
from sijill.workflow.renewing import renew_actors
from sijill.workflow.updating import linked_with, small, work_out

#: stands for the id of a decision that is not taken yet; sorts after all ids, as it is the last one
PROVISIONAL = "~"


def decide(register: Register, decision: Decision, *, settings: Settings | None = None) -> Decision:
    """Append one decision and work out anew what holds. Returns it with its id.

    Raises:
        DecisionError: it lacks something, is undone already, or is about the grouping and another decision stands
            against it.
        NotFoundError: it names what is not there.
    """
    settings = settings or load()
    undone = _undone(register, decision)
    if not _about_grouping(register, decision):
        kept = register.decide(_with_its_texts(register, decision))
        link_new(register, by=decision.by, settings=settings)
        return kept
    foreseen, linkage = _foreseen(register, decision, settings)
    if not isinstance(linkage, Linkage):
        kept = register.decide(foreseen.decision)
        _save_foreseen(register, kept, linkage, settings)
        return kept
    previous = _previous(register, settings, undone)
    latest = all(other.at < decision.at for other in register.decisions())
    upto = register.head()[0]
    kept = register.decide(foreseen.decision)
    if latest:  # what was foreseen is what has come
        save(register, linkage, settings, by=decision.by, upto=upto + 1)
    else:
        link(register, by=decision.by, settings=settings, previous=previous)
    return kept


def _with_its_texts(register: Register, decision: Decision) -> Decision:
    """A decision to publish tells of which texts the incident consists: whom only later ones name is not meant."""
    if decision.kind != "publish" or not decision.anchor.incident or decision.before is not None:
        return decision
    incident = incident_of(register, decision.anchor.incident)
    return replace(decision, before=" ".join(sorted({key.text for key in incident.mentions})))


def foresee(register: Register, decision: Decision, *, settings: Settings | None = None) -> foreseeing.Foreseen:
    """What a decision would change; writes nothing.

    Returns:
        The decision, one about the grouping with the incidents that it changes as they are now in ``before``; the
        incidents that would be grouped otherwise; the values that would stand otherwise.

    Raises:
        DecisionError: it could not be taken.
    """
    return _foreseen(register, decision, settings or load())[0]


def _save_foreseen(register: Register, kept: Decision, delta: Delta, settings: Settings) -> None:
    """Make what was foreseen of a decision that of the register, where nothing else was entered meanwhile."""
    pending = delta.pending
    upto = register.head()[0]
    if upto == pending.upto + 1:
        came = replace(delta, pending=replace(pending, upto=upto, decisions=(kept,)))
        version = linked_with(settings)
        if register.links.save(came, by=kept.by, linked_with=version, carding=Carder.of(register)) is not None:
            renew_actors(register, by=kept.by)
            return
    link_new(register, by=kept.by, settings=settings)


def _foreseen(
    register: Register, decision: Decision, settings: Settings
) -> tuple[foreseeing.Foreseen, Linkage | Delta]:
    """What a decision would change, and how the linkage would differ; where that cannot be told from what the decision
    reaches alone, all of the linkage."""
    undone = _undone(register, decision)
    if undone is not None:
        decision = replace(decision, undoes=undone.id)
    with register.links.view() as view:
        pending = view.pending()
        if small(pending, view, linked_with(settings)) and not pending.anything:
            return _foreseen_near(register, view, pending, decision, settings)
    now = _linkage(register, settings)
    if regrouping.regroups(decision):
        decision = replace(decision, before=regrouping.write_incidents(_touched(now.incidents, decision)))
    taken = replace(decision, id=PROVISIONAL)
    then = derive_linkage(register, settings, _previous(register, settings, undone), (taken,))
    if _about_grouping(register, decision):
        judgements, decisions = register.judgements(), register.decisions()
        foreseeing.check(
            foreseeing.Held(now.incidents, judgements, decisions),
            foreseeing.Held(then.incidents, judgements, (*decisions, taken)),
        )
        decision = _with_before(decision, now.incidents, set(now.incidents) - set(then.incidents))
    found = foreseeing.Foreseen(
        decision,
        foreseeing.regrouped(now.incidents, then.incidents),
        foreseeing.revalued(now.standings, then.standings),
    )
    return found, then


def _foreseen_near(
    register: Register, view: LinkView, pending: Pending, decision: Decision, settings: Settings
) -> tuple[foreseeing.Foreseen, Delta]:
    """What a decision would change, from what it reaches and what other decisions about the grouping speak of."""
    grouping, judgements = view.decisions_on_grouping(), register.judgements()
    named = growing.Said(judgements, (*grouping, decision)).named()
    spoken_of = _holding(view, named)
    if regrouping.regroups(decision):
        decision = replace(decision, before=regrouping.write_incidents(_touched(spoken_of, decision)))
    taken = replace(decision, id=PROVISIONAL)
    updated = work_out(register, view, pending, settings, (taken,))
    gone = {i.id for i in updated.before}
    now = sorted({*spoken_of, *updated.before}, key=lambda i: i.id)
    then = sorted({*(i for i in now if i.id not in gone), *updated.after}, key=lambda i: i.id)
    if _about_grouping(register, decision):
        foreseeing.check(
            foreseeing.Held(now, judgements, grouping), foreseeing.Held(then, judgements, (*grouping, taken))
        )
        decision = _with_before(decision, now, set(now) - set(then))
    found = foreseeing.Foreseen(
        decision,
        foreseeing.regrouped(updated.before, updated.after),
        foreseeing.revalued(updated.standings_before.values(), updated.delta.standings),
    )
    return found, updated.delta


def _holding(view: LinkView, keys: Iterable[MentionKey]) -> list[Incident]:
    """The incidents that hold some mentions."""
    wanted = set(keys)
    holder = view.holders({key.text for key in wanted})
    return view.incidents(holder[key] for key in wanted if key in holder)


def _with_before(decision: Decision, incidents: Sequence[Incident], changed: Iterable[Incident]) -> Decision:
    """A decision about the grouping with the incidents that it changes as they are now."""
    touched = {*_touched(incidents, decision), *changed}
    return replace(decision, before=regrouping.write_incidents(i for i in incidents if i in touched))


def _linkage(register: Register, settings: Settings) -> Linkage:
    """The linkage as it is: as it is kept, where nothing came since."""
    stored, held = register.derived_linkage()
    if register.linkage_is_current():
        return Linkage(stored, tuple(held[i.id] for i in stored if i.id in held))
    return derive_linkage(register, settings, stored)


def _undone(register: Register, decision: Decision) -> Decision | None:
    """The decision that is to be undone, or None. Raises DecisionError where it is undone already."""
    if decision.kind != "undo" or not decision.undoes:
        return None
    found = find_decision(register, decision.undoes)
    if register.is_undone(found.id):
        raise DecisionError(found.id, "is undone already", "undo the undoing to bring it back")
    return found


def _about_grouping(register: Register, decision: Decision) -> bool:
    """Whether a decision is about the grouping, or undoes one that is."""
    while decision.undoes:
        decision = find_decision(register, decision.undoes)
    return regrouping.regroups(decision)


def _previous(register: Register, settings: Settings, undone: Decision | None) -> tuple[Incident, ...]:
    """The incidents whose ids are kept; where a decision is undone, as they were called before it."""
    incidents = _linkage(register, settings).incidents
    if undone is None or not (regrouping.regroups(undone) or undone.kind == "undo"):
        return incidents
    return identity.given_back(incidents, regrouping.read_incidents(undone.before))


def _touched(incidents: Sequence[Incident], decision: Decision) -> list[Incident]:
    """The incidents that hold a mention which a decision about the grouping names."""
    apart = regrouping.taken_apart(decision)
    if apart is None:
        return []
    named = {*apart.left, *(key for side in apart.others for key in side)}
    return [incident for incident in incidents if not named.isdisjoint(incident.mentions)]


def history(register: Register, words: str | None = None) -> tuple[Decision, ...]:
    """The decisions, oldest first, undone ones and undoings too.

    Args:
        register: where they are.
        words: an incident's id: only those about it, about a mention in it, or about an incident that it was, and what
            undoes them.

    Raises:
        NotFoundError: no such incident.
    """
    decisions = register.decisions()
    if words is None:
        return decisions
    incident = incident_of(register, words)
    names, about = {incident.id, *incident.aliases}, {d.id for d in register.dossier(incident.id).decisions}
    for decision in decisions:
        apart = regrouping.taken_apart(decision)
        sides = (apart.left, *apart.others) if apart else ()
        if (
            decision.undoes in about
            or decision.anchor.incident in names
            or any(key in incident.mentions for side in sides for key in side)
        ):
            about.add(decision.id)
    return tuple(decision for decision in decisions if decision.id in about)


#: what people say of the grouping, as on the command line
Word = Literal["merge", "split", "move", "same", "not-same"]


def regrouped(register: Register, word: Word, things: Sequence[str], *, by: str, at: datetime, reason: str) -> Decision:
    """The decision, not taken yet, that a word about incidents and mentions means.

    Args:
        register: where they are.
        word: "merge" (incidents), "split" (an incident, its mentions that are to be another one), "move" (a mention,
            the incident to which it goes), "same" and "not-same" (two incidents or mentions).
        things: incidents by id; mentions as `find_mention` takes them.
        by: who decides.
        at: when.
        reason: why.

    Raises:
        DecisionError: it would be nonsense: an incident merged with itself, or split from nothing.
        NotFoundError: something is not there.
        UsageError: another number of things is needed.
    """
    needs = {"merge": 2, "split": 2, "move": 2, "same": 2, "not-same": 2}[word]
    if len(things) < needs or (len(things) > needs and word not in ("merge", "split")):
        raise UsageError(word, f"takes {'at least ' if word in ('merge', 'split') else ''}{needs} ids")
    kind: Literal["merge", "split", "move"] = "merge" if word == "same" else "split" if word == "not-same" else word
    if word == "merge":
        anchor, after = regrouping.merging([incident_of(register, words) for words in things])
    elif word == "split":
        incident = incident_of(register, things[0])
        anchor, after = regrouping.splitting(incident, [find_mention(register, w, incident) for w in things[1:]])
    elif word == "move":
        anchor, after = regrouping.moving(find_mention(register, things[0]), incident_of(register, things[1]))
    else:
        anchor, after = regrouping.judging(*(side_of(register, words) for words in things))
    return Decision("", kind, anchor, by, at, reason, after=after)


def replay(
    register: Register, entries: Sequence[selecting.Entry], *, at: datetime, settings: Settings | None = None
) -> Iterator[Decision | Failure]:
    """Take the decisions of a file, each anchored to what its entry describes. Those taken before are left aside.

    Yields:
        Each decision as it stands in the register, or the failure to place one; the others go on.
    """
    labels: dict[str, str] = {}
    for entry in entries:
        try:
            wanted = selecting.decision(entry, list(register.accounts()), labels, at)
            known = next((d for d in register.decisions() if same_decision(d, wanted)), None)
            kept = known or decide(register, wanted, settings=settings)
        except DecisionError as error:
            yield Failure(entry.label, error)
            continue
        if entry.id:
            labels[entry.id] = kept.id
        yield kept


def same_decision(left: Decision, right: Decision) -> bool:
    """Whether two decisions say the same, whenever and under whichever id they were taken."""
    if left.kind == "publish":
        left, right = replace(left, before=None), replace(right, before=None)
    return replace(left, id="", at=right.at) == replace(right, id="")
