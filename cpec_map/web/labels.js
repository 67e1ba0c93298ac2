// Labels: names by rank and zoom on one canvas, none over another, none over a symbol.

const SANS = '"Source Sans", "Source Sans 3", "Noto Sans", system-ui, sans-serif';
const LEAST_ZOOM = [0, 5, 6, 7.5, 9, 10];

/** Paints labels whenever the map has moved. `collect` gives corridor labels, base labels and km ticks. */
export class Labels {
  constructor(L, map, theme, collect, covered) {
    this.map = map;
    this.theme = theme;
    this.collect = collect;
    this.covered = covered;
    this.widths = new Map();
    this.canvas = L.canvas({ pane: "labels", padding: 0.05, interactive: false });
    this.canvas.addTo(map);
    this.canvas.on("update", () => this._paint());
  }

  setTheme(theme) { this.theme = theme; this.refresh(); }

  /** Paint again soon; many calls in one frame paint once. */
  refresh() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.map._animatingZoom) this.canvas._update();
    });
  }

  _paint() {
    const pen = this.canvas._ctx;
    const { corridor, base, ticks } = this.collect();
    const size = this.map.getSize();
    const view = { min: this.map.containerPointToLayerPoint([0, 0]), max: this.map.containerPointToLayerPoint([size.x, size.y]) };
    const seen = (at) => at.x >= view.min.x && at.x <= view.max.x && at.y >= view.min.y && at.y <= view.max.y;
    const zoom = this.map.getZoom();
    // Boxes that text must not cross; at first what lies on the map, in its layer coordinates.
    const taken = this.covered().map(([left, top, right, bottom]) => {
      const from = this.map.containerPointToLayerPoint([left, top]);
      const to = this.map.containerPointToLayerPoint([right, bottom]);
      return [from.x, from.y, to.x, to.y];
    });
    for (const label of corridor) {
      const at = this.map.latLngToLayerPoint(label.at);
      if (!label.line) taken.push([at.x - label.radius, at.y - label.radius, at.x + label.radius, at.y + label.radius]);
    }
    for (const tick of ticks) this._paintTick(pen, tick);
    const posts = ticks.map((tick) => ({ kind: "km", text: `km\u202f${tick.km}`, at: tick.at, radius: tick.reach }));
    const wanted = [...corridor.map((label) => ({ ...label, kind: label.kind ?? "feature" })), ...base, ...posts];
    wanted.sort((a, b) => score(a) - score(b) || a.text.length - b.text.length);
    const written = new Map();
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    for (const label of wanted) {
      if (label.kind === "feature" && !label.marked && zoom < LEAST_ZOOM[Math.min(5, label.rank)]) continue;
      const at = this.map.latLngToLayerPoint(label.at);
      if (!seen(at)) continue;
      // The same name twice close by (a town of the base map that is also a place of the corridor) is written once.
      const before = written.get(label.text.toLowerCase());
      if (before?.some((other) => other.distanceTo(at) < 160)) continue;
      const look = this._look(label);
      pen.font = look.font;
      const lines = look.spread ? [[...label.text].join("\u200a\u200a")] : [label.text];
      const width = this._width(pen, look.font, lines[0]);
      const box = place(at, label, width, look.size, taken, view);
      if (!box) continue;
      taken.push(box.outer);
      written.set(label.text.toLowerCase(), [...(before ?? []), at]);
      if (label.kind === "city") {
        pen.beginPath();
        pen.arc(at.x, at.y, label.rank <= 2 ? 2.6 : 2, 0, Math.PI * 2);
        pen.fillStyle = this.theme.city;
        pen.fill();
      }
      pen.strokeStyle = look.halo;
      pen.lineWidth = 3.2;
      pen.globalAlpha = 0.92;
      pen.strokeText(lines[0], box.x, box.y);
      pen.globalAlpha = 1;
      pen.fillStyle = look.colour;
      pen.fillText(lines[0], box.x, box.y);
    }
  }

  /** A short stroke across the line, with the casing that the line has. */
  _paintTick(pen, { at, from, to, reach }) {
    const [here, before, after] = [at, from, to].map((one) => this.map.latLngToLayerPoint(one));
    const run = before.distanceTo(after) || 1;
    const [dx, dy] = [((after.y - before.y) / run) * reach, ((before.x - after.x) / run) * reach];
    for (const [width, colour] of [[3.5, this.theme.casing], [1.5, this.theme.ink]]) {
      pen.beginPath();
      pen.moveTo(here.x - dx, here.y - dy);
      pen.lineTo(here.x + dx, here.y + dy);
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
    }
  }

  _look(label) {
    const { theme } = this;
    if (label.kind === "km") return { font: `500 11px ${SANS}`, size: 11, colour: theme.label, halo: theme.land };
    if (label.kind === "feature") {
      const size = label.marked ? 14 : label.rank <= 1 ? 13.5 : 12.5;
      return { font: `${label.marked || label.rank <= 2 ? 600 : 500} ${size}px ${SANS}`, size, colour: theme.dark ? theme.ink : "#22272B", halo: theme.land };
    }
    if (label.kind === "country") return { font: `600 13px ${SANS}`, size: 13, colour: theme.region, halo: theme.land, spread: true };
    if (label.kind === "sea") return { font: `italic 500 13.500px ${SANS}`, size: 13.5, colour: theme.water, halo: theme.sea };
    if (label.kind === "region") return { font: `500 11.500px ${SANS}`, size: 11.5, colour: theme.region, halo: theme.land };
    if (label.kind === "border") return { font: `italic 500 11px ${SANS}`, size: 11, colour: theme.region, halo: theme.land };
    const size = label.rank <= 1 ? 13 : label.rank <= 2 ? 12.5 : 11.5;
    return { font: `${label.rank <= 1 ? 600 : 400} ${size}px ${SANS}`, size, colour: theme.label, halo: theme.land };
  }

  _width(pen, font, text) {
    const key = `${font}|${text}`;
    if (!this.widths.has(key)) this.widths.set(key, pen.measureText(text).width);
    return this.widths.get(key);
  }
}

function score(label) {
  if (label.marked) return -10;
  if (label.kind === "feature") return label.rank * 10;
  return { country: 9, sea: 15, region: 34, border: 36, km: 60 }[label.kind] ?? 11 + label.rank * 10;
}

/** The first of a few positions around a point where the text covers nothing, or `null`. */
function place(at, label, width, size, taken, view) {
  const centred = ["country", "sea", "region"].includes(label.kind);
  const gap = (label.radius ?? 3) + 4;
  const half = size * 0.62;
  const spots = centred || label.kind === "border"
    ? [[at.x - width / 2, at.y], [at.x - width / 2, at.y - size], [at.x - width / 2, at.y + size]]
    : label.line
      ? [[at.x + 8, at.y - 10], [at.x - width - 8, at.y - 10], [at.x + 8, at.y + 12], [at.x - width - 8, at.y + 12]]
      : [[at.x + gap, at.y], [at.x - width - gap, at.y], [at.x - width / 2, at.y - gap - half], [at.x - width / 2, at.y + gap + half], [at.x + gap * 0.8, at.y - gap], [at.x + gap * 0.8, at.y + gap]];
  for (const [x, y] of spots) {
    const outer = [x - 2, y - half, x + width + 2, y + half];
    if (outer[0] < view.min.x || outer[2] > view.max.x || outer[1] < view.min.y || outer[3] > view.max.y) continue;
    const own = (box) => !label.line && Math.abs((box[0] + box[2]) / 2 - at.x) < 1 && Math.abs((box[1] + box[3]) / 2 - at.y) < 1;
    const free = taken.every((box) => own(box) || outer[2] < box[0] || outer[0] > box[2] || outer[3] < box[1] || outer[1] > box[3]);
    if (free) return { x, y, outer };
  }
  return null;
}
