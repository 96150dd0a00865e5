"""Write docs/reference from the code: what can be generated is generated, and a test holds that it is not stale.

python scripts/reference.py            write the pages
python scripts/reference.py --check    exit status 1, naming the pages, where one differs from the code
"""

from __future__ import annotations

import difflib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import click

from sijill import codebook, languages, settings, sources, texts
from sijill.cli import COMMANDS, cli
from sijill.codebook import Act, Codebook, Family
from sijill.codebook.derive import RULES_VERSION
from sijill.extensions import Modules
from sijill.publication.formats import FORMATS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"

#: width of command help on the page, whatever the terminal of whoever generates it
WIDTH = 88

OWN_ACT = """\
# acts/forced_marriage.toml: the name of the file is the name of the family
label = { en = "forced marriage", ar = "زواج قسري" }
definition = "Somebody is made to marry by an armed group or by those who hold power over them."
includes = ["marriage of captives to fighters"]
excludes = [{ what = "sexual slavery without marriage", see = "sexual_violence.slavery" }]
outcome = "abducted"

[crosswalk]
huridocs = ["030106"]
plover = ["ASSAULT/sexual"]

[acts.of_child]
label = { en = "forced marriage of a child", ar = "تزويج قسري لطفلة" }
definition = "The one who is made to marry is under eighteen."
"""

OWN_ACT_BELOW = """\
# acts/threat.toml: the name of a family that exists, and so only acts below it
[acts.funeral_wreath]
label = { en = "funeral wreath sent" }
definition = "A wreath or death notice with the victim's name is sent or put up while the victim lives."
"""


# ------------------------------------------------------------------------------------------------- Markdown


def page(title: str, lead: str, *parts: str) -> str:
    """A page: title, where it comes from, lead, parts."""
    made = "<!-- Made from the code by scripts/reference.py; `make reference` writes it anew. -->"
    return "\n\n".join([f"# {title}", made, lead, *(p for p in parts if p)]).rstrip() + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty where there are no rows."""
    lines = [f"| {' | '.join(cell(c) for c in row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *lines]) if lines else ""


def cell(words: str) -> str:
    """Words that stay in one cell."""
    return " ".join(words.split()).replace("|", "\\|")


def code(words: Iterable[str]) -> str:
    """Names as code, parted by commas."""
    return ", ".join(f"`{w}`" for w in words)


def fenced(words: str, language: str = "") -> str:
    """A block of code."""
    return f"```{language}\n{words.rstrip()}\n```"


def prose(docstring: str | None) -> str:
    """A docstring as Markdown: roles and double backquotes become code."""
    words = inspect.cleandoc(docstring or "")
    words = re.sub(r":[a-z]+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", words)
    return re.sub(r"``([^`]+)``", r"`\1`", words)


# ------------------------------------------------------------------------------------------------- codebook


def codebook_page() -> str:
    """Families, acts, fields, terms, schemes."""
    book = codebook.load()
    lead = (
        f"What may be said: {len(book.families)} act families with {len(book.acts)} finer acts,"
        f" {len(book.fields)} fields, {len(book.term_lists)} lists of terms. The definitions are sijill's own. Codes of"
        " other schemes are *derived* from what is stated, by rules with a version"
        f" (`sijill.codebook.derive`, version {RULES_VERSION}), and never stored as truth."
    )
    own = (
        "## Acts of your own\n\n"
        "Name a folder in the setting `codebook_dir`, with a folder `acts` in it. A file there is a family of your own;"
        " readings have its type as `x_` and its name."
        f"\n\n{fenced(OWN_ACT, 'toml')}\n\n"
        "A file with the name of a family that exists adds finer acts below it. What exists cannot be redefined."
        f"\n\n{fenced(OWN_ACT_BELOW, 'toml')}\n\n"
        "`label.en` and `definition` are required; `includes`, `excludes`, `outcome`, `crosswalk` and `[acts.…]` may be"
        " left out. A finer act has its family's outcome and codes where it gives none; an empty list of codes says"
        " that a scheme does not have the act."
    )
    contents = "\n".join(
        f"* [{f.label['en']}](#{f.id}): `{f.id}`, {len(f.acts)} finer acts" for f in book.families.values()
    )
    families = (family_section(book, f) for f in book.families.values())
    parts = ["## Act families", contents, *families, own, fields_section(book), terms_section(book)]
    return page("Codebook", lead, *parts, schemes_section(book))


def family_section(book: Codebook, family: Family) -> str:
    """One family with its acts."""
    lines = [f"### {family.id}", f"**{family.label['en']}** · {family.label['ar']}", family.definition]
    if family.includes:
        lines.append("Includes:\n" + "\n".join(f"* {i}" for i in family.includes))
    if family.excludes:
        excluded = (f"* {e.what}" + (f" → `{e.see}`" if e.see else "") for e in family.excludes)
        lines.append("Does not include:\n" + "\n".join(excluded))
    lines.append(f"The victim's outcome, where nothing else is told: `{family.outcome}`.")
    entries: list[Family | Act] = [family, *family.acts]
    rows = [
        (
            f"`{e.id}`",
            e.label["en"] + " · " + e.label["ar"],
            "" if e is family else e.definition + (f" (`{e.outcome}`)" if e.outcome != family.outcome else ""),
            codes_of(book, e, only_own=e is not family),
        )
        for e in entries
    ]
    lines.append(table(("act", "label", "definition", "codes"), rows))
    return "\n\n".join(lines)


def codes_of(book: Codebook, entry: Family | Act, *, only_own: bool) -> str:
    """The crosswalk of an act or family; of an act only what differs from its family."""
    known = entry.crosswalk if only_own else book.crosswalk(entry.id)
    return " · ".join(f"{scheme} {code(codes) if codes else 'none'}" for scheme, codes in known.items())


def fields_section(book: Codebook) -> str:
    """Every field that a statement can have."""
    parts = ["## Fields", "What a statement can say, by what it is about. *Several* values may stand side by side."]
    for role in dict.fromkeys(role for role, _ in book.fields):
        rows = (
            (
                f"`{f.name}`",
                f.label["en"] + " · " + f.label["ar"],
                f.kind + (f": {f.of}" if f.of else "") + (", several" if f.many else ""),
                f.sensitivity,
                f.says,
                f"`{f.contract}`" if f.contract else "no reader says so: a person decides",
            )
            for (r, _), f in book.fields.items()
            if r == role
        )
        heads = ("field", "label", "value", "sensitivity", "says", "in the contract")
        parts += [f"### {role}", table(heads, rows)]
    return "\n\n".join(parts)


def terms_section(book: Codebook) -> str:
    """Every list of terms."""
    parts = ["## Lists of terms"]
    for name in book.term_lists:
        rows = (
            (
                f"`{t.id}`",
                t.label["en"] + " · " + t.label["ar"],
                t.definition,
                " · ".join(f"{scheme} {code(codes)}" for scheme, codes in t.crosswalk.items() if codes),
            )
            for t in book.terms(name)
        )
        parts += [f"### {name}", table(("term", "label", "definition", "codes"), rows)]
    return "\n\n".join(parts)


def schemes_section(book: Codebook) -> str:
    """Every scheme that crosswalks use."""
    rows = ((f"`{s.id}`", s.label, str(len(s.codes)), s.source) for s in book.schemes.values())
    lead = "Other people's schemes, as far as the crosswalks use them. Ask their makers for their definitions."
    return f"## Schemes\n\n{lead}\n\n" + table(("name", "scheme", "codes", "source"), rows)


# ------------------------------------------------------------------------------------------------- the others


def settings_page() -> str:
    """Every setting."""
    rows = (
        (f"`{s.name}`", f"`SIJILL_{s.name.upper()}`", f"`{s.default}`" if s.default != "" else "", s.help)
        for s in settings.TABLE
    )
    lead = (
        "A setting is looked for in three places; the later one wins: the settings file (`sijill.toml` in your"
        " configuration folder, or the one that `SIJILL_SETTINGS` names), the environment, the argument"
        " `--setting NAME=VALUE`."
    )
    return page("Settings", lead, table(("setting", "environment", "default", "what it does"), rows))


def formats_page() -> str:
    """Export formats, and the contract of readings."""
    parts = ["## Export formats", "`sijill export --format NAME`"]
    for name in FORMATS.names():
        module: Any = FORMATS.get(name)
        facts = f"{module.TITLE}; files end in `{module.SUFFIX}`; `{module.MEDIA_TYPE}`"
        columns = getattr(module, "COLUMNS", ())
        parts += [f"### {name}", facts, prose(module.__doc__), f"Columns: {code(columns)}" if columns else ""]
    return page("Formats", "What goes out: releases, and readings.", *parts, *contract_parts())


def contract_parts() -> list[str]:
    """The contract of readings, from its schema."""
    schema = json.loads((resources.files("sijill.statements") / "reading.schema.json").read_text("utf-8"))
    parts = ["## Readings", f"`sijill read --format json`. {schema['title']}. {schema['description']}"]
    parts += ["### reading", properties_table(schema)]
    for name, definition in schema["$defs"].items():
        if "properties" in definition:
            parts += [f"### {name}", definition.get("description", ""), properties_table(definition)]
    return parts


def properties_table(definition: Mapping[str, Any]) -> str:
    """The properties of one object of the schema."""
    required = definition.get("required", ())
    rows = (
        (f"`{name}`", type_of(node), "yes" if name in required else "", node.get("description", ""))
        for name, node in definition["properties"].items()
    )
    return table(("property", "type", "required", "what it says"), rows)


def type_of(node: Mapping[str, Any]) -> str:
    """The type of a property in words."""
    if "$ref" in node:
        return str(node["$ref"]).rpartition("/")[2]
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return code("null" if v is None else v for v in node["enum"])
    if "anyOf" in node:
        return " or ".join(type_of(n) for n in node["anyOf"])
    if node.get("type") == "array":
        return f"list of {type_of(node['items'])}"
    if "properties" in node:
        return f"object of {code(node['properties'])}"
    if "pattern" in node:
        return f"text like `{node['pattern']}`"
    kinds = node.get("type", "any")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def sources_page() -> str:
    """Kinds of source, document formats, languages."""
    rows = ((f"`{c}`", languages.load(c).name, languages.load(c).direction) for c in languages.names())
    return page(
        "Sources",
        "What comes in: where from, in which formats, in which languages.",
        "## Kinds of source",
        *modules_parts(sources.KINDS),
        "## Document formats",
        *modules_parts(texts.FORMATS),
        "## Languages",
        "A report in any language is kept, searched and quoted; one in these can be read as far as its file goes.",
        table(("code", "language", "direction"), rows),
    )


def modules_parts(modules: Modules) -> list[str]:
    """The members of a family of modules, by their docstrings."""
    parts = []
    for name in modules.names():
        module: Any = modules.get(name)
        media = getattr(module, "MEDIA_TYPES", ())
        parts += [f"### {name}", prose(module.__doc__), code(media)]
    return parts


def commands_page() -> str:
    """The help of every command."""
    width: dict[str, Any] = {"terminal_width": WIDTH, "max_content_width": WIDTH}
    top = click.Context(cli, info_name="sijill", **{**cli.context_settings, **width})
    parts = ["## sijill", fenced(cli.get_help(top))]
    for name in COMMANDS.names():
        command = cli.get_command(top, name)
        if command is None:
            raise LookupError(name)
        parts += command_parts(command, f"sijill {name}", top)
    lead = (
        "Exit status: 0 done; 1 done, with something that could not be, each named on standard error; 2 wrong use."
        " The same help stands behind each command's `--help`."
    )
    return page("Commands", lead, *parts)


def command_parts(command: click.Command, path: str, parent: click.Context) -> list[str]:
    """The help of a command and of those below it."""
    context = click.Context(
        command, info_name=path.rpartition(" ")[2], parent=parent, terminal_width=WIDTH, max_content_width=WIDTH
    )
    parts = [f"{'#' * min(path.count(' ') + 1, 4)} {path}", fenced(command.get_help(context))]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                parts += command_parts(below, f"{path} {name}", context)
    return parts


PAGES: Mapping[str, Callable[[], str]] = {
    "codebook": codebook_page,
    "settings": settings_page,
    "formats": formats_page,
    "sources": sources_page,
    "commands": commands_page,
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or say which are stale."""
    if arguments not in ([], ["--check"]):
        print(f"usage: python {Path(__file__).name} [--check]", file=sys.stderr)
        return 2
    stale = 0
    for name, make in PAGES.items():
        path = FOLDER / f"{name}.md"
        old = path.read_text("utf-8") if path.exists() else ""
        new = make()
        if old == new:
            continue
        if arguments:
            stale += 1
            print(f"docs/reference/{name}.md is stale: run `make reference`", file=sys.stderr)
            lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "page", "code", lineterm="", n=0)
            print(*list(lines)[:12], sep="\n", file=sys.stderr)
        else:
            FOLDER.mkdir(parents=True, exist_ok=True)
            path.write_text(new, "utf-8", newline="\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
