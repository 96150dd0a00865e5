// The source page: a value shows its words and words their values; selected words become a statement by one letter
// (which field) and Enter.

import { selected } from "./offsets.js";
import { stand, tell } from "./keys.js";

const text = () => document.getElementById("text");
const marks = (id) => [...text().querySelectorAll("mark")].filter((m) => m.dataset.ids.split(" ").includes(id));

function light(id, { scroll = false } = {}) {
  for (const mark of text().querySelectorAll("mark.lit")) mark.classList.remove("lit");
  const found = marks(id);
  for (const mark of found) {
    mark.classList.add("lit");
    const folded = mark.closest("details.graphic:not([open])");
    if (folded && scroll) folded.open = true;
  }
  if (scroll && found[0]) {
    const box = found[0].getBoundingClientRect();
    if (box.top < 60 || box.bottom > innerHeight - 20) found[0].scrollIntoView({ block: "center" });
  }
}

document.addEventListener("sijill:stand", (event) => {
  if (event.target.dataset.statement && text()) light(event.target.dataset.statement, { scroll: true });
});

document.addEventListener("mouseover", (event) => {
  const statement = event.target.closest?.("[data-statement]");
  if (statement && text()) light(statement.dataset.statement);
});

document.addEventListener("click", (event) => {
  if (!text()) return;
  const mark = event.target.closest("#text mark");
  if (mark && document.getSelection().isCollapsed) {
    const ids = mark.dataset.ids.split(" ");
    const here = ids.indexOf(document.querySelector(".statement.current")?.dataset.statement);
    const next = document.getElementById(ids[(here + 1) % ids.length]);
    if (next) { stand(next); next.scrollIntoView({ block: "center" }); }
    return;
  }
  const value = event.target.closest(".statement a.value");
  if (value) {
    event.preventDefault();
    stand(value.closest("[data-statement]"));
  }
});

// -- selecting -------------------------------------------------------------------------------------------------------

let chosen = null;
const pick = () => document.getElementById("pick");
const dialog = () => document.getElementById("make");

document.addEventListener("selectionchange", () => {
  if (!pick() || dialog().open) return;
  chosen = text().dataset.may === "1" ? selected(text()) : null;
  pick().hidden = !chosen;
  if (!chosen) return;
  const box = document.getSelection().getRangeAt(0).getBoundingClientRect();
  const width = pick().offsetWidth, left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  pick().style.setProperty("inset-block-start", `${Math.max(8, Math.min(box.bottom + scrollY + 8, document.body.scrollHeight - 60))}px`);
  pick().style.setProperty("left", `${left}px`);
});

async function make(name) {
  const box = dialog(), form = box.querySelector("form"), report = document.querySelector(".source").dataset.report;
  const { start, end, words } = chosen;
  form.elements.start.value = start;
  form.elements.end.value = end;
  form.elements.words.value = words;
  form.elements.field.value = name;
  form.elements.value.value = "";
  box.querySelector("[data-words]").textContent = words;
  // the event whose quotations stand nearest to the words
  const near = [...text().querySelectorAll("mark")].sort((a, b) => Math.abs(a.dataset.at - start) - Math.abs(b.dataset.at - start))[0];
  const home = near && document.getElementById(near.dataset.ids.split(" ")[0])?.closest("[data-mention]");
  if (home && [...form.elements.mention.options].some((o) => o.value === home.dataset.mention)) form.elements.mention.value = home.dataset.mention;
  whom();
  pick().hidden = true;
  box.showModal();
  form.elements.value.focus();
  await suggest(report, name, start, end);
}

async function suggest(report, name, start, end) {
  const form = dialog().querySelector("form"), list = document.getElementById("make-values");
  const answer = await fetch(`/source/${report}/suggestion?field=${name}&start=${start}&end=${end}`);
  if (!answer.ok) return;
  const told = await answer.json();
  list.replaceChildren(...told.values.map((v) => Object.assign(document.createElement("option"), { value: v.value, label: v.words })));
  if (!form.elements.value.value) {
    form.elements.value.value = told.value;
    form.elements.value.select();
  }
}

function whom() {
  const form = dialog().querySelector("form"), role = form.elements.field.value.split(".")[0], mention = form.elements.mention.value;
  const name = form.elements.field.value.split(".")[1];
  let last = "";
  for (const option of form.elements.namedItem("item").options) {
    option.hidden = option.value !== "" && (option.dataset.role !== role || option.dataset.mention !== mention);
    if (!option.hidden && option.value) last = option.value;
  }
  // a name or description begins somebody new; everything else is said of who is there
  form.elements.namedItem("item").value = name === "name" || name === "description" || name === "text" ? "" : last;
  dialog().querySelector("[data-item]").hidden = role === "mention";
}

document.addEventListener("change", (event) => {
  const box = dialog();
  if (!box || !box.contains(event.target)) return;
  const form = box.querySelector("form");
  if (event.target === form.elements.mention) whom();
  if (event.target === form.elements.field) {
    whom();
    form.elements.value.value = "";
    suggest(document.querySelector(".source").dataset.report, form.elements.field.value, form.elements.start.value, form.elements.end.value);
  }
});

document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#pick")) event.preventDefault(); // the selection stays
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("#pick button");
  if (button && chosen) make(button.dataset.field);
  if (event.target.closest("#make [data-close]")) dialog().close();
});

document.addEventListener("keydown", (event) => {
  if (!pick() || event.ctrlKey || event.metaKey || event.altKey || dialog().open || event.target.closest("input, textarea, select")) return;
  if (chosen) {
    const option = [...dialog().querySelectorAll("option[data-key]")].find((o) => o.dataset.key === event.key);
    if (option) {
      event.preventDefault();
      event.stopImmediatePropagation();
      make(option.value);
    }
    return;
  }
  if (event.key === "g") {
    const folded = [...document.querySelectorAll("details.graphic")];
    const open = folded.some((d) => !d.open);
    for (const d of folded) d.open = open;
  }
}, true);

if (text()?.dataset.whole === "0") text().addEventListener("mouseup", () => {
  if (!document.getSelection().isCollapsed && text().dataset.may === "1") tell(document.querySelector(".notice")?.textContent ?? "");
});
