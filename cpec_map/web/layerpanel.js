// The layer panel: switch, swatch, count, zoom to and about for each layer; and the legend.
import { el, sourceLink, svg } from "./dom.js";
import { bus, downloadAddress, state } from "./state.js";
import { dashOf, FAMILIES } from "./theme.js";
import { symbolSwatch } from "./symbols.js";

const PRECISION_WORDS = {
  surveyed: "surveyed or traced", located: "known to a place", sketched: "sketched", theme: "no place",
};

/** The panel, open at start or not. `actions`: toggle(id, on), zoomTo(id), setBase(id), setBorders(view), copyLink(button). */
export function buildLayerPanel(overview, actions, openAtStart) {
  const groups = new Map();
  for (const layer of overview.layers) groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer]);
  const visible = el("a", { class: "action", download: true }, "Download visible layers");
  const follow = () => {
    const ids = [...state.visible];
    visible.href = downloadAddress({ layers: ids });
    visible.toggleAttribute("aria-disabled", ids.length === 0);
    visible.textContent = `Download visible layers (${ids.length})`;
  };
  const body = el("div", { class: "body", id: "layers-body" },
    ...[...groups].map(([group, layers]) => el("section", { class: "group" },
      el("h3", {}, group), el("ul", {}, layers.map((layer) => buildRow(layer, actions, follow))))),
    buildLegend(),
    buildWithin(actions),
    buildBase(overview, actions),
    el("div", { class: "actions" }, visible, el("button", { type: "button", class: "action", onclick: (event) => actions.copyLink(event.currentTarget) }, "Copy link to this view")),
  );
  const head = el("button", { type: "button", class: "head", "aria-expanded": "true", "aria-controls": "layers-body", onclick: () => set(head.getAttribute("aria-expanded") !== "true") },
    el("span", {}, "Layers"), svg("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true" }, svg("path", { d: "M2 4l4 4 4-4", fill: "none", stroke: "currentColor", "stroke-width": 1.6 })));
  const panel = el("section", { class: "layers", "aria-label": "Layers and legend" }, head, body);
  function set(open) {
    head.setAttribute("aria-expanded", String(open));
    panel.classList.toggle("closed", !open);
    body.hidden = !open;
    bus.dispatchEvent(new CustomEvent("panel"));
  }
  set(openAtStart);
  bus.addEventListener("layers", () => {
    for (const box of panel.querySelectorAll("input[data-layer]")) box.checked = state.visible.has(box.dataset.layer);
    follow();
  });
  bus.addEventListener("borders", follow);
  follow();
  return panel;
}

function buildRow(layer, actions, follow) {
  const about = el("div", { class: "about", id: `about-${layer.id}`, hidden: true });
  const opener = el("button", {
    type: "button", class: "icon", title: "About this layer", "aria-expanded": "false", "aria-controls": about.id, "aria-label": `About ${layer.title}`,
    onclick: () => {
      about.hidden = !about.hidden;
      opener.setAttribute("aria-expanded", String(!about.hidden));
      if (!about.childElementCount) about.append(...buildAbout(layer));
    },
  }, icon("M7 6.200v4M7 3.700v.300M7 1a6 6 0 1 0 .010 0"));
  const box = el("input", { type: "checkbox", "data-layer": layer.id, onchange: () => { actions.toggle(layer.id, box.checked); follow(); } });
  box.checked = state.visible.has(layer.id);
  return el("li", {},
    el("div", { class: "row" },
      el("label", {}, box, swatch(layer), el("span", { class: "title" }, layer.title), el("span", { class: "count" }, el("span", { class: "hidden-words" }, ", features: "), String(layer.count))),
      el("button", { type: "button", class: "icon", title: "Zoom to this layer", "aria-label": `Zoom to ${layer.title}`, onclick: () => actions.zoomTo(layer.id) }, icon("M1.500 5V1.500H5M9 1.500h3.500V5M12.500 9v3.500H9M5 12.500H1.500V9M7 5v4M5 7h4")),
      opener),
    about);
}

function icon(path) {
  return svg("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" }, svg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 1.4, "stroke-linecap": "round" }));
}

function buildAbout(layer) {
  const term = (name, ...value) => [el("dt", {}, name), el("dd", {}, ...value)];
  return [
    layer.about && el("p", {}, layer.about),
    el("dl", {},
      layer.accuracy && term("Accuracy", layer.accuracy),
      term("Known as", layer.precisions.map((one) => PRECISION_WORDS[one] ?? one).join(", ")),
      layer.date && term("As of", layer.date),
      term("Licence", layer.licence),
      term("Credit", layer.attribution),
      term("Sources", el("ul", {}, layer.sources.map((source) => el("li", {}, sourceLink(source.title, source.address)))))),
    el("a", { class: "action", download: true, href: downloadAddress({ layers: [layer.id] }), onclick: (event) => { event.currentTarget.href = downloadAddress({ layers: [layer.id] }); } }, "Download GeoJSON"),
  ].filter(Boolean);
}

/** A sample of a layer as it is drawn. */
function swatch(layer) {
  const { style } = layer;
  const colour = style.stroke ?? style.fill ?? style["marker-color"] ?? FAMILIES.context;
  const box = svg("svg", { viewBox: "0 0 30 18", width: 30, height: 18, "aria-hidden": "true", class: "swatch" });
  if (style.stroke) box.append(...lineSample(colour, layer.precisions.includes("surveyed") ? {} : { precision: "sketched" }));
  if (style.fill) box.append(svg("rect", { x: 5, y: 3, width: 20, height: 12, fill: colour, "fill-opacity": 0.18, stroke: colour, "stroke-width": 1.5 }));
  if (style["marker-symbol"]) {
    const group = symbolSwatch(style["marker-symbol"], style["marker-color"] ?? colour, "var(--disc)");
    group.setAttribute("transform", "translate(7 1) scale(.667)");
    box.append(group);
  }
  return box;
}

function lineSample(colour, properties, width = 3) {
  const dash = dashOf(properties, width);
  const thin = properties.precision === "sketched";
  return [svg("line", { x1: 1, x2: 29, y1: 9, y2: 9, stroke: colour, "stroke-width": thin ? width * 0.75 : width, "stroke-opacity": thin ? 0.75 : 1, ...(dash ? { "stroke-dasharray": dash.join(" ") } : {}) })];
}

function buildLegend() {
  const sample = (...children) => svg("svg", { viewBox: "0 0 30 18", width: 30, height: 18, "aria-hidden": "true", class: "swatch" }, ...children);
  const ink = "currentColor";
  const hatched = svg("g", {}, svg("rect", { x: 5, y: 3, width: 20, height: 12, fill: "none", stroke: ink, "stroke-width": 1.2, "stroke-dasharray": "4 3" }),
    svg("path", { d: "M6 14L16 4M12 14L22 4M18 14L24 8", stroke: ink, "stroke-width": 0.8, fill: "none" }));
  const at = (symbol) => { const group = symbolSwatch(symbol, "var(--ink)", "var(--disc)"); group.setAttribute("transform", "translate(6 0) scale(.75)"); return group; };
  const rows = [
    [sample(...lineSample(ink, { status: "operational" })), "In service, surveyed or traced"],
    [sample(...lineSample(ink, { status: "under construction" })), "Under construction"],
    [sample(...lineSample(ink, { status: "planned" })), "Planned"],
    [sample(...lineSample(ink, { precision: "sketched" })), "Sketched: no surveyed line exists"],
    [sample(hatched), "Sketched outline"],
    [sample(svg("circle", { cx: 15, cy: 9, r: 8, fill: ink, "fill-opacity": 0.06, stroke: ink, "stroke-dasharray": "2.500 2.500", "stroke-opacity": 0.7 }), svg("circle", { cx: 15, cy: 9, r: 2.5, fill: ink })), "Uncertain: somewhere within the ring"],
    [sample(at("station")), "Station"],
    [sample(at("junction")), "Junction"],
    [sample(at("halt")), "Halt"],
  ];
  return el("details", { class: "legend", open: true }, el("summary", {}, "How things are drawn"),
    el("ul", {}, rows.map(([picture, words]) => el("li", {}, picture, el("span", {}, words)))),
    el("p", { class: "hint" }, "Crowded symbols appear as you zoom in."));
}

function buildWithin(actions) {
  const choices = [["", "All, however coarse"], ["10000", "Known to within 10 km"], ["1000", "Known to within 1 km"], ["100", "Known to within 100 m"]];
  const select = el("select", { id: "within", onchange: (event) => actions.setWithin(event.currentTarget.value ? Number(event.currentTarget.value) : null) },
    choices.map(([value, words]) => el("option", { value, selected: value === String(state.within ?? "") }, words)));
  return el("div", { class: "within" }, el("label", { class: "borders", for: "within" }, "Show"), select);
}

function buildBase(overview, actions) {
  const choices = [{ id: "own", title: "Our own map", note: "works with no network" }, ...overview.tiles.map((tile) => ({ id: tile.id, title: tile.title, note: "online" }))];
  const borders = el("select", { id: "borders", onchange: (event) => actions.setBorders(event.currentTarget.value) },
    [["neutral", "Neutral: disputed lines dashed"], ["pakistan", "As Pakistan shows them"], ["india", "As India shows them"], ["china", "As China shows them"]]
      .map(([value, words]) => el("option", { value, selected: value === state.borders }, words)));
  const relief = el("input", { type: "checkbox", onchange: () => actions.setRelief(relief.checked) });
  relief.checked = state.relief;
  return el("details", { class: "base", open: false }, el("summary", {}, "Background and borders"),
    el("fieldset", {}, el("legend", {}, "Background"),
      choices.map((one) => {
        const radio = el("input", { type: "radio", name: "background", value: one.id, onchange: () => actions.setBase(one.id) });
        radio.checked = one.id === state.base;
        return el("label", {}, radio, el("span", {}, one.title), el("span", { class: "count" }, one.note));
      })),
    overview.base.some((layer) => layer.draw === "relief") ? el("label", {}, relief, el("span", {}, "Relief on our own map")) : null,
    el("label", { class: "borders", for: "borders" }, "Borders"), borders);
}
