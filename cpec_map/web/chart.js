// The map component: Leaflet, folium's script and our layers, mounted once and kept while the page lives.
import "./leaflet/leaflet.js";
import { BaseMap } from "./base.js";
import { Corridor } from "./corridor.js";
import { copyText, el, formatDistance } from "./dom.js";
import { fetchJson } from "./files.js";
import { Labels } from "./labels.js";
import { buildLayerPanel } from "./layerpanel.js";
import { buildSearch } from "./search.js";
import { bus, changed, choose, emptyFilter, FACETS, featuresOf, isEmpty, linkAddress, loadOverview, state } from "./state.js";
import { themeOf } from "./theme.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const BORDER_WORDS = {
  neutral: "Borders: neutral view, disputed lines dashed", pakistan: "Borders as Pakistan shows them",
  india: "Borders as India shows them", china: "Borders as China shows them",
};

const MAP_ID = "map_corridor";
const mounted = new WeakMap();

/** Streamlit calls this at every render; the map is made at the first and stays. */
export default function mount(component) {
  const host = component.parentElement.querySelector(".chart");
  const known = mounted.get(host);
  if (known) {
    known.component = component;
    return;
  }
  const holder = { component };
  mounted.set(host, holder);
  build(host, holder).catch((error) => {
    host.replaceChildren(el("p", { class: "failure", role: "alert" }, `The map could not be drawn (${error.message}). Reload the page.`));
  });
}

async function build(host, holder) {
  const { digest, start, review = false } = holder.component.data;
  const styled = ensureStyle("leaflet/leaflet.css");
  readStart(start);
  const script = import(new URL("map/script.js", document.baseURI).href);
  const overview = await loadOverview(digest);
  startLayers(overview, start);
  bus.dispatchEvent(new CustomEvent("begun"));
  const fetchLayer = (id) => fetchJson(`map/layers/${encodeURIComponent(id)}.geojson?v=${digest}`);

  const canvas = el("div", { class: "map", tabindex: "0", role: "application", "aria-label": "Map of the corridor. Arrow keys move it, plus and minus zoom. The list beside the map holds every feature." });
  host.replaceChildren(canvas);
  const [{ draw }] = await Promise.all([script, styled]);
  // Streamlit may have put another in this one's place while the files came. The one that stays gets the
  // name by which folium's script finds its element, though the other may still be in the document.
  if (!host.isConnected) return;
  document.getElementById(MAP_ID)?.removeAttribute("id");
  canvas.id = MAP_ID;
  const { L } = window;
  let plugin = null;
  const map = draw(L, { attach: (target, addresses) => { plugin = { target, addresses }; } });
  if (!plugin) throw new Error("the map's plugin is missing");

  map.options.maxZoom = overview.zooms[1];
  map.setMaxBounds([[5, 40], [52, 100]]);
  map.options.minZoom = Math.max(overview.zooms[0], map.getBoundsZoom([[5, 40], [52, 100]], true));
  const [west, south, east, north] = overview.bounds;
  if (state.view) map.setView([state.view[1], state.view[0]], state.view[2], { animate: false });

  let theme = themeOf(host);
  host.classList.toggle("dark", theme.dark);
  canvas.style.background = theme.sea;
  const base = new BaseMap(L, map, overview, fetchLayer, theme);
  base.setBorders(state.borders);
  const hint = el("div", { class: "hover", hidden: true });
  let desk = null;
  const corridor = new Corridor(L, map, theme,
    // Beside an article under review the map's own features are context: a click there is about a candidate.
    (id, others, km) => { if (!review) choose(id ? { feature: id, also: others, km } : {}, "map"); },
    (entry, km) => { hint.hidden = !entry; if (entry) hint.textContent = describeHover(entry, km); });
  const labels = new Labels(L, map, theme, () => ({ corridor: [...(desk?.labels() ?? []), ...corridor.labels()], base: base.labels(), ticks: corridor.ticks() }), () => coveredBy(host));
  map.on("mousemove", (event) => { if (!hint.hidden) hint.style.transform = `translate(${event.containerPoint.x + 14}px, ${event.containerPoint.y + 14}px)`; });

  corridor.within = state.within ?? Infinity;
  const order = new Map(overview.layers.map((layer, number) => [layer.id, number]));
  const loading = new Map();
  const ensure = (id) => {
    if (!loading.has(id)) loading.set(id, fetchLayer(id).then((document) => corridor.add(id, order.get(id), document)));
    return loading.get(id);
  };
  // A layer that does not arrive takes nothing down: it is switched off, named, and can be tried again.
  const missing = new Map();
  const notice = el("div", { class: "notice", role: "alert", hidden: true });
  const arrive = async (id) => {
    const before = missing.size;
    try {
      if (!corridor.layers.has(id)) await ensure(id);
      missing.delete(id);
    } catch (error) {
      loading.delete(id);
      missing.set(id, `${overview.layers.find((layer) => layer.id === id).title} could not be fetched (${error.message}). Switch it on to try again.`);
      state.visible.delete(id);
      changed("layers");
    }
    if (before || missing.size) {
      notice.replaceChildren(...[...missing.values()].map((words) => el("p", {}, words)));
      notice.hidden = missing.size === 0;
    }
  };
  const show = async (...ids) => {
    await Promise.all(ids.map(arrive));
    corridor.show(ids.filter((id) => state.visible.has(id)));
    labels.refresh();
  };
  const toggle = (id, on) => {
    if (on) { state.visible.add(id); if (corridor.layers.has(id)) corridor.show([id]); else show(id); }
    else { state.visible.delete(id); corridor.hide(id); }
    sortVisible(overview);
    labels.refresh();
    changed("layers");
  };
  // What lies under the open layer panel is not seen: views keep clear of it.
  const clear = () => {
    const open = panel.classList.contains("closed") ? 0 : panel.offsetWidth + 12;
    return open > host.clientWidth / 2 ? 0 : open;
  };
  const fit = (bounds, closest, animate = !still.matches) => {
    const margin = Math.min(40, host.clientWidth / 12);
    map.fitBounds(bounds, { paddingTopLeft: [margin, margin + 30], paddingBottomRight: [margin + clear(), margin + 20], maxZoom: closest, animate, duration: 0.35 });
  };
  const goTo = (bounds, accuracy) => fit(bounds, accuracy >= 10000 ? 9 : accuracy >= 1000 ? 11.5 : 14);

  let tiles = null;
  const setBase = (id) => {
    state.base = id;
    tiles?.remove();
    tiles = null;
    const chosen = overview.tiles.find((tile) => tile.id === id);
    if (chosen) tiles = L.tileLayer(chosen.address, { pane: "tiles", maxNativeZoom: chosen.max_zoom, maxZoom: 18, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
    base.setUnder(!chosen);
    labels.refresh();
    credit();
    changed("base");
  };
  const setBorders = (view) => {
    state.borders = view;
    base.setBorders(view);
    labels.refresh();
    credit();
    changed("borders");
  };

  const setRelief = (on) => {
    state.relief = on;
    base.setRelief(on, (id) => new URL(`map/layers/${encodeURIComponent(id)}.png?v=${digest}`, document.baseURI).href);
    credit();
    changed("relief");
  };
  const setWithin = (metres) => {
    state.within = metres;
    corridor.setWithin(metres ?? Infinity);
    labels.refresh();
    credit();
    changed("within");
  };

  // Projects that the reader's filter leaves out are not drawn; at another time the rest look as they stood then.
  let asked = 0;
  const applyFilter = async () => {
    const turn = (asked += 1);
    let looks = null;
    if (!isEmpty(state.filter)) {
      const [{ answer, drawnAs, loadPortfolio }] = await Promise.all([import("./portfolio.js")]);
      const portfolio = await loadPortfolio(digest);
      if (turn !== asked) return;
      looks = drawnAs(portfolio, answer(portfolio, state.filter), state.filter);
    }
    corridor.setLooks(looks);
    labels.refresh();
    performance.mark("filter-shown");
  };

  const credits = el("p", { class: "credits" });
  function credit() {
    const tile = overview.tiles.find((one) => one.id === state.base);
    const names = new Set([...overview.layers.filter((layer) => state.visible.has(layer.id)), ...overview.base.filter((layer) => layer.draw !== "relief" || state.relief)].flatMap((layer) => layer.attribution.split("; ")));
    if (tile) names.add(tile.attribution);
    credits.replaceChildren(el("span", { class: "borders-said" }, BORDER_WORDS[state.borders] + (state.within ? `; only what is known to within ${formatDistance(state.within)}` : "")), el("span", { class: "names" }, [...names].join(" · ")));
  }

  const panel = buildLayerPanel(overview, {
    toggle,
    zoomTo: (id) => { const [w, s, e, n] = overview.layers.find((layer) => layer.id === id).bbox; if (!state.visible.has(id)) toggle(id, true); goTo([[s, w], [n, e]], 0); },
    setBase, setBorders, setWithin, setRelief,
    copyLink: (button) => copyText(linkAddress().href, button),
  }, !review && matchMedia("(min-width: 1100px)").matches);
  const search = buildSearch(overview, (target) => {
    if (target.at) {
      choose({}, "search");
      corridor.ring([target.at[1], target.at[0]], target.accuracy);
      const closest = target.accuracy >= 10000 ? 8.5 : 10.5;
      map.setView([target.at[1], target.at[0]], Math.max(closest, Math.min(map.getZoom(), closest + 2)), { animate: !still.matches, duration: 0.35 });
    }
    else choose(target, "search");
  });
  host.append(search, panel, ...(review ? [] : [buildTime(digest)]), credits, hint, notice);
  const whole = [[south, west], [north, east]];
  if (!state.view) fit(whole, 9, false);
  L.control.zoom({ position: "bottomright", zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out" }).addTo(map);
  addHome(L, map, () => fit(whole, 9));
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 110 }).addTo(map);
  quietLeaflet(canvas);
  credit();

  bus.addEventListener("choose", async ({ detail: { chosen, origin } }) => {
    if (!host.isConnected) return;
    const ids = featuresOf(chosen, overview);
    const wanted = [...new Set(ids.map((id) => overview.features.find((one) => one.id === id)?.layer).filter(Boolean))];
    if (origin !== "link") report(holder, chosen);
    const hidden = wanted.filter((id) => !state.visible.has(id));
    for (const id of hidden) state.visible.add(id);
    if (hidden.length) { await show(...hidden); sortVisible(overview); changed("layers"); }
    if (origin === "map") corridor.found = [];
    corridor.mark(ids);
    labels.refresh();
    const bounds = corridor.boundsOf(ids);
    const seen = bounds && map.getBounds().pad(-0.05).intersects(bounds);
    if (bounds && (origin !== "map" || !seen)) goTo(bounds, corridor.accuracyOf(ids));
  });
  bus.addEventListener("point", ({ detail }) => corridor.point(detail));
  bus.addEventListener("layers", credit);
  bus.addEventListener("filter", () => applyFilter().catch((error) => { notice.replaceChildren(el("p", {}, `The projects could not be read (${error.message}).`)); notice.hidden = false; }));
  bus.addEventListener("projects", () => {
    const hidden = overview.layers.filter((layer) => layer.sector && !state.visible.has(layer.id)).map((layer) => layer.id);
    for (const id of hidden) state.visible.add(id);
    sortVisible(overview);
    if (hidden.length) show(...hidden).then(() => changed("layers"));
  });
  bus.addEventListener("panel", () => labels.refresh());
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    state.view = [lng, lat, map.getZoom()];
    changed("view");
  });
  if (review) {
    const { ReviewMap } = await import("./reviewmap.js");
    desk = new ReviewMap(L, map, theme, fit, () => labels.refresh());
  }
  const retheme = () => {
    const next = themeOf(host);
    if (next === theme) return;
    theme = next;
    host.classList.toggle("dark", theme.dark);
    canvas.style.background = theme.sea;
    base.setTheme(theme); corridor.setTheme(theme); labels.setTheme(theme); desk?.setTheme(theme);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(retheme, 300));
  new MutationObserver(retheme).observe(host.closest(".stApp") ?? document.body, { attributes: true, attributeFilter: ["class", "style"] });
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(canvas);

  await Promise.all([base.update(), show(...state.visible)]);
  labels.refresh();
  if (state.base !== "own") setBase(state.base);
  if (state.relief) setRelief(true);
  if (!isEmpty(state.filter)) changed("filter");
  if (state.chosen.feature || state.chosen.subject || state.chosen.fact) {
    const ids = featuresOf(state.chosen, overview);
    if (state.view) { await show(...new Set(ids.map((one) => overview.features.find((feature) => feature.id === one)?.layer).filter(Boolean))); corridor.mark(ids); }
    else bus.dispatchEvent(new CustomEvent("choose", { detail: { chosen: state.chosen, origin: "link" } }));
  }
  document.fonts?.ready.then(() => { labels.widths.clear(); labels.refresh(); });
  requestAnimationFrame(() => requestAnimationFrame(() => { host.dataset.drawn = "true"; performance.mark("corridor-drawn"); }));
}

function report(holder, chosen) {
  const { feature = null, subject = null, fact = null } = chosen;
  holder.component.setStateValue("chosen", { feature, subject, fact });
}

function readStart(start) {
  state.begun = true;
  state.chosen = Object.fromEntries(["feature", "subject", "fact"].filter((name) => start[name]).map((name) => [name, start[name]]));
  state.base = start.base ?? "own";
  state.borders = start.borders ?? "neutral";
  state.relief = start.relief === "1";
  state.within = start.within ? Number(start.within) : null;
  state.tab = start.tab ?? "facts";
  state.source = start.source ?? null;
  state.sort = start.sort ?? "listed";
  state.filter = { ...emptyFilter(), ...Object.fromEntries(FACETS.map((name) => [name, new Set((start[name] ?? "").split(",").filter(Boolean))])), find: start.find ?? "", from: start.from ?? null, to: start.to ?? null };
  state.view = start.view ? start.view.split(",").map(Number) : null;
}

function startLayers(overview, start) {
  const shown = overview.layers.filter((layer) => layer.shown).map((layer) => layer.id);
  state.startVisible = shown.join(",");
  // The list of projects and the map are equal, so a link to the list shows them too.
  const listed = state.tab === "projects" ? overview.layers.filter((layer) => layer.sector).map((layer) => layer.id) : [];
  state.visible = new Set(start.layers === undefined ? [...shown, ...listed] : start.layers.split(",").filter(Boolean));
}

function sortVisible(overview) {
  state.visible = new Set(overview.layers.map((layer) => layer.id).filter((id) => state.visible.has(id)));
}

function describeHover({ properties }, km) {
  const doubt = properties.precision === "sketched" ? ", sketch" : "";
  const status = ["existing", "occurred", "unknown"].includes(properties.status) ? "" : ` · ${properties.status}`;
  const along = km === null || km === undefined ? "" : ` · km ${km.toFixed(1)}`;
  return `${properties.name}${status}${doubt}${along}`;
}

/** The button of the time control; the control itself comes when it is wanted. */
function buildTime(digest) {
  const place = el("div", { class: "time" });
  const open = (pressed) => import("./timebar.js").then(({ buildTimebar }) => { place.replaceWith(buildTimebar(digest, pressed)); });
  place.append(el("button", { type: "button", class: "head", "aria-expanded": "false", onclick: () => open(true) }, "Time: now"));
  if (state.filter.from !== null || state.filter.to !== null) open(false);
  return place;
}

function addHome(L, map, go) {
  const Home = L.Control.extend({
    onAdd() {
      const button = el("button", { type: "button", class: "home", "aria-label": "Show the whole corridor", title: "Show the whole corridor", onclick: go }, "All");
      L.DomEvent.disableClickPropagation(button);
      return button;
    },
  });
  new Home({ position: "bottomright" }).addTo(map);
}

/** Boxes of what lies on the map (search, panel, buttons), in pixels from its corner: left, top, right, bottom. */
function coveredBy(host) {
  const frame = host.getBoundingClientRect();
  return [...host.querySelectorAll(".search, .layers, .time, .leaflet-control, .credits")].map((node) => {
    const box = node.getBoundingClientRect();
    return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
  });
}

/** Leaflet gives its panes and images no names and its links `href="#"`; say what a screen reader needs and no more. */
function quietLeaflet(canvas) {
  for (const link of canvas.querySelectorAll(".leaflet-control-zoom a")) {
    link.setAttribute("href", `#${MAP_ID}`);
    link.addEventListener("click", (event) => event.preventDefault());
  }
  canvas.querySelector(".leaflet-map-pane")?.setAttribute("aria-hidden", "true");
}

/** Leaflet measures the map when it is made, so its own rules must be there first. */
function ensureStyle(name) {
  const href = new URL(name, import.meta.url).href;
  return new Promise((resolve, reject) => {
    if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) resolve();
    else document.head.append(el("link", { rel: "stylesheet", href, onload: resolve, onerror: () => reject(new Error(name)) }));
  });
}
