// The search: features, places, facts and stations by any of their names; Enter goes there.
import { el, formatDistance } from "./dom.js";

/** Text as the search compares it: no case, no diacritics, no punctuation. */
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** A word without vowels and h: Raikot and Rakhiot, Jungshahi and Jangshahi share one. */
function skeleton(word) {
  return word.replace(/[aeiouyhw]/g, "").replace(/(.)\1+/g, "$1");
}

/** What can be found, from the overview: {kind, text, sub, names, target}. */
export function buildIndex(overview) {
  const layers = new Map(overview.layers.map((layer) => [layer.id, layer]));
  const entries = [
    ...overview.features.map((one) => ({ kind: one.kind || "feature", text: one.name, sub: layers.get(one.layer).title, names: one.names, target: { feature: one.id }, weight: 0 })),
    ...overview.subjects.filter((one) => one.features.length !== 1).map((one) => ({ kind: one.features.length ? "project" : "theme", text: one.name, sub: one.summary, names: [], target: { subject: one.id }, weight: one.features.length ? 0 : 0.2 })),
    // A project that a feature of its own name draws is found by that feature.
    ...overview.projects.filter((one) => !one.features.includes(one.id)).map((one) => ({ kind: one.kind, text: one.name, sub: one.features.length ? "project" : "project, not located", names: [], target: one.features.length === 1 ? { feature: one.features[0] } : { subject: one.id }, weight: 0.1 })),
    ...overview.places.map((one) => ({ kind: one.kind, text: one.name, sub: one.names.slice(0, 3).join(" · ") || `known to ${formatDistance(one.accuracy_m)}`, names: one.names, target: { at: one.at, accuracy: one.accuracy_m }, weight: 0.5 })),
    ...overview.articles.flatMap((article) => article.facts.map((fact) => ({ kind: "fact", text: fact.statement, sub: `“${fact.quote}” ¶${fact.paragraph}`, names: [fact.quote, fact.id, ...fact.actors], target: { fact: fact.id }, weight: 1 }))),
  ];
  return entries.map((entry) => ({ ...entry, keys: [entry.text, ...entry.names].map(fold), sub_key: fold(entry.sub) }));
}

/** The best entries for a query, best first. */
export function find(index, query, most = 12) {
  const asked = fold(query);
  if (!asked) return [];
  const words = asked.split(" ");
  const scored = [];
  for (const entry of index) {
    const best = Math.min(...entry.keys.map((key) => scoreOf(key, asked, words)), entry.sub_key.includes(asked) ? 6 : Infinity);
    if (best < Infinity) scored.push([best + entry.weight + entry.text.length / 1000, entry]);
  }
  return scored.sort((a, b) => a[0] - b[0]).slice(0, most).map(([, entry]) => entry);
}

function scoreOf(key, asked, words) {
  if (key === asked) return 0;
  if (key.startsWith(asked)) return 1;
  if (` ${key}`.includes(` ${asked}`)) return 2;
  const parts = key.split(" ");
  if (words.every((word) => parts.some((part) => part.startsWith(word)))) return 2.5;
  if (asked.length > 2 && key.includes(asked)) return 3;
  const alike = (word) => word.length > 3 && skeleton(word).length > 1 && parts.some((part) => skeleton(part) === skeleton(word) && part[0] === word[0]);
  if (words.every((word) => alike(word) || parts.some((part) => part.startsWith(word)))) return 4;
  return Infinity;
}

/** The search box (a combobox as WAI-ARIA describes it). `go` receives the target of an entry. */
export function buildSearch(overview, go) {
  let index = null; // made when the reader first comes to the box
  const list = el("ul", { class: "results", role: "listbox", id: "search-results", "aria-label": "Found", hidden: true });
  const said = el("p", { class: "hidden-words", role: "status" });
  const input = el("input", {
    type: "search", role: "combobox", placeholder: "Search places, projects, facts", "aria-label": "Search places, projects, facts",
    "aria-expanded": "false", "aria-controls": "search-results", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", id: "search",
  });
  let found = [];
  let active = -1;

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function pick(entry) {
    input.value = entry.text;
    close();
    go(entry.target);
  }

  function point(next) {
    active = found.length ? (next + found.length) % found.length : -1;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === active)));
    const item = list.children[active];
    if (!item) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function show() {
    index ??= buildIndex(overview);
    found = find(index, input.value);
    list.replaceChildren(...found.map((entry, number) => el("li", { role: "option", id: `search-result-${number}`, "aria-selected": "false", onmousedown: (event) => { event.preventDefault(); pick(entry); } },
      el("span", { class: "name" }, entry.text), el("span", { class: "kind" }, entry.kind), el("span", { class: "sub" }, entry.sub))));
    const nothing = input.value.trim() !== "" && found.length === 0;
    if (nothing) list.append(el("li", { class: "nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found. Try another spelling, or part of the name."));
    list.hidden = !found.length && !nothing;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = input.value.trim() ? `${found.length} found` : "";
    if (found.length) point(0);
  }

  input.addEventListener("input", show);
  input.addEventListener("focus", () => { if (input.value) show(); });
  input.addEventListener("blur", close); // A press on a result keeps the focus here.
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); list.hidden ? show() : point(active + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); point(active - 1); }
    else if (event.key === "Enter") { event.preventDefault(); if (list.hidden) show(); if (found[Math.max(0, active)]) pick(found[Math.max(0, active)]); }
    else if (event.key === "Escape") { input.value = ""; close(); }
    event.stopPropagation();
  });
  return el("div", { class: "search", role: "search" }, input, list, said);
}
