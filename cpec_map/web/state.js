// What the reader sees, shared by the map and the panel, and kept in the address of the page.
import { fetchJson } from "./files.js";

/** What projects can be filtered by. */
export const FACETS = ["sector", "status", "province", "confidence", "known"];

/** Nothing asked of the projects: every one, as it is now. `from` and `to` are days (ISO) or null. */
export function emptyFilter() {
  return { ...Object.fromEntries(FACETS.map((name) => [name, new Set()])), find: "", from: null, to: null };
}

export function isEmpty(filter) {
  return FACETS.every((name) => filter[name].size === 0) && !filter.find && filter.from === null && filter.to === null;
}

/** The one state of the page. `visible` holds ids of corridor layers; `begun` says that the link has been read; `review`
 *  is what an article under review has on the map: `candidates` {number, name, lon, lat, accuracy_m, chosen, quiet}, `placed`
 *  {lon, lat}, and `placing` while a click on the map is waited for. */
export const state = { begun: false, chosen: {}, visible: new Set(), startVisible: "", base: "own", borders: "neutral", within: null, relief: false, view: null, filter: emptyFilter(), sort: "listed", tab: "facts", source: null, review: { candidates: [], placed: [], placing: false } };

/** Events: `choose` (detail: {chosen, origin}), `layers`, `base`, `borders`, `filter`, `sort`, `tab`, `source`, `point` (detail: feature ids under the pointer). */
export const bus = new EventTarget();

let overview = null;
let overviewDigest = "";

/** The overview document of a catalog, fetched once. */
export function loadOverview(digest) {
  if (overview === null || overviewDigest !== digest) {
    overviewDigest = digest;
    overview = fetchJson(`map/overview.json?v=${digest}`);
  }
  return overview;
}

/** Choose a feature, a subject or a fact (or nothing). `origin` says where: map, panel, search, link. */
export function choose(chosen, origin) {
  state.chosen = chosen;
  writeLink();
  bus.dispatchEvent(new CustomEvent("choose", { detail: { chosen, origin } }));
}

/** Features a choice is drawn on, by the overview's tables. */
export function featuresOf(chosen, data) {
  if (chosen.fact) {
    const fact = data.articles.flatMap((article) => article.facts).find((one) => one.id === chosen.fact);
    const own = fact ? fact.features : [];
    if (chosen.feature && own.includes(chosen.feature) && chosen.only) return [chosen.feature];
    return own.length || !chosen.feature ? own : [chosen.feature];
  }
  if (chosen.feature) return [chosen.feature];
  // A project that is no subject of its own is drawn by the features that name it.
  if (chosen.subject) return data.subjects.find((one) => one.id === chosen.subject)?.features ?? data.projects.find((one) => one.id === chosen.subject)?.features ?? [];
  return [];
}

/** Say that something of the view changed: listeners hear it and the address follows. */
export function changed(what) {
  writeLink();
  bus.dispatchEvent(new CustomEvent(what));
}

const OURS = ["view", "layers", "feature", "subject", "fact", "base", "borders", "within", "relief", "tab", "source", "sort", "find", "from", "to", ...FACETS];
let pending = 0;

/** The address that reopens what is seen now. */
export function linkAddress() {
  const address = new URL(location.href);
  const kept = [...address.searchParams].filter(([name]) => !OURS.includes(name));
  const visible = [...state.visible].join(",");
  const ours = {
    view: state.view && `${state.view[0].toFixed(5)},${state.view[1].toFixed(5)},${+state.view[2].toFixed(2)}`,
    layers: visible === state.startVisible ? null : visible,
    feature: state.chosen.feature,
    subject: state.chosen.subject,
    fact: state.chosen.fact,
    base: state.base === "own" ? null : state.base,
    borders: state.borders === "neutral" ? null : state.borders,
    within: state.within,
    relief: state.relief ? "1" : null,
    tab: state.tab === "facts" ? null : state.tab,
    source: state.tab === "sources" ? state.source : null,
    sort: state.sort === "listed" ? null : state.sort,
    ...Object.fromEntries(FACETS.map((name) => [name, [...state.filter[name]].join(",") || null])),
    find: state.filter.find || null,
    from: state.filter.from,
    to: state.filter.to,
  };
  const said = Object.entries(ours).filter(([, value]) => value !== null && value !== undefined);
  const pairs = [...kept, ...said].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value).replace(/%2C/g, ",")}`);
  address.search = pairs.length ? `?${pairs.join("&")}` : "";
  return address;
}

/** The address of a download: `what` is {layers: ids}, {feature: id} or {gazetteer: true}. */
export function downloadAddress(what) {
  if (what.gazetteer) return new URL("map/download?gazetteer=all", document.baseURI).href;
  const asked = what.feature ? `feature=${encodeURIComponent(what.feature)}` : `layers=${what.layers.map(encodeURIComponent).join(",")}`;
  const view = state.borders === "neutral" ? "" : `&borders=${state.borders}`;
  return new URL(`map/download?${asked}${view}`, document.baseURI).href;
}

function writeLink() {
  clearTimeout(pending);
  pending = setTimeout(() => history.replaceState(history.state, "", linkAddress()), 120);
}
