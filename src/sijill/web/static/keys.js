// The keyboard. What can be gone through has data-statement or data-row; what a key presses has data-act.
// A key does nothing while somebody types, holds a modifier, or has a dialog open. Accepting wants the words in view.

const THINGS = "[data-statement], [data-row]";
let at = null, place = 0;

const typing = (event) =>
  event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
  event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") !== null ||
  document.querySelector("dialog[open]") !== null;

const things = () => [...document.querySelectorAll(THINGS)].filter((e) => e.getClientRects().length);

export function current() {
  const held = at && document.getElementById(at);
  return held && held.matches(THINGS) ? held : null;
}

export function stand(element, { quiet = false } = {}) {
  for (const other of document.querySelectorAll(".current")) other.classList.remove("current");
  if (!element) return;
  at = element.id;
  place = things().indexOf(element);
  element.classList.add("current");
  if (!quiet) {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }
  element.dispatchEvent(new CustomEvent("sijill:stand", { bubbles: true }));
}

function step(by) {
  const all = things();
  if (!all.length) return;
  const here = all.indexOf(current());
  stand(all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + by))]);
}

export function tell(words) {
  const box = document.getElementById("told");
  box.textContent = words;
  box.classList.add("shown");
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => box.classList.remove("shown"), 4000);
}

/** Whether the words that a statement rests on can be seen now. */
export function inView(statement) {
  const quote = statement.querySelector("[data-quote], .quote");
  if (!quote || !quote.getClientRects().length) return false;
  const box = quote.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight + 1 && box.height > 0;
}

function act(name) {
  const thing = current() || (things().length === 1 ? things()[0] : null);
  const button = (thing && thing.querySelector(`[data-act="${name}"]`)) || document.querySelector(`[data-act="${name}"][data-page]`);
  if (!button) return false;
  if (name === "accept" && thing && !inView(thing)) {
    const quote = thing.querySelector("[data-quote], .quote");
    quote?.scrollIntoView({ block: "center" });
    tell(document.body.dataset.notInView || "…");
    return true;
  }
  if (button.tagName === "SUMMARY") {
    button.parentElement.open = true;
    const field = button.parentElement.querySelector("input:not([type=hidden]), select, textarea");
    field?.focus();
    field?.select?.();
  } else if (button.tagName === "A") {
    button.click();
  } else {
    button.focus({ preventScroll: true });
    button.click();
  }
  return true;
}

const PRESSES = { a: "accept", x: "reject", c: "correct", u: "undo", o: "open", Enter: "open", n: "not-same", m: "same", "]": "next", "[": "previous" };

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.("details.correct[open]");
    if (open) { open.open = false; stand(open.closest(THINGS)); event.preventDefault(); }
    return;
  }
  if (event.defaultPrevented || typing(event)) return;
  if (event.key === "?") { document.getElementById("keys").showModal(); event.preventDefault(); return; }
  if (event.key === "j" || event.key === "k") { step(event.key === "j" ? 1 : -1); event.preventDefault(); return; }
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  const name = PRESSES[event.key];
  if (name && act(name)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
  const thing = event.target.closest(THINGS);
  if (thing && thing.id !== at) stand(thing, { quiet: true });
});

// after a decision the page comes anew: stand where one stood, or on what follows
document.addEventListener("htmx:after:swap", settle);
function settle() {
  // a part that came later takes nobody out of a field, and nobody anywhere who stands nowhere yet
  if (at === null || document.activeElement?.closest("input, textarea, select")) return;
  const held = at && document.getElementById(at);
  if (held) { stand(held); return; }
  const next = things()[Math.min(place, things().length - 1)];
  if (next) stand(next);
}

const begin = () => {
  const named = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named && named.matches(THINGS)) stand(named);
  else if (document.querySelector("[data-start-here]") && things().length) stand(things()[0]);
};
begin();
