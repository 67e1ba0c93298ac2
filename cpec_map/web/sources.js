// The sources tab: what each source says, what rests on one source or none, and what was changed.
import { copyText, el, formatDate, formatValue, sourceLink } from "./dom.js";
import { fetchJson } from "./files.js";
import { STATUS_WORDS } from "./portfolio.js";
import { fold } from "./search.js";
import { bus, changed, choose, state } from "./state.js";

/** The tab's content; it fills itself when its document has come. */
export function buildSources(overview) {
  const node = el("div", { class: "sources" }, el("p", { class: "hint" }, "Reading the sources…"));
  fetchJson(`map/sources.json?v=${overview.digest}`).then((document) => fill(node, document, overview), (error) => {
    node.replaceChildren(el("p", { class: "failure", role: "alert" }, `The sources could not be read (${error.message}). Reload the page.`));
  });
  return node;
}

function fill(node, document, overview) {
  const byId = new Map(document.sources.map((one) => [one.id, one]));
  const show = () => {
    const source = byId.get(state.source);
    node.replaceChildren(...(source ? buildSource(source, overview) : buildAll(document)));
    node.closest(".sheet").scrollTop = 0;
  };
  bus.addEventListener("source", show);
  show();
}

/** Turn to the page of a source, or with `null` to all of them. */
function turn(id) {
  state.source = id;
  changed("source");
}

function said(source) {
  return source.claims.length + source.steps.length;
}

function buildAll(document) {
  const find = el("input", { type: "search", id: "sources-find", placeholder: "Title or publisher", autocomplete: "off", oninput: () => list() });
  const rows = el("ul", { class: "subjects" });
  const list = () => {
    const asked = fold(find.value);
    rows.replaceChildren(...document.sources.filter((one) => fold(`${one.title} ${one.publisher}`).includes(asked)).sort((a, b) => said(b) - said(a)).map((one) => el("li", {},
      el("button", { type: "button", class: "subject", onclick: () => turn(one.id) }, el("span", { class: "name" }, one.title),
        el("span", { class: "count" }, said(one) ? `${said(one)} ${said(one) === 1 ? "claim" : "claims"}` : one.features.length ? `${one.features.length} drawn` : "")),
      el("p", { class: "sub" }, [one.publisher, one.date && formatDate(one.date)].filter(Boolean).join(" · ")))));
  };
  list();
  return [
    el("h2", {}, "Sources"),
    el("p", { class: "hint" }, `${document.sources.length} sources, each with what it says here.`),
    el("label", { class: "hidden-words", for: find.id }, "Find a source"), find, rows,
    buildCoverage(document.coverage), buildChanges(document.changes),
  ];
}

function buildSource(source, overview) {
  const about = (one) => el("button", { type: "button", class: "inline", onclick: () => choose({ subject: one.subject }, "panel") }, one.name);
  const feature = (one) => el("button", { type: "button", class: "inline", onclick: () => choose({ feature: one.id }, "panel") }, one.name);
  const articles = overview.articles.filter((one) => source.dates.includes(one.id));
  return [
    el("button", { type: "button", class: "back", onclick: () => turn(null) }, "All sources"),
    el("h2", {}, source.title),
    el("p", { class: "source" }, [source.publisher, source.date ? formatDate(source.date) : "no date"].filter(Boolean).join(" · "), ` · ${source.licence}`),
    source.address ? el("p", {}, sourceLink(source.address, source.address)) : el("p", { class: "hint" }, "No address on record."),
    el("div", { class: "actions" }, citeButtons({ source: source.id })),
    source.claims.length ? el("h3", {}, `What it says (${source.claims.length})`) : null,
    el("ul", {}, source.claims.map((one) => el("li", {}, about(one), `: ${one.label} `, el("strong", {}, `${formatValue(one.value)}${one.unit ? `\u202f${one.unit}` : ""}`), el("span", { class: "source" }, one.as_of ? ` ${formatDate(one.as_of)}` : "")))),
    source.steps.length ? el("h3", {}, `Status it reports (${source.steps.length})`) : null,
    el("ul", {}, source.steps.map((one) => el("li", {}, about(one), `: ${STATUS_WORDS[one.status] ?? one.status}`, el("span", { class: "source" }, ` ${formatDate(one.date)}`)))),
    source.projects.length ? el("h3", {}, "Also lists") : null, el("ul", {}, source.projects.map((one) => el("li", {}, about(one)))),
    source.features.length ? el("h3", {}, `Drawn from it (${source.features.length})`) : null, el("ul", {}, source.features.map((one) => el("li", {}, feature(one)))),
    ...articles.map((one) => el("p", { class: "note" }, `Dates the article: ${one.title}.`)),
  ].filter(Boolean);
}

function buildCoverage(coverage) {
  const about = (one) => el("button", { type: "button", class: "inline", onclick: () => choose({ subject: one.subject }, "panel") }, one.name);
  const part = (words, items, line) => el("details", { class: "facet" }, el("summary", {}, `${words} (${items.length})`), el("ul", { class: "plain" }, items.map((one) => el("li", {}, line(one)))));
  return el("section", { class: "coverage" }, el("h3", {}, "How well it is covered"),
    el("p", { class: "hint" }, `${coverage.figures} figures in all. Where one source speaks alone, or none, or long ago, take care.`),
    part("One source only", coverage.single, (one) => [about(one), `: ${one.label}`]),
    ...Object.entries(coverage.missing).map(([words, items]) => part(`Projects without ${words}`, items, (one) => [about(one)])),
    part("Looked for and not found", coverage.gaps, (one) => [about(one), `: ${one.note}`]),
    part("Oldest figures", coverage.oldest, (one) => [about(one), `: ${one.label}, ${one.as_of ? formatDate(one.as_of) : "undated"}`]));
}

function buildChanges(changes) {
  if (!changes.length) return el("p", { class: "hint" }, "No change is on record.");
  return el("section", { class: "changes" }, el("h3", {}, "What was changed"),
    el("ul", { class: "plain" }, changes.map((one) => el("li", {}, el("span", { class: "source" }, `${formatDate(one.date)} · ${one.change} · ${one.record} ${one.id}`), el("br"), one.why))));
}

/** Buttons that put a citation where the reader can paste it. `what` is {claim}, {fact} or {source}: an id. */
export function citeButtons(what) {
  const [[kind, id]] = Object.entries(what);
  const forms = [["plain", "Copy citation"], ["bibtex", "BibTeX"], ["csl", "CSL-JSON"]];
  return forms.map(([form, words]) => el("button", { type: "button", class: "action", "data-form": form, onclick: (event) => copyCitation(`map/cite?${kind}=${encodeURIComponent(id)}&form=${form}`, event.currentTarget) }, words));
}

async function copyCitation(address, button) {

  try {
    const answer = await fetch(new URL(address, globalThis.document.baseURI));
    if (!answer.ok) throw new Error(String(answer.status));
    await copyText(await answer.text(), button);
  } catch (error) {
    button.textContent = `Not copied (${error.message})`;
  }
}
