// The base map: land, water, borders, provinces and rivers from our own files, fetched when a zoom level needs them.
import { borderStroke } from "./theme.js";

const ORDER = ["land", "sea", "relief", "lake", "province", "river", "coast", "border"];

/** Draws the base layers of the overview on a Leaflet map. */
export class BaseMap {
  constructor(L, map, overview, fetchLayer, theme) {
    this.L = L;
    this.map = map;
    this.fetchLayer = fetchLayer;
    this.theme = theme;
    this.borders = "neutral";
    this.under = true;
    this.canvas = L.canvas({ pane: "base", padding: 0.15 });
    const paints = (layer) => ORDER.indexOf(layer.draw);
    this.layers = overview.base.map((layer) => ({ ...layer, group: null, loading: null, document: null }))
      .sort((a, b) => a.zoom[0] - b.zoom[0] || paints(a) - paints(b));
    this.words = this.layers.filter((layer) => layer.draw === "city" || layer.draw === "label");
    this.shapes = this.layers.filter((layer) => ORDER.includes(layer.draw) && layer.draw !== "relief");
    this.reliefs = overview.base.filter((layer) => layer.draw === "relief");
    this.pictures = [];
    map.on("zoomend moveend", () => this.update());
  }

  /** Fetch and draw what this zoom level needs; resolves when it is drawn. */
  async update() {
    const zoom = this.map.getZoom();
    await Promise.all(this.layers.map(async (layer) => {
      const needed = layer.draw !== "relief" && zoom >= layer.zoom[0] && zoom < layer.zoom[1] + 1;
      if (needed && !layer.document) await this._load(layer);
    }));
    this._place();
  }

  setTheme(theme) { this.theme = theme; this._restyle(); }

  setBorders(view) { this.borders = view; this._restyle(); }

  /** Shaded heights under the lines: pictures fetched when first asked for. */
  setRelief(on, addressOf) {
    for (const picture of this.pictures) picture.remove();
    this.pictures = on ? this.reliefs.map((layer) => {
      const [west, south, east, north] = layer.bbox;
      return this.L.imageOverlay(addressOf(layer.id), [[south, west], [north, east]], { pane: "base", zIndex: 150, opacity: 0.7, alt: "" }).addTo(this.map);
    }) : [];
    this._relieve();
  }

  /** Tiles bring land and water of their own: then only lines and names stay ours. */
  setUnder(under) { this.under = under; this._place(); }

  /** Cities, countries, seas and border names as points for the labels. */
  labels() {
    const zoom = this.map.getZoom();
    const labels = [];
    for (const layer of this.words) {
      for (const feature of layer.document?.features ?? []) {
        const { properties, geometry } = feature;
        if (!this.under && layer.draw === "city") continue;
        if (zoom < (properties.minzoom ?? 0) || zoom > (properties.maxzoom ?? 99)) continue;
        const [lon, lat] = geometry.coordinates;
        labels.push({ text: properties.name, at: this.L.latLng(lat, lon), kind: layer.draw === "city" ? "city" : properties.kind, rank: properties.rank ?? 3 });
      }
    }
    for (const layer of this.shapes) {
      if (layer.draw !== "border" || !layer.document) continue;
      for (const feature of layer.document.features) {
        const kind = feature.properties[this.borders];
        if (!feature.properties.label || kind === "border" || kind === "none" || zoom < 6) continue;
        labels.push({ text: feature.properties.label, at: middleInView(this.L, this.map, feature.geometry), kind: "border", rank: 4 });
      }
    }
    return labels.filter((label) => label.at);
  }

  async _load(layer) {
    layer.loading ??= this.fetchLayer(layer.id).then((document) => {
      layer.document = document;
      if (this.shapes.includes(layer)) layer.group = this._build(layer, document);
    }, () => { layer.document = { features: [] }; });
    await layer.loading;
  }

  _build(layer, document) {
    const group = this.L.geoJSON({ type: "FeatureCollection", features: joinAlike(document.features) }, {
      renderer: this.canvas, interactive: false, smoothFactor: 1,
      filter: (feature) => feature.geometry !== null,
      style: (feature) => this._styleOf(layer.draw, feature.properties),
    });
    if (layer.draw === "land" || layer.draw === "coast") {
      const lines = shoreOf(document).map((line) => line.map(([lon, lat]) => [lat, lon]));
      const shore = this.L.polyline(lines, { renderer: this.canvas, interactive: false, ...this._styleOf("shore", {}) });
      shore.feature = { properties: {}, draw: "shore" };
      group.addLayer(shore);
    }
    return group;
  }

  _styleOf(draw, properties) {
    const { theme } = this;
    const line = { fill: false, opacity: 1, lineJoin: "round" };
    switch (draw) {
      case "land": return { fill: true, fillColor: theme.land, fillOpacity: 1, stroke: false };
      case "shore": return { ...line, color: theme.coast, weight: 0.8 };
      case "sea":
      case "coast":
        if (properties.paint === "sea") return { fill: true, fillColor: theme.sea, fillOpacity: 1, stroke: false };
        return { fill: true, fillColor: theme.land, fillOpacity: 1, stroke: false };
      case "lake": return { fill: true, fillColor: theme.sea, fillOpacity: 1, color: theme.coast, weight: 0.6, opacity: 1 };
      case "province": return { ...line, color: theme.province, weight: 0.8 };
      case "river": return { ...line, color: theme.river, weight: 1.2 };
      case "border": return borderStroke(properties[this.borders], theme) ?? { stroke: false, fill: false };
      default: return { stroke: false, fill: false };
    }
  }

  _restyle() {
    for (const layer of this.shapes) {
      layer.group?.eachLayer((path) => path.setStyle({ stroke: true, ...this._styleOf(path.feature.draw ?? layer.draw, path.feature.properties) }));
    }
  }

  _relieve() {
    const zoom = this.map.getZoom();
    for (const [index, picture] of this.pictures.entries()) {
      const [from, to] = this.reliefs[index].zoom;
      picture.setOpacity(zoom >= from && zoom < to + 1 && this.under ? 0.7 : 0);
    }
  }

  _place() {
    const zoom = this.map.getZoom();
    this._relieve();
    const painted = [];
    for (const layer of this.shapes) {
      if (!layer.group) continue;
      const fills = ["land", "sea", "lake", "coast"].includes(layer.draw);
      const wanted = zoom >= layer.zoom[0] && zoom < layer.zoom[1] + 1 && (this.under || !fills);
      if (wanted !== this.map.hasLayer(layer.group)) wanted ? layer.group.addTo(this.map) : layer.group.remove();
      if (wanted) painted.push(layer);
    }
    const height = (layer) => ORDER.indexOf(layer.draw === "coast" ? "sea" : layer.draw);
    painted.sort((a, b) => height(a) - height(b));
    for (const layer of painted) layer.group.bringToFront();
  }
}

/** Features that are painted alike, as one each: a thousand rivers are drawn as fast as one long river. */
function joinAlike(features) {
  const joined = new Map();
  for (const { properties, geometry } of features) {
    if (!geometry) continue;
    const kind = geometry.type.replace("Multi", "");
    const { paint, neutral, pakistan, india, china } = properties;
    const key = [kind, paint, neutral, pakistan, india, china].join("|");
    const whole = joined.get(key) ?? { type: "Feature", properties, geometry: { type: `Multi${kind}`, coordinates: [] } };
    whole.geometry.coordinates.push(...(geometry.type === kind ? [geometry.coordinates] : geometry.coordinates));
    joined.set(key, whole);
  }
  return [...joined.values()];
}

/** The rings of land as lines, without the edges where a file was cut: those are no shore. */
function shoreOf(document) {
  const [west, south, east, north] = document.bbox;
  const cut = (from, to) => [[0, west], [0, east], [1, south], [1, north]].some(([axis, edge]) => Math.abs(from[axis] - edge) < 1e-4 && Math.abs(to[axis] - edge) < 1e-4);
  const lines = [];
  for (const { geometry, properties } of document.features) {
    if (properties.paint === "sea") continue;
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const ring of polygons.flat()) {
      let line = [ring[0]];
      for (let index = 1; index < ring.length; index += 1) {
        if (cut(ring[index - 1], ring[index])) { if (line.length > 1) lines.push(line); line = [ring[index]]; }
        else line.push(ring[index]);
      }
      if (line.length > 1) lines.push(line);
    }
  }
  return lines;
}

/** The vertex of a line nearest the middle of what is seen, or `null` when none is in view. */
function middleInView(L, map, geometry) {
  const view = map.getBounds();
  const center = map.getCenter();
  let best = null, nearest = Infinity;
  const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
  for (const line of lines) {
    for (const [lon, lat] of line) {
      if (!view.contains([lat, lon])) continue;
      const distance = (lon - center.lng) ** 2 + (lat - center.lat) ** 2;
      if (distance < nearest) { nearest = distance; best = L.latLng(lat, lon); }
    }
  }
  return best;
}
