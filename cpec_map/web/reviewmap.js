// What an article under review puts on the map: the candidates of one name with their accuracy, and what was accepted.
import { bus, state } from "./state.js";

const ACCEPTED = { light: "#00796B", dark: "#4DB6A6" };
const CHOSEN = { light: "#FFB000", dark: "#FFD166" };
// A ring wider than this covers all that is seen and is only a tint.
const WIDE_M = 150_000;
const REACH = 16;

/** Draws what `state.review` holds on a Leaflet map; `fit(bounds, closest)` moves it. */
export class ReviewMap {
  constructor(L, map, theme, fit, refreshLabels) {
    this.L = L;
    this.map = map;
    this.theme = theme;
    this.fit = fit;
    this.refreshLabels = refreshLabels;
    const pane = map.createPane("review");
    pane.style.zIndex = 650;
    pane.style.pointerEvents = "none";
    this.canvas = L.canvas({ pane: "review", padding: 0.2 });
    this.Disc = installDiscs(L);
    this.drawn = L.layerGroup().addTo(map);
    this.pointed = null;
    this.spots = new Map();
    map.on("zoomend", () => this.draw(false));
    map.on("click", (event) => this._click(event));
    map.on("mousemove", (event) => this._move(event));
    map.on("mouseout", () => this._point(null));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.review.placing) say("placed", null); });
    bus.addEventListener("review", ({ detail }) => this.draw(detail?.fly === true));
    this.draw(true);
  }

  setTheme(theme) {
    this.theme = theme;
    this.draw(false);
  }

  /** Draw everything anew; `fly` brings the candidates into view. */
  draw(fly) {
    const { L, theme } = this;
    const shade = theme.dark ? "dark" : "light";
    const { candidates, placed, placing } = state.review;
    const common = { renderer: this.canvas, interactive: false };
    this.drawn.clearLayers();
    this.spots = this._spots(candidates);
    for (const one of placed) {
      this.drawn.addLayer(new this.Disc([one.lat, one.lon], { ...common, radius: 4.5, fillColor: ACCEPTED[shade], color: theme.casing, weight: 1.5, text: "" }));
    }
    for (const one of [...candidates].sort((a, b) => Number(a.chosen) - Number(b.chosen))) {
      const strong = !one.quiet && (one.chosen || one.number === this.pointed);
      const tint = one.accuracy_m > WIDE_M;
      if (one.accuracy_m) {
        this.drawn.addLayer(L.circle([one.lat, one.lon], {
          ...common, radius: one.accuracy_m, color: strong ? theme.ink : theme.label, weight: strong ? 2 : 1.2, opacity: strong ? 0.95 : 0.6,
          dashArray: strong ? null : [4, 4], fillColor: CHOSEN[shade], fillOpacity: tint ? 0.03 : strong ? 0.2 : 0.06,
        }));
      }
    }
    for (const one of [...candidates].sort((a, b) => Number(a.chosen) - Number(b.chosen))) {
      const strong = one.chosen || one.number === this.pointed;
      this.drawn.addLayer(new this.Disc(this.spots.get(one), {
        ...common, radius: one.quiet ? 5.5 : strong ? 12 : 9.5, fillColor: one.chosen ? CHOSEN[shade] : theme.disc, color: theme.dark && one.chosen ? "#14181B" : theme.ink, weight: strong ? 2 : 1.4,
        text: one.number ? String(one.number) : "", ink: one.chosen ? "#1B1F23" : theme.ink,
      }));
    }
    this.map.getContainer().classList.toggle("placing", placing);
    this.refreshLabels();
    if (fly) this._fly();
  }

  /** The names of what is drawn, for the labels. */
  labels() {
    return state.review.candidates.map((one) => ({ text: one.name, at: this.L.latLng(this.spots.get(one) ?? [one.lat, one.lon]), radius: one.quiet ? 7 : 13, rank: 0, marked: one.chosen, line: false, extent: this.L.latLngBounds([[one.lat, one.lon]]), colour: this.theme.ink }));
  }

  _fly() {
    const { candidates } = state.review;
    const limits = this.map.options.maxBounds;
    const seen = candidates.filter((one) => !limits || limits.contains([one.lat, one.lon]));
    if (!seen.length) return;
    const bounds = this.L.latLngBounds(seen.map((one) => [one.lat, one.lon]));
    for (const one of seen) if (one.accuracy_m <= WIDE_M) bounds.extend(this.L.latLng(one.lat, one.lon).toBounds(one.accuracy_m * 2));
    const coarse = Math.max(...seen.map((one) => one.accuracy_m ?? 1000));
    this.fit(bounds, coarse >= 50_000 ? 6.5 : coarse >= 10_000 ? 8.5 : coarse >= 2000 ? 9.5 : 11.5);
  }

  /** Where each candidate's number is written: at its place, or beside a number that stands there already. */
  _spots(candidates) {
    const taken = [];
    return new Map(candidates.map((one) => {
      const at = this.map.project([one.lat, one.lon]);
      while (!one.quiet && taken.some((other) => other.distanceTo(at) < 18)) at.x += 22;
      taken.push(at);
      return [one, this.map.unproject(at)];
    }));
  }

  _near(point) {
    let found = null, least = REACH;
    for (const one of state.review.candidates) {
      const away = this.map.latLngToContainerPoint(this.spots.get(one) ?? [one.lat, one.lon]).distanceTo(point);
      if (away < least) { least = away; found = one; }
    }
    return found;
  }

  _click(event) {
    if (state.review.placing) {
      const { lng, lat } = event.latlng.wrap();
      say("placed", { lon: lng, lat, zoom: this.map.getZoom() });
      return;
    }
    const one = this._near(event.containerPoint);
    if (one) say("picked", one.number);
  }

  _move(event) {
    this._point(state.review.placing ? null : this._near(event.containerPoint)?.number ?? null);
  }

  _point(number) {
    if (number === this.pointed) return;
    this.pointed = number;
    this.map.getContainer().classList.toggle("on-candidate", number !== null);
    say("pointed", number);
    this.draw(false);
  }
}

function say(what, detail) {
  bus.dispatchEvent(new CustomEvent(`review-${what}`, { detail }));
}

/** Discs with a number in them, on Leaflet's canvas. */
function installDiscs(L) {
  L.Canvas.include({
    _updateDisc(layer) {
      if (!this._drawing || layer._empty()) return;
      const { _point: at, _radius: radius } = layer;
      const { text, ink, fillColor, color, weight } = layer.options;
      const pen = this._ctx;
      pen.save();
      pen.setLineDash([]);
      pen.beginPath();
      pen.arc(at.x, at.y, radius, 0, Math.PI * 2);
      pen.fillStyle = fillColor;
      pen.fill();
      pen.lineWidth = weight;
      pen.strokeStyle = color;
      pen.stroke();
      if (text) {
        pen.font = `650 ${Math.round(radius * 1.2)}px "Source Sans", "Source Sans 3", system-ui, sans-serif`;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillStyle = ink;
        pen.fillText(text, at.x, at.y + 0.5);
      }
      pen.restore();
    },
  });
  return L.CircleMarker.extend({
    _updatePath() { this._renderer._updateDisc(this); },
  });
}
