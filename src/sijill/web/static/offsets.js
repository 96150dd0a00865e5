// Code points and UTF-16: JavaScript counts the latter, the register the former.
// Invariant: for every text and every place between two code points, units(text, points(text, at)) === at.

/** Code points in the first `units` UTF-16 units of a text; half of a pair counts as none. */
export function points(text, units) {
  let n = 0;
  for (let i = 0; i < units && i < text.length; n++) {
    const wide = text.codePointAt(i) > 0xffff ? 2 : 1;
    if (i + wide > units) break;
    i += wide;
  }
  return n;
}

/** UTF-16 units of the first `points` code points of a text. */
export function units(text, points) {
  let i = 0;
  for (let n = 0; n < points && i < text.length; n++) i += text.codePointAt(i) > 0xffff ? 2 : 1;
  return i;
}

/** The code point of the stored text at which a place in the page stands; null outside of it.
 *  Every stretch of the text is an element with data-at, its first code point. */
export function place(node, offset) {
  if (node.nodeType !== Node.TEXT_NODE) {
    const child = node.childNodes[offset];
    if (child) return first(child);
    const before = node.childNodes[offset - 1];
    return before ? last(before) : null;
  }
  const piece = node.parentElement.closest("[data-at]");
  return piece ? Number(piece.dataset.at) + points(node.data, offset) : null;
}

function first(node) {
  const piece = node.nodeType === Node.ELEMENT_NODE ? (node.matches("[data-at]") ? node : node.querySelector("[data-at]")) : node.parentElement.closest("[data-at]");
  return piece ? Number(piece.dataset.at) : null;
}

function last(node) {
  const pieces = node.nodeType === Node.ELEMENT_NODE ? (node.matches("[data-at]") ? [node] : node.querySelectorAll("[data-at]")) : [];
  const piece = pieces[pieces.length - 1];
  return piece ? Number(piece.dataset.at) + points(piece.textContent, piece.textContent.length) : null;
}

/** The selected stretch of the text in code points, without blanks at its ends; null where nothing is selected in it. */
export function selected(within) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!within.contains(range.startContainer) || !within.contains(range.endContainer)) return null;
  let start = place(range.startContainer, range.startOffset);
  let end = place(range.endContainer, range.endOffset);
  if (start === null || end === null || start >= end) return null;
  const words = stretch(within, start, end);
  if (words === null || !words.trim()) return null;
  const lead = words.length - words.trimStart().length, tail = words.length - words.trimEnd().length;
  start += points(words, lead);
  end -= points(words.slice(words.length - tail), tail);
  return { start, end, words: words.trim() };
}

/** The words of the stored text between two code points; lines are parted by one line break, as far as the page tells. */
function stretch(within, start, end) {
  let words = "", at = start;
  for (const piece of within.querySelectorAll("[data-at]")) {
    const from = Number(piece.dataset.at), text = piece.textContent;
    const to = from + points(text, text.length);
    if (to <= start || from >= end) continue;
    if (from > at && words) words += "\n".repeat(from - at);
    words += text.slice(units(text, Math.max(start - from, 0)), units(text, Math.min(end, to) - from));
    at = Math.min(end, to);
  }
  return words || null;
}
