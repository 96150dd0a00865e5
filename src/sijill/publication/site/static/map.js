// A map that moves: the picture that the page has is zoomed and shifted by its viewBox, and dots are brought together
// anew at each step, so that none lies on another. Without this script the picture stands as it is.
"use strict";
const sijill = { map(data) { sijill.data = data; } };
addEventListener("DOMContentLoaded", () => {
  const figure = document.querySelector(".map"), svg = figure?.querySelector("svg"), data = sijill.data;
  if (!svg || !data) return;
  const NS = "http://www.w3.org/2000/svg", dots = svg.querySelector(".dots"), areas = [...svg.querySelectorAll(".areas a")];
  const still = [...dots.children], WIDTH = 1600, HEIGHT = 1000, MOST = 60, LEAST = 0.35;
  let zoom = 1, middle = [WIDTH / 2, HEIGHT / 2], tall = HEIGHT;

  // where a dot of several places leads: the still picture knows, and nearer places have lists of their own
  const prefix = still[0]?.getAttribute("href").match(/^(.*?)places/)?.[1] ?? "";

  function draw() {
    tall = svg.clientWidth ? WIDTH * svg.clientHeight / svg.clientWidth : HEIGHT;
    const wide = WIDTH / zoom, high = tall / zoom, unit = wide / Math.max(svg.clientWidth, 1);
    svg.setAttribute("viewBox", `${middle[0] - wide / 2} ${middle[1] - high / 2} ${wide} ${high}`);
    for (const area of areas) area.querySelector("text").style.setProperty("font-size", `${14 * unit}px`);
    const apart = 38 * unit, groups = [];
    for (const spot of data.spots) {
      const near = groups.find((g) => Math.abs(g.x - spot[0]) < apart && Math.abs(g.y - spot[1]) < apart);
      if (near) { near.n += spot[2]; near.spots.push(spot); } else groups.push({ x: spot[0], y: spot[1], n: spot[2], spots: [spot] });
    }
    dots.replaceChildren(...groups.map((g) => dot(g, unit)));
  }

  function dot(g, unit) {
    const link = document.createElementNS(NS, "a"), circle = document.createElementNS(NS, "circle");
    const text = document.createElementNS(NS, "text"), title = document.createElementNS(NS, "title");
    const pages = new Set(g.spots.map((s) => s[5]));
    const own = g.spots.length > 1 ? data.other.replace("{place}", g.spots[0][4]).replace("{n}", g.spots.length - 1).replace("{incidents}", g.n) : `${g.spots[0][4]}: ${g.n}`;
    const countries = new Set(g.spots.map((s) => s[6]));
    link.setAttribute("href", prefix + (pages.size === 1 ? [...pages][0] : countries.size === 1 ? [...countries][0] : "places.html"));
    link.setAttribute("aria-label", own);
    title.textContent = own;
    if (g.spots.length === 1 && g.spots[0][3] > 14 * unit) {
      const ring = document.createElementNS(NS, "circle");
      ring.setAttribute("class", "ring");
      place(ring, g, g.spots[0][3]);
      link.append(ring);
    }
    place(circle, g, Math.min(9 + 1.6 * Math.sqrt(g.n), 30) * unit);
    text.setAttribute("x", g.x); text.setAttribute("y", g.y); text.setAttribute("dy", ".35em");
    text.style.setProperty("font-size", `${12.5 * unit}px`);
    text.textContent = g.n;
    link.append(circle, text, title);
    return link;
  }

  function place(circle, g, r) {
    circle.setAttribute("cx", g.x); circle.setAttribute("cy", g.y); circle.setAttribute("r", r);
  }

  function to(factor, x = middle[0], y = middle[1]) {
    const next = Math.min(Math.max(zoom * factor, LEAST), MOST), change = zoom / next;
    middle = [x + (middle[0] - x) * change, y + (middle[1] - y) * change];
    zoom = next;
    draw();
  }

  function whole() { zoom = 1; middle = [WIDTH / 2, HEIGHT / 2]; draw(); }

  function at(event) {
    const box = svg.getBoundingClientRect();
    return [middle[0] + ((event.clientX - box.left) / box.width - 0.5) * WIDTH / zoom, middle[1] + ((event.clientY - box.top) / box.height - 0.5) * tall / zoom];
  }

  const controls = document.createElement("div");
  controls.className = "controls";
  for (const [sign, label, act] of [["+", figure.dataset.in, () => to(1.6)], ["−", figure.dataset.out, () => to(1 / 1.6)], ["⌂", figure.dataset.whole, whole]]) {
    const button = document.createElement("button");
    button.type = "button"; button.textContent = sign; button.title = label; button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    controls.append(button);
  }
  figure.append(controls);
  figure.classList.add("live");

  const held = new Map();
  let moved = false;
  svg.addEventListener("pointerdown", (event) => { held.set(event.pointerId, [event.clientX, event.clientY]); moved = false; });
  addEventListener("pointerup", (event) => held.delete(event.pointerId));
  addEventListener("pointercancel", (event) => held.delete(event.pointerId));
  svg.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const box = svg.getBoundingClientRect(), dx = event.clientX - before[0], dy = event.clientY - before[1];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    moved = true;
    if (held.size === 2) {
      const [other] = [...held].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      const was = Math.hypot(before[0] - other[0], before[1] - other[1]), is = Math.hypot(event.clientX - other[0], event.clientY - other[1]);
      if (was > 0) to(is / was, ...at({ clientX: (event.clientX + other[0]) / 2, clientY: (event.clientY + other[1]) / 2 }));
    } else {
      middle = [middle[0] - dx / box.width * WIDTH / zoom, middle[1] - dy / box.height * tall / zoom];
      draw();
    }
    held.set(event.pointerId, [event.clientX, event.clientY]);
  });
  svg.addEventListener("click", (event) => { if (moved) { event.preventDefault(); event.stopPropagation(); } }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("wheel", (event) => { if (event.ctrlKey || event.metaKey) { event.preventDefault(); to(event.deltaY < 0 ? 1.25 : 0.8, ...at(event)); } }, { passive: false });
  svg.addEventListener("dblclick", (event) => { event.preventDefault(); to(1.8, ...at(event)); });
  figure.addEventListener("keydown", (event) => {
    const step = 0.15, keys = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (event.key === "+" || event.key === "=") to(1.6);
    else if (event.key === "-") to(1 / 1.6);
    else if (event.key in keys && event.target.closest("svg")) {
      middle = [middle[0] + keys[event.key][0] * WIDTH / zoom, middle[1] + keys[event.key][1] * tall / zoom];
      draw();
      event.preventDefault();
    }
  });
  addEventListener("resize", draw);
  draw();
});
