// The projects tab: filters with counts, totals that say what they add, and a table that equals the map.
import { el, formatDate, formatValue } from "./dom.js";
import { statusStrip, STATUS_COLOURS } from "./history.js";
import { answer, countFacets, KNOWN_WORDS, loadPortfolio, monthsOf, ORDERS, SECTOR_WORDS, STATUS_WORDS, totals } from "./portfolio.js";
import { bus, changed, choose, emptyFilter, FACETS, isEmpty, state } from "./state.js";

const FACET_WORDS = { sector: "Sector", status: "Status", province: "Province", confidence: "How well supported", known: "How well located" };
const CONFIDENCE_WORDS = { high: "well supported", medium: "fairly supported", low: "weakly supported" };
const VALUE_WORDS = { sector: SECTOR_WORDS, status: STATUS_WORDS, province: {}, confidence: CONFIDENCE_WORDS, known: KNOWN_WORDS };
const PAGE = 100;

/** The tab's content; it fills itself when the portfolio has come. `showFacts` turns to the facts of what is chosen. */
export function buildProjects(digest, showFacts) {
  const node = el("div", { class: "projects" }, el("p", { class: "hint" }, "Reading the projects…"));
  loadPortfolio(digest).then((document) => node.replaceChildren(...fill(document, showFacts)), (error) => {
    node.replaceChildren(el("p", { class: "failure", role: "alert" }, `The projects could not be read (${error.message}). Reload the page.`));
  });
  return node;
}

function fill(document, showFacts) {
  if (!document.projects.length) return [el("p", { class: "hint" }, "No project is on record.")];
  const months = monthsOf(document);
  const ask = (change) => { state.filter = { ...state.filter, ...change }; changed("filter"); };
  const find = el("input", { type: "search", id: "projects-find", autocomplete: "off", spellcheck: "false", placeholder: "Name, kind, place", value: state.filter.find, oninput: () => ask({ find: find.value.trim().slice(0, 100) }) });
  const sort = el("select", { id: "projects-sort", onchange: () => { state.sort = sort.value; changed("sort"); } },
    Object.entries(ORDERS).map(([value, { words }]) => el("option", { value, selected: value === state.sort }, words)));
  const clear = el("button", { type: "button", class: "action", onclick: () => { state.filter = emptyFilter(); find.value = ""; changed("filter"); } }, "Show all projects");
  const facets = Object.fromEntries(FACETS.map((name) => [name, buildFacet(document, name, ask)]));
  const said = el("p", { class: "found", role: "status" });
  const sums = el("div", { class: "sums" });
  const charts = buildCharts(document);
  const body = el("tbody", {});
  const more = el("button", { type: "button", class: "action", onclick: () => { shown += PAGE; list(); } });
  const table = el("table", { class: "portfolio" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Project"), el("th", { scope: "col" }, "Status"), el("th", { scope: "col", class: "number" }, "Size, cost"))), body);
  const take = buildDownload(document, () => [...found.keys()]);
  let found = new Map();
  let shown = PAGE;

  /** The rows again; rows of the same project and status are kept, so that focus and position stay. */
  function list() {
    const order = ORDERS[state.sort]?.compare;
    const projects = [...found.keys()].map((id) => document.byId.get(id));
    if (order) projects.sort(order);
    const chosen = chosenProject(document);
    const place = projects.findIndex((one) => one.id === chosen?.id);
    if (place >= shown) shown = Math.ceil((place + 1) / PAGE) * PAGE;
    const rows = [];
    for (const project of projects.slice(0, shown)) {
      const open = project.id === chosen?.id;
      rows.push(buildRow(project, found.get(project.id), open));
      if (open) rows.push(buildDetail(project, months, showFacts));
    }
    const held = body.contains(document_().activeElement) ? document_().activeElement.dataset.project : null;
    body.replaceChildren(...rows);
    if (held) body.querySelector(`[data-project="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    more.hidden = projects.length <= shown;
    more.textContent = `Show more (${projects.length - shown})`;
  }

  function refresh() {
    found = answer(document, state.filter);
    shown = PAGE;
    const counts = countFacets(document, state.filter);
    for (const name of FACETS) facets[name].show(counts[name]);
    const onMap = [...found.keys()].filter((id) => document.byId.get(id).features.length).length;
    said.textContent = `${found.size} of ${document.projects.length} projects; ${onMap} on the map, ${found.size - onMap} not located${whenWords()}.`;
    clear.hidden = isEmpty(state.filter);
    if (find.value.trim() !== state.filter.find) find.value = state.filter.find;
    sums.replaceChildren(...buildTotals(document, found));
    charts.show(found);
    list();
    performance.mark("projects-shown");
  }

  bus.addEventListener("filter", refresh);
  bus.addEventListener("sort", list);
  bus.addEventListener("choose", () => {
    list();
    const row = body.querySelector("tr.open");
    if (row && !row.closest("[hidden]")) row.scrollIntoView({ block: "nearest" });
  });
  refresh();
  return [
    el("h2", {}, "Projects of the corridor"),
    el("p", { class: "hint" }, "Everything the sources list, located or not. The map shows the same projects; what no source locates is in this list only."),
    el("label", { class: "field", for: "projects-find" }, "Find"), find,
    el("div", { class: "facets" }, FACETS.map((name) => facets[name].node)),
    el("div", { class: "actions" }, clear),
    said, sums, charts.node,
    el("div", { class: "tools" }, el("label", { for: "projects-sort" }, "Order"), sort),
    table, more, take,
  ];
}

// `document` is the portfolio in this module; the page's own is asked for by name.
function document_() { return globalThis.document; }

function whenWords() {
  const { from, to } = state.filter;
  if (to === null && from === null) return "";
  const end = to === null ? "now" : `the end of ${formatDate(to.slice(0, 7))}`;
  return from === null ? `, as they stood at ${end}` : `, with a change from ${formatDate(from.slice(0, 7))} to ${end}`;
}

function buildFacet(document, name, ask) {
  const values = { sector: Object.keys(SECTOR_WORDS), status: Object.keys(STATUS_WORDS), province: document.provinces, confidence: Object.keys(CONFIDENCE_WORDS), known: Object.keys(KNOWN_WORDS) }[name];
  const summary = el("summary", {});
  const boxes = new Map(values.map((value) => {
    const box = el("input", { type: "checkbox", "data-facet": name, value, onchange: () => {
      const chosen = new Set(state.filter[name]);
      box.checked ? chosen.add(value) : chosen.delete(value);
      ask({ [name]: chosen });
    } });
    const count = el("span", { class: "count" });
    const swatch = name === "status" ? el("span", { class: "dot", style: `background:${STATUS_COLOURS[value]}`, "aria-hidden": "true" }) : null;
    return [value, { box, count, label: el("label", {}, box, swatch, el("span", {}, VALUE_WORDS[name][value] ?? value), count) }];
  }));
  const node = el("details", { class: "facet", open: state.filter[name].size > 0 }, summary, el("div", { class: "values" }, [...boxes.values()].map((one) => one.label)));
  const show = (tally) => {
    const chosen = state.filter[name];
    summary.textContent = chosen.size ? `${FACET_WORDS[name]}: ${[...chosen].map((one) => VALUE_WORDS[name][one] ?? one).join(", ")}` : FACET_WORDS[name];
    for (const [value, { box, count, label }] of boxes) {
      const number = tally.get(value) ?? 0;
      box.checked = chosen.has(value);
      count.textContent = String(number);
      label.hidden = number === 0 && !box.checked;
    }
  };
  return { node, show };
}

function buildTotals(document, found) {
  const sums = totals(document, found);
  const parts = Object.entries(sums).filter(([, one]) => one.given > 0).map(([measure, { sum, unit, given, inside }]) => el("div", {},
    el("dt", {}, { capacity: "Capacity", length: "Length", area: "Area", cost: "Cost as claimed" }[measure]),
    el("dd", {}, el("strong", {}, `${formatValue(Math.round(sum))}\u202f${unit}`),
      el("span", { class: "source" }, ` sum of ${given} of ${found.size} projects${inside ? `; ${inside} inside another left out` : ""}`))));
  if (!parts.length) return [];
  return [el("dl", { class: "totals" }, parts),
    el("p", { class: "hint" }, "Adds the figure shown first for each project, of different years, as its source published it. Costs in rupees are not converted and not added.")];
}

function buildRow(project, then, open) {
  const words = STATUS_WORDS[then.status] ?? then.status;
  const target = project.features.length === 1 ? { feature: project.features[0] } : { subject: project.id };
  return el("tr", { class: open ? "open" : "" },
    el("td", {}, el("button", { type: "button", class: "inline", "data-project": project.id, "aria-expanded": String(open), onclick: () => choose(open ? {} : target, "projects") }, project.name),
      el("span", { class: "sub" }, ` ${project.kind}${project.features.length ? "" : ", not located"}`)),
    el("td", {}, el("span", { class: "dot", style: `background:${STATUS_COLOURS[then.status] ?? STATUS_COLOURS.unknown}`, "aria-hidden": "true" }), then.sure ? words : `${words}, may have changed`),
    el("td", { class: "number" }, Object.entries(project.figures).map(([, figure]) => el("div", {}, `${formatValue(figure.value)}\u202f${figure.unit}`))));
}

function buildDetail(project, months, showFacts) {
  return el("tr", { class: "detail" }, el("td", { colspan: 3 },
    statusStrip(project.history, months),
    el("p", { class: "source" }, [project.place, project.provinces.join(", ")].filter(Boolean).join(" · ") || "No place on record", ` · ${KNOWN_WORDS[project.precision]} · ${CONFIDENCE_WORDS[project.confidence]}`),
    el("button", { type: "button", class: "action", onclick: showFacts }, "Facts, figures and sources")));
}

/** The project that the reader's choice belongs to, if it belongs to one. */
function chosenProject(document) {
  const { feature, subject } = state.chosen;
  const drawn = feature ? document.drawn[feature] : null;
  if (drawn) return document.byId.get(drawn[0]);
  return (subject && (document.byId.get(subject))) || null;
}

/** Charts of what is found, as pictures the server draws from the counts alone. */
function buildCharts(document) {
  const pictures = [["sector", "Projects by sector"], ["status", "Projects by status"], ["year", "Status at the end of each year"]].map(([kind, words]) => [kind, words, el("img", { alt: "", loading: "lazy" })]);
  const node = el("details", { class: "charts" }, el("summary", {}, "Charts"), ...pictures.map(([, , picture]) => picture));
  let late = 0;
  let latest = new Map();
  const draw = () => {
    if (!node.open) return;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0;
    for (const [kind, words, picture] of pictures) {
      const values = chartValues(document, latest, kind);
      picture.hidden = values.length === 0;
      const address = new URL(`map/chart.svg?kind=${kind}&values=${values.map(([name, number]) => `${name}:${number}`).join(",")}&dark=${dark}`, globalThis.document.baseURI).href;
      if (values.length && picture.src !== address) picture.src = address;
      picture.alt = `${words}: ${values.map(([name, number]) => `${name} ${number}`).join(", ")}`;
    }
  };
  node.addEventListener("toggle", draw);
  return { node, show: (found) => { latest = found; clearTimeout(late); late = setTimeout(draw, 300); } };
}

function chartValues(document, found, kind) {
  const tally = new Map();
  const add = (key) => tally.set(key, (tally.get(key) ?? 0) + 1);
  if (kind === "year") {
    const [first, last] = monthsOf(document).map((month) => Number(month.slice(0, 4)));
    for (let year = Math.max(first, last - 13); year <= last; year += 1) {
      for (const [id, then] of answer(document, { ...state.filter, from: null, to: `${year}-12-31`, status: new Set() })) if (found.has(id)) add(`${year}.${then.status}`);
    }
  } else for (const [id, then] of found) add(kind === "status" ? then.status : document.byId.get(id).sector);
  const order = kind === "sector" ? Object.keys(SECTOR_WORDS) : kind === "status" ? Object.keys(STATUS_WORDS) : [...tally.keys()].sort();
  return order.filter((key) => tally.has(key)).map((key) => [key, tally.get(key)]);
}

/** Exactly what is found, as GeoJSON or as a table. A form, because thousands of ids do not fit into an address. */
function buildDownload(document, ids) {
  const list = el("input", { type: "hidden", name: "projects" });
  const button = (form, words) => el("button", { type: "submit", class: "action", name: "form", value: form }, words);
  const borders = el("input", { type: "hidden", name: "borders" });
  return el("form", { class: "actions", method: "post", action: new URL("map/projects", globalThis.document.baseURI).href, onsubmit: () => { list.value = ids().join(","); borders.value = state.borders; } },
    list, borders, button("geojson", "Download these as GeoJSON"), button("csv", "as CSV"));
}

