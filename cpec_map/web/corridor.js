// The corridor's layers on the map: each feature as its records say it is known, toggled without a rebuild.
import { tickStep, ticksAlong } from "./kmticks.js";
import { colourOf, hatch, strokeOf } from "./theme.js";
import { installSymbols, radiusOf } from "./symbols.js";

// What was given up is drawn pale, as is what may have changed by the time shown.
const ENDED = ["shelved", "cancelled"];
const POLYGON = 0, RING = 1, CASING = 2, LINE = 3, POINT = 4;

/** Draws, hides, restyles and finds the features of the corridor layers on a Leaflet map. */
export class Corridor {
  constructor(L, map, theme, onPick, onHover) {
    this.L = L;
    this.map = map;
    this.theme = theme;
    this.onPick = onPick;
    this.onHover = onHover;
    this.Symbol = installSymbols(L);
    const touch = matchMedia("(pointer: coarse)").matches;
    this.canvas = L.canvas({ pane: "corridor", padding: 0.1, tolerance: touch ? 12 : 5 });
    this.haloCanvas = L.canvas({ pane: "halo", padding: 0.25 });
    this.layers = new Map();
    this.features = new Map();
    this.visible = new Set();
    this.marked = [];
    this.pointed = [];
    this.found = [];
    this.within = Infinity;
    this.looks = null;
    this.halo = L.layerGroup().addTo(map);
    map.on("zoomend", () => this.restyle());
    map.on("click", (event) => { if (!event.originalEvent._picked) this.onPick(null, []); });
  }

  /** Take a layer's document; nothing is drawn until it is shown. */
  add(id, order, document) {
    const style = document.layer.style ?? {};
    const parts = [];
    for (const feature of document.features) {
      if (!feature.geometry) continue;
      const entry = { id: feature.id, layer: id, order, feature, properties: feature.properties, style, paths: [], bounds: null };
      this._build(entry);
      this.features.set(feature.id, entry);
      parts.push(entry);
    }
    this.layers.set(id, parts);
  }

  /** Show layers that were added; those that are shown already, or never arrived, are passed over. */
  show(ids) {
    const fresh = ids.filter((id) => this.layers.has(id) && !this.visible.has(id));
    if (!fresh.length) return;
    for (const id of fresh) this.visible.add(id);
    this.mark(this.marked);
  }

  hide(id) {
    if (!this.visible.delete(id)) return;
    for (const entry of this.layers.get(id)) for (const path of entry.paths) path.remove();
    this.mark(this.marked);
  }

  /** Mark features: a soft halo and a dark casing beneath them; everything else stays as it is. */
  mark(ids) {
    const changed = new Set([...this.marked, ...ids]);
    this.marked = ids;
    for (const id of changed) {
      const entry = this.features.get(id);
      for (const path of entry?.paths ?? []) if (path.level === CASING) this._style(entry, path, this.map.getZoom());
    }
    this.halo.clearLayers();
    if (ids.length) this.found = [];
    for (const path of this.found) this.halo.addLayer(path);
    const accent = this.theme.dark ? "#FFD166" : "#FFB000";
    for (const id of new Set([...ids, ...this.pointed])) {
      const entry = this.features.get(id);
      if (!entry || !this.visible.has(entry.layer) || this._out(entry)) continue;
      for (const path of entry.paths) {
        if (path.level === CASING || path.level === RING) continue;
        const options = { renderer: this.haloCanvas, interactive: false, fill: false, lineCap: "round", lineJoin: "round" };
        const width = path.options.weight ?? 2;
        const strokes = ids.includes(id) ? (path.level === LINE ? [[width + 14, accent, 0.6]] : [[width + 12, accent, 0.6], [width + 4, this.theme.ink, 0.95]]) : [[width + 10, accent, 0.5]];
        for (const [weight, color, opacity] of strokes) {
          if (path.level === POINT) {
            if (!path.wanted && entry.paths.length > 1) continue;
            this.halo.addLayer(this.L.circleMarker(path.getLatLng(), { ...options, radius: path.getRadius() + (weight - width) / 2, color, opacity: 0, fill: true, fillColor: color, fillOpacity: opacity }));
          } else {
            this.halo.addLayer(this.L.polyline(this._outline(path), { ...options, weight, color, opacity }));
          }
        }
      }
    }
    this._declutter();
    this._place();
  }

  /** A ring around a place of the gazetteer, of its true radius in metres, until something else is marked. */
  ring(latlng, metres) {
    const options = { renderer: this.haloCanvas, interactive: false, color: this.theme.ink, weight: 1.5, dashArray: [3, 3], fillColor: "#FFB000", fillOpacity: 0.12 };
    this.found = [this.L.circle(latlng, { ...options, radius: metres }), this.L.circleMarker(latlng, { ...options, radius: 5, dashArray: null, fillOpacity: 0.9 })];
    this.mark([]);
  }

  /** Point at features for a moment, as from a passage under the pointer. */
  point(ids) {
    this.pointed = ids;
    this.mark(this.marked);
  }

  /** Bounds of features, or `null` where none is drawn. */
  boundsOf(ids) {
    const bounds = this.L.latLngBounds([]);
    for (const id of ids) {
      const entry = this.features.get(id);
      if (entry) bounds.extend(entry.bounds);
    }
    return bounds.isValid() ? bounds : null;
  }

  /** The largest accuracy radius in metres of features, so that the map never zooms in past what is known. */
  accuracyOf(ids) {
    return Math.max(0, ...ids.map((id) => this.features.get(id)?.properties.accuracy_m ?? 0));
  }

  /** Hide everything known more coarsely than a radius in metres; `Infinity` shows all. */
  setWithin(metres) {
    this.within = metres;
    this.restyle();
  }

  /** Draw features as a filter or a time has them: id -> {hidden, status, sure}; `null` draws all as they are now. */
  setLooks(looks) {
    if (looks === null && this.looks === null) return;
    this.looks = looks;
    this.restyle();
  }

  setTheme(theme) {
    this.theme = theme;
    this.restyle();
  }

  /** Widths, radii and rings for the zoom level as it is now. */
  restyle() {
    const zoom = this.map.getZoom();
    this._declutter();
    for (const entry of this.features.values()) for (const path of entry.paths) this._style(entry, path, zoom);
    this.mark(this.marked);
  }

  /** What is visible as points with names, for the labels. */
  labels() {
    const labels = [];
    for (const entry of this.features.values()) {
      if (!this.visible.has(entry.layer) || this._out(entry)) continue;
      const marked = this.marked.includes(entry.id);
      const point = entry.paths.find((path) => path.level === POINT);
      const line = entry.feature.geometry.type.endsWith("LineString");
      if (point && !point.wanted && !marked && entry.paths.length === 1) continue;
      labels.push({
        text: entry.properties.precision === "sketched" && !entry.properties.name.includes("sketch") ? `${entry.properties.name} (sketch)` : entry.properties.name,
        at: line ? entry.middle : entry.center,
        radius: point?.wanted ? point.getRadius() : 2,
        rank: entry.properties.rank ?? (line ? 2 : 3),
        marked,
        line,
        extent: entry.bounds,
        colour: colourOf(entry.properties, entry.style),
      });
    }
    return labels;
  }

  /** Kilometre ticks of the visible lines that have a chainage, for the labels. */
  ticks() {
    const zoom = this.map.getZoom();
    const around = this.map.getBounds();
    const ticks = [];
    for (const entry of this.features.values()) {
      const { chainage_start_km: start, length_km: length, accuracy_m: accuracy } = entry.properties;
      const step = typeof start === "number" && typeof length === "number" ? tickStep(zoom, accuracy) : null;
      const line = entry.paths.find((path) => path.level === LINE);
      if (!step || !Number.isFinite(step) || !line?.wanted || !this.visible.has(entry.layer) || entry.feature.geometry.type !== "LineString") continue;
      entry.ticks ??= new Map();
      if (!entry.ticks.has(step)) entry.ticks.set(step, ticksAlong(this.map, line.getLatLngs(), start, length, step));
      for (const tick of entry.ticks.get(step)) if (around.contains(tick.at)) ticks.push({ ...tick, reach: line.options.weight / 2 + 3.5 });
    }
    return ticks;
  }

  _build(entry) {
    const { L } = this;
    const zoom = this.map.getZoom();
    const { geometry } = entry.feature;
    const common = { renderer: this.canvas, bubblingMouseEvents: true };
    const push = (path, level) => { path.level = level; path.wanted = true; entry.paths.push(path); return path; };
    const [depth, kind] = { LineString: [0, "line"], MultiLineString: [1, "line"], Polygon: [1, "area"], MultiPolygon: [2, "area"], Point: [0, "point"], MultiPoint: [0, "point"] }[geometry.type];
    if (kind === "line") {
      const latlngs = L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth);
      push(L.polyline(latlngs, { ...common, interactive: false, smoothFactor: 1 }), CASING);
      const path = push(L.polyline(latlngs, { ...common, smoothFactor: 1 }), LINE);
      entry.bounds = path.getBounds();
      const flat = depth ? latlngs.flat() : latlngs;
      entry.middle = flat[Math.floor(flat.length / 2)];
      entry.center = entry.bounds.getCenter();
    } else if (kind === "area") {
      const path = push(L.polygon(L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth), { ...common, smoothFactor: 0.5 }), POLYGON);
      entry.bounds = path.getBounds();
      entry.center = entry.bounds.getCenter();
      if (entry.properties.symbol) push(new this.Symbol(entry.center, { ...common, symbol: entry.properties.symbol }), POINT);
    } else {
      const latlngs = geometry.type === "Point" ? [L.GeoJSON.coordsToLatLng(geometry.coordinates)] : L.GeoJSON.coordsToLatLngs(geometry.coordinates);
      entry.bounds = L.latLngBounds(latlngs);
      entry.center = entry.bounds.getCenter();
      for (const latlng of latlngs) {
        if (entry.properties.precision === "located") push(L.circle(latlng, { ...common, interactive: false, radius: entry.properties.accuracy_m }), RING);
        push(new this.Symbol(latlng, { ...common, symbol: entry.properties.symbol ?? entry.style["marker-symbol"] ?? "dot" }), POINT);
      }
    }
    for (const path of entry.paths) {
      this._style(entry, path, zoom);
      if (path.options.interactive === false) continue;
      path.on("click", (event) => {
        event.originalEvent._picked = true;
        this.onPick(entry.id, this._others(entry, event.layerPoint), this._chainage(entry, event.latlng));
      });
      path.on("mouseover mousemove", (event) => this.onHover(entry, this._chainage(entry, event.latlng)));
      path.on("mouseout", () => this.onHover(null));
    }
  }

  _style(entry, path, zoom) {
    const { style } = entry;
    const properties = this._drawn(entry);
    const colour = colourOf(properties, style);
    if (path.level === LINE) path.setStyle(strokeOf(properties, style, zoom));
    else if (path.level === CASING) {
      const stroke = strokeOf(properties, style, zoom);
      const marked = this.marked.includes(entry.id);
      path.setStyle({ color: marked ? this.theme.ink : this.theme.casing, weight: stroke.weight + (marked ? 4 : 3), opacity: marked ? 1 : properties.precision === "sketched" ? 0.55 : 0.9, lineJoin: "round" });
    } else if (path.level === POLYGON) {
      const stroke = strokeOf(properties, style, zoom);
      const sketched = properties.precision === "sketched";
      path.setStyle({ ...stroke, weight: Math.max(1.5, stroke.weight * 0.5), fill: true, fillColor: sketched ? hatch(this._pen(), colour) : colour, fillOpacity: sketched ? 0.45 : style["fill-opacity"] ?? 0.18 });
    } else if (path.level === RING) {
      const wide = this._pixels(path.getRadius(), path.getLatLng()) > radiusOf(properties.symbol, zoom) + 3;
      path.setStyle({ color: colour, weight: 1, opacity: wide ? 0.55 : 0, dashArray: [3, 3], fill: true, fillColor: colour, fillOpacity: wide ? 0.06 : 0 });
    } else {
      path.setRadius(radiusOf(path.options.symbol, zoom));
      const sure = this.looks?.get(entry.id)?.sure !== false;
      path.setStyle({ color: colour, disc: this.theme.disc, open: properties.status === "planned", opacity: sure && !ENDED.includes(properties.status) ? 1 : 0.5 });
    }
  }

  /** Symbols that would cover a more important one wait for a closer zoom; a marked one never does. */
  _declutter() {
    const zoom = this.map.getZoom();
    const placed = [];
    const symbols = [];
    for (const entry of this.features.values()) {
      const out = this._out(entry);
      for (const path of entry.paths) if (path.level !== POINT) path.wanted = !out;
      if (out) for (const path of entry.paths) path.wanted = false;
      if (out || !this.visible.has(entry.layer)) continue;
      for (const path of entry.paths) if (path.level === POINT) symbols.push([entry, path]);
    }
    const weight = ([entry]) => (this.marked.includes(entry.id) ? -1 : entry.properties.rank ?? 3);
    symbols.sort((a, b) => weight(a) - weight(b) || a[0].order - b[0].order);
    for (const [entry, path] of symbols) {
      const at = this.map.project(path.getLatLng(), zoom);
      const radius = radiusOf(path.options.symbol, zoom);
      const area = entry.paths[0].level === POLYGON;
      const large = area && this._size(entry.bounds, zoom) > 34;
      const covered = placed.some(([other, size]) => other.distanceTo(at) < (size + radius) * 0.85);
      path.wanted = !large && !covered;
      if (path.wanted) placed.push([at, radius]);
      // The ring of a symbol that waits, waits with it.
      const ring = entry.paths[entry.paths.indexOf(path) - 1];
      if (ring?.level === RING) ring.wanted = path.wanted;
    }
  }

  _place() {
    for (const id of this.visible) {
      for (const entry of this.layers.get(id)) {
        for (const path of entry.paths) {
          if (path.wanted !== this.map.hasLayer(path)) path.wanted ? path.addTo(this.map) : path.remove();
        }
      }
    }
    this._stack();
  }

  _stack() {
    const paths = [];
    for (const id of this.visible) for (const entry of this.layers.get(id)) for (const path of entry.paths) if (path.wanted) paths.push([path, entry]);
    const rank = ([path, entry]) => path.level * 10000 - (path.level === POINT ? (entry.properties.rank ?? 3) * 1000 : 0) - entry.order;
    paths.sort((a, b) => rank(a) - rank(b));
    for (const [path] of paths) path.bringToFront();
  }

  _out(entry) {
    return (entry.properties.accuracy_m ?? 0) > this.within || this.looks?.get(entry.id)?.hidden === true;
  }

  /** A feature's properties as they are to be drawn: with the status of the time that is shown. */
  _drawn(entry) {
    const status = this.looks?.get(entry.id)?.status;
    return status ? { ...entry.properties, status } : entry.properties;
  }

  _others(entry, at) {
    const others = [];
    for (const id of this.visible) {
      for (const other of this.layers.get(id)) {
        if (other.id !== entry.id && other.paths.some((path) => path.wanted && path.options.interactive !== false && path._containsPoint(at))) others.push(other.id);
      }
    }
    return others;
  }

  /** Kilometres along a line to the point on it nearest a place, or `null` where the line's own chainage is unknown.
   *  Measured on a sphere and scaled to the line's geodesic length, which the layer states. */
  _chainage(entry, latlng) {
    const { chainage_start_km: start, length_km: length } = entry.properties;
    if (entry.feature.geometry.type !== "LineString" || typeof start !== "number" || typeof length !== "number") return null;
    const vertices = entry.paths.find((path) => path.level === LINE).getLatLngs();
    const { map } = this;
    const zoom = map.getMaxZoom();
    const asked = map.project(latlng, zoom);
    let along = 0, best = Infinity, found = 0;
    for (let index = 1; index < vertices.length; index += 1) {
      const step = map.distance(vertices[index - 1], vertices[index]);
      const from = map.project(vertices[index - 1], zoom);
      const to = map.project(vertices[index], zoom);
      const foot = this.L.LineUtil.closestPointOnSegment(asked, from, to);
      const away = foot.distanceTo(asked);
      if (away < best) { best = away; found = along + step * (from.distanceTo(foot) / (from.distanceTo(to) || 1)); }
      along += step;
    }
    return start + (found / along) * length;
  }

  _outline(path) {
    const latlngs = path.getLatLngs();
    if (path.level !== POLYGON) return latlngs;
    const close = (part) => (Array.isArray(part[0]) ? part.map(close) : [...part, part[0]]);
    return latlngs.map(close).flat(Array.isArray(latlngs[0]?.[0]) ? 1 : 0);
  }

  _pen() {
    this._hatchPen ??= document.createElement("canvas").getContext("2d");
    return this._hatchPen;
  }

  _pixels(metres, latlng) {
    const zoom = this.map.getZoom();
    const across = 40075016.7 * Math.cos((latlng.lat * Math.PI) / 180);
    return (metres / across) * 256 * 2 ** zoom;
  }

  _size(bounds, zoom) {
    const corner = this.map.project(bounds.getNorthWest(), zoom);
    const other = this.map.project(bounds.getSouthEast(), zoom);
    return Math.max(Math.abs(other.x - corner.x), Math.abs(other.y - corner.y));
  }
}
