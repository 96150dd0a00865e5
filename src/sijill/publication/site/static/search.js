// Searching in the page: the words of the question are folded as the index was (values/folding.py), the files that hold
// their beginnings are loaded as scripts (a page from a memory stick may not read files otherwise), and what all of
// them have in common is shown, names and places first.
"use strict";
const sijill = (() => {
  const APOSTROPHES = /['’‘‛ʼʻʹʽʾʿˈ`´′＇ꞌ]/gu;
  const VARIANTS = {
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ک": "ك", "ٱ": "ا",
    "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "e",
    "ـ": "", "ß": "ss", "ς": "σ",
  };
  // marks that come off their letters; vowel signs of Indic scripts stay
  const MARKS = /[\u0300-\u036f\u0483-\u0487\u0951-\u0954\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302f\ufe20-\ufe2f]|(?=[\u0590-\u08ff])\p{Mn}/gu;

  function fold(text) {
    let folded = text;
    for (let n = 0; n < 3; n++) {
      folded = folded.toUpperCase().toLowerCase().normalize("NFKD").replace(MARKS, "").normalize("NFC").replace(APOSTROPHES, "")
        .replace(/\p{Cf}/gu, "").replace(/[\u0621-\u06ff\u00c0-\u02ff\u03c2]/gu, (c) => VARIANTS[c] ?? c);
    }
    return folded.replace(/\p{Nd}/gu, digit);
  }

  // decimal digits stand in the alphabet of their script ten by ten, after a zero
  function digit(character) {
    const code = character.codePointAt(0);
    if (code < 128) return character;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return code - zero > 9 ? character : String(code - zero);
  }

  const found = document.getElementById("found"), list = document.getElementById("results");
  const more = document.getElementById("more"), input = document.getElementById("q");
  const told = list.dataset, CHUNK = Number(told.chunk), PAGE = 20, LONGEST = 24;
  const shards = new Map(), chunks = new Map(), waiting = new Map();
  let asked = 0, hits = [], shown = 0;

  function load(name, known) {
    if (known.has(name)) return Promise.resolve(known.get(name));
    if (!waiting.has(name)) {
      waiting.set(name, new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = told.assets + name + ".js";
        script.onload = () => resolve(known.get(name));
        script.onerror = () => { known.set(name, null); resolve(null); };
        document.head.append(script);
      }));
    }
    return waiting.get(name);
  }

  // the incidents that have a word beginning so: rank -> 2 in a name or place, 1 elsewhere
  function ranks(words, beginning) {
    const result = new Map();
    for (const word in words) {
      if (!word.startsWith(beginning)) continue;
      let rank = -1;
      for (const entry of words[word].split(" ")) {
        const strong = entry.endsWith("!");
        rank += parseInt(strong ? entry.slice(0, -1) : entry, 36) + 1;
        const weight = (strong ? 2 : 1) + (word === beginning ? 1 : 0);
        if (weight > (result.get(rank) ?? 0)) result.set(rank, weight);
      }
    }
    return result;
  }

  async function search(query) {
    const mine = ++asked;
    const words = (fold(query).match(/[\p{L}\p{N}]+/gu) ?? []).map((w) => w.slice(0, LONGEST)).filter((w) => [...w].length > 1);
    list.replaceChildren();
    more.hidden = true;
    if (!words.length) { found.textContent = query.trim() ? told.short : ""; return; }
    const files = words.map((w) => [...w].slice(0, 2).map((c) => c.codePointAt(0).toString(16)).join("-"));
    const loaded = await Promise.all(files.map((name) => load(name, shards)));
    if (mine !== asked) return;
    const each = words.map((word, n) => ranks(loaded[n] ?? {}, word)).sort((a, b) => a.size - b.size);
    hits = [...each[0]].map(([rank, weight]) => [rank, each.slice(1).reduce((sum, m) => (sum && m.has(rank) ? sum + m.get(rank) : 0), weight)])
      .filter(([, weight]) => weight).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([rank]) => rank);
    shown = 0;
    found.textContent = hits.length ? told.found.replace("{n}", hits.length) : told.none.replace("{query}", query.trim());
    await show(mine);
  }

  async function show(mine) {
    const some = hits.slice(shown, shown + PAGE);
    const loaded = await Promise.all(some.map((rank) => load(`${told.language}-${Math.floor(rank / CHUNK)}`, chunks)));
    if (mine !== asked) return;
    some.forEach((rank, n) => {
      const result = loaded[n]?.[rank % CHUNK];
      if (!result) return;
      const item = document.createElement("li"), link = document.createElement("a"), line = document.createElement("span");
      link.href = result[0]; link.textContent = result[1]; link.dir = "auto"; line.textContent = result[2];
      item.append(link, line);
      list.append(item);
    });
    shown += some.length;
    more.hidden = shown >= hits.length;
    list.dataset.done = String(mine);
  }

  let timer = 0;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => search(input.value), 120); });
  input.form.addEventListener("submit", (event) => { event.preventDefault(); search(input.value); });
  more.addEventListener("click", () => show(asked));
  const query = new URLSearchParams(location.search).get("q");
  if (query) { input.value = query; search(query); }
  return {
    fold,
    words: (name, words) => shards.set(name, words),
    results: (language, number, results) => chunks.set(`${language}-${number}`, results),
  };
})();
