"""A figure as a drawing in SVG: bars that are solid up to the least and pale up to the most.

A chart is always given with its table; its title and description are in it for those who hear it read. Colours stand as
attributes, so that it prints and converts without any style sheet; STYLE lets it follow a page's light and dark.
Nothing is fetched: no font, no script, no image. In Arabic it reads from right to left.

Invariant: the same figure, language and size give the same bytes; every word from a record is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from sijill.figures.table import Cell, Figure, Row, Unit, said, shown
from sijill.types import Count

#: for pages that hold charts; a page's own --mark and --ink win
STYLE = """\
.chart { display: block; max-inline-size: 100%; block-size: auto; color: var(--ink, #1d1b18); }
.chart .sure { fill: var(--mark, #8a2f20); }
.chart .possible { fill: var(--mark, #8a2f20); opacity: .35; }
.chart .axis { stroke: var(--line, #c9c3b6); }
@media (prefers-color-scheme: dark) {
  .chart { color: var(--ink, #ece7dd); }
  .chart .sure, .chart .possible { fill: var(--mark, #e29a86); }
  .chart .axis { stroke: var(--line, #4a453d); }
}
@media print { .chart { color: #000; } .chart .sure, .chart .possible { fill: #5a2016; } }
"""

#: width of a drawing and height of one of bars over time, in pixels at a normal size
WIDTH, HEIGHT = 720, 240
#: rows beyond this many stand in the table only
MOST_BARS = 24

_FONT = "font-family=\"system-ui, 'Noto Sans', 'Noto Sans Arabic', sans-serif\" font-size=\"13\""
_SURE, _PALE, _AXIS = "#8a2f20", "0.35", "#c9c3b6"
_BAR, _GAP = 20, 8
#: width of a character of 13 px: of nine labels in Latin and Arabic the widest took 6.9 on average; longer ones are cut
_CHARACTER, _LONGEST_LABEL = 7.2, 42
_VALUE_ROOM = 120
_SCALE_ROOM = 44


#: shapes, labels and height of a chart
_Drawn: TypeAlias = "tuple[list[str], list[Label], int]"


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    value: str
    least: float
    most: float
    #: whether no upper bound is told
    open: bool


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside a bar, for pages that set them in their own type."""

    x: float
    #: the line on which they stand
    y: float
    words: str
    #: which part of the words is at x: "start", "middle", "end"; "end" reads from right to left
    anchor: str
    #: the words uncut
    full: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in parts: shapes without words, and the words with their places."""

    svg: str
    labels: tuple[Label, ...]
    width: int
    height: int


def chart(
    figure: Figure, language: str = "en", *, width: int = WIDTH, standalone: bool = False, prefix: str = "chart"
) -> str:
    """A figure as SVG, or "" where it has nothing to draw.

    Args:
        figure: what to draw: its column ``drawn``.
        language: "en", or "ar", which is drawn from right to left.
        width: in pixels.
        standalone: with its own style and XML declaration, as a file.
        prefix: of the ids in it, which must differ between the charts of a page.
    """
    return _svg(figure, language, width, prefix, standalone=standalone, worded=True)[0]


def drawing(figure: Figure, language: str = "en", *, width: int = WIDTH, prefix: str = "chart") -> Drawing | None:
    """A figure as shapes and labels apart, or None where it has nothing to draw.

    For what renders SVG but sets its text letter by letter, which takes Arabic apart.
    """
    svg, labels, height = _svg(figure, language, width, prefix, standalone=False, worded=False)
    return Drawing(svg, labels, width, height) if svg else None


def _svg(
    figure: Figure, language: str, width: int, prefix: str, *, standalone: bool, worded: bool
) -> tuple[str, tuple[Label, ...], int]:
    if not figure.drawn:
        return "", (), 0
    at = figure.column(figure.drawn)
    rows = [r for r in figure.rows if r.key != "total" and (not figure.timed or r.key)]
    bars = [b for r in rows if (b := _bar(r, r.cells[at], language, figure.columns[at].unit)) is not None]
    if not bars:
        return "", (), 0
    left_out = 0
    if not figure.timed:
        left_out = max(len(bars) - MOST_BARS, 0)
        bars = bars[:MOST_BARS]
    draw = _columns if figure.timed else _lying
    shapes, labels, height = draw(bars, width, language == "ar")
    name = escape(f"{prefix}-{figure.name}")
    # from left to right whatever the page: every place is given, and a page's direction would turn the anchors round
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="{name}-t {name}-d" lang="{language}" direction="ltr" '
        f'{_FONT} fill="currentColor">'
    )
    style = f"<style>{STYLE}</style>" if standalone else ""
    told = (
        f'<title id="{name}-t">{escape(said(figure.title, language))}</title>'
        f'<desc id="{name}-d">{escape(_description(bars, left_out, language))}</desc>'
    )
    words = "".join(map(_text, labels)) if worded else ""
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n' if standalone else ""
    return f"{declaration}{head}{told}{style}{''.join(shapes)}{words}</svg>\n", tuple(labels), height


def _bar(row: Row, cell: Cell, language: str, unit: Unit) -> _Bar | None:
    label, value = said(row.label, language), shown(cell, language, unit)
    match cell:
        case Count(min=least, max=most):
            return _Bar(label, value, least, least if most is None else most, most is None)
        case bool() | str() | None:
            return None
        case _:
            return _Bar(label, value, float(cell), float(cell), False)


def _description(bars: Sequence[_Bar], left_out: int, language: str) -> str:
    top = max(bars, key=lambda b: b.most)
    if language == "ar":
        more = f" و{left_out} أخرى في الجدول." if left_out else ""
        return f"{len(bars)} أعمدة؛ أكبرها {top.label}: {top.value}.{more} الأرقام كلها في الجدول."
    more = f" {left_out} more are in the table." if left_out else ""
    return f"{len(bars)} bars; the largest is {top.label}: {top.value}.{more} All numbers are in the table."


def _lying(bars: Sequence[_Bar], width: int, right_to_left: bool) -> _Drawn:
    """Bars that lie, one below the other, with their labels at the side where reading begins."""
    names = [_cut(b.label) for b in bars]
    room = min(max(len(n) for n in names) * _CHARACTER + 14, width * 0.5)
    length = width - room - _VALUE_ROOM
    largest = max(1, *(b.most for b in bars))
    side = "end" if right_to_left else "start"
    parts: list[str] = []
    labels: list[Label] = []
    for number, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = number * (_BAR + _GAP) + _GAP / 2
        sure, all_of_it = length * bar.least / largest, length * bar.most / largest
        text = y + _BAR * 0.72
        start = width - room if right_to_left else room
        label_at, value_at = (width - 2, start - all_of_it - 8) if right_to_left else (2, start + all_of_it + 8)
        labels.append(Label(label_at, text, name, side, bar.label))
        parts += _pair(start, y, sure, all_of_it, right_to_left)
        if bar.open:
            parts.append(_arrow(start - all_of_it if right_to_left else start + all_of_it, y, right_to_left))
            value_at += -8 if right_to_left else 8
        labels.append(Label(value_at, text, bar.value, side))
    height = len(bars) * (_BAR + _GAP)
    line = _number(width - room if right_to_left else room)
    parts.append(f'<line class="axis" stroke="{_AXIS}" x1="{line}" x2="{line}" y1="0" y2="{height}"/>')
    return parts, labels, height


def _pair(start: float, y: float, sure: float, all_of_it: float, right_to_left: bool) -> list[str]:
    found = []
    if all_of_it > sure:
        x = start - all_of_it if right_to_left else start + sure
        found.append(
            f'<rect class="possible" fill="{_SURE}" opacity="{_PALE}" x="{_number(x)}" y="{_number(y)}" '
            f'width="{_number(all_of_it - sure)}" height="{_BAR}"/>'
        )
    if sure > 0:
        x = start - sure if right_to_left else start
        found.append(
            f'<rect class="sure" fill="{_SURE}" x="{_number(x)}" y="{_number(y)}" width="{_number(sure)}" '
            f'height="{_BAR}"/>'
        )
    return found


def _arrow(x: float, y: float, right_to_left: bool) -> str:
    tip = x - 8 if right_to_left else x + 8
    points = f"{_number(x)},{_number(y)} {_number(tip)},{_number(y + _BAR / 2)} {_number(x)},{_number(y + _BAR)}"
    return f'<polygon class="possible" fill="{_SURE}" opacity="{_PALE}" points="{points}"/>'


def _columns(bars: Sequence[_Bar], width: int, right_to_left: bool) -> _Drawn:
    """Bars that stand side by side in the order of time, which runs as the language is read."""
    ground, top = HEIGHT - 28, 20
    largest = max(1, *(b.most for b in bars))
    step = (width - _SCALE_ROOM - 4) / len(bars)
    thick = max(step * 0.8, 0.5)
    parts: list[str] = []
    labels: list[Label] = []
    for tick in _ticks(largest):
        y = _number(ground - (ground - top) * tick / largest)
        parts.append(f'<line class="axis" stroke="{_AXIS}" x1="0" x2="{width}" y1="{y}" y2="{y}"/>')
        edge = width - 2 if right_to_left else 2
        side = "end" if right_to_left else "start"
        labels.append(Label(edge, ground - (ground - top) * tick / largest - 3, f"{tick:,}", side))
    every = max(1, -(-70 // max(int(step), 1)))
    for number, bar in enumerate(bars):
        offset = _SCALE_ROOM + number * step
        x = width - offset - thick if right_to_left else offset
        sure, all_of_it = ((ground - top) * v / largest for v in (bar.least, bar.most))
        hint = f"<title>{escape(bar.label)}: {escape(bar.value)}</title>"
        group = []
        if all_of_it > sure:
            group.append(
                f'<rect class="possible" fill="{_SURE}" opacity="{_PALE}" x="{_number(x)}" '
                f'y="{_number(ground - all_of_it)}" width="{_number(thick)}" height="{_number(all_of_it - sure)}"/>'
            )
        if sure > 0:
            group.append(
                f'<rect class="sure" fill="{_SURE}" x="{_number(x)}" y="{_number(ground - sure)}" '
                f'width="{_number(thick)}" height="{_number(sure)}"/>'
            )
        if group:
            parts.append(f"<g>{hint}{''.join(group)}</g>")
        if number % every == 0 and (number + every <= len(bars) or number == 0 or step >= 50):
            labels.append(Label(x + thick / 2, ground + 18, bar.label, "middle"))
    return parts, labels, HEIGHT


def _ticks(largest: float) -> list[int]:
    """Zero and up to four round numbers below the largest."""
    step = 1
    while largest / step > 4:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return [*range(0, int(largest) + 1, step)]


def _text(label: Label) -> str:
    hint = f"<title>{escape(label.full)}</title>" if label.full and label.full != label.words else ""
    # isolates tell every renderer the direction of what reads from right to left, which attributes do not
    told = f"\u2067{escape(label.words)}\u2069" if label.anchor == "end" else escape(label.words)
    at = f'x="{_number(label.x)}" y="{_number(label.y)}" text-anchor="{label.anchor}"'
    return f"<text {at}>{hint}{told}</text>"


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
