// What the reader sees, shared by the map and the panel, and kept in the address of the page.
import { fetchJson } from "./files.js";

/** The one state of the page. `visible` holds ids of corridor layers; `begun` says that the link has been read. */
export const state = { begun: false, chosen: {}, visible: new Set(), startVisible: "", base: "own", borders: "neutral", within: null, relief: false, view: null };

/** Events: `choose` (detail: {chosen, origin}), `layers`, `base`, `borders`, `point` (detail: feature ids under the pointer). */
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
  if (chosen.subject) return data.subjects.find((one) => one.id === chosen.subject)?.features ?? [];
  return [];
}

/** Say that something of the view changed: listeners hear it and the address follows. */
export function changed(what) {
  writeLink();
  bus.dispatchEvent(new CustomEvent(what));
}

const OURS = ["view", "layers", "feature", "subject", "fact", "base", "borders", "within", "relief"];
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
