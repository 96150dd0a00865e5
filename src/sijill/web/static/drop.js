// Files dropped anywhere on the page go into its form; while a report is read the page says so.

const form = document.querySelector("[data-drop]");
if (form) {
  const input = form.querySelector("input[type=file]");
  addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) { event.preventDefault(); form.classList.add("dropping"); }
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("dropping"); });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("dropping");
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

for (const busy of document.querySelectorAll("[data-busy]")) {
  busy.addEventListener("submit", () => {
    const told = document.getElementById("told");
    told.textContent = busy.dataset.busy;
    told.classList.add("shown");
    busy.querySelector("button:not([type=button])").disabled = true;
  });
}
addEventListener("pageshow", () => { for (const b of document.querySelectorAll("[data-busy] button")) b.disabled = false; });
