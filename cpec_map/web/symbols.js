// Symbols: a few signs in one size and one stroke, drawn on the map's canvas and, the same, in the panel.
import { svg } from "./dom.js";

/** Signs in a box of 24 by 24, as SVG path data; drawn by us. A symbol without a sign is a plain disc. */
export const SIGNS = {
  anchor: "M12 6.5v12M8.5 10h7M5.5 13.5c.6 3.4 3 5 6.5 5s5.9-1.6 6.5-5M12 3.2a1.6 1.6 0 1 0 .01 0",
  bridge: "M3.5 16h17M6.5 19v-7M17.5 19v-7M3.5 14c1.8-.4 2.6-1.2 3-3 1.4 3.4 9.600 3.400 11 0 .4 1.800 1.200 2.600 3 3",
  dam: "M6 5.500h5l6 13H6zM14 9.500h5M15.800 13h3.700M17.500 16.500h2",
  airport: "M12 4v16M12 9.500l-7.500 4M12 9.500l7.500 4M12 17.500l-3 2.500M12 17.500l3 2.500",
  meeting: "M4.500 6h9v6.500h-5l-2.500 2.500v-2.500H4.500zM15.500 9.500h4v6.500h-1.500v2.500L15.500 16H10v-1.500",
  warning: "M12 5v8.500M12 16.800v1.400",
  zone: "M5 19V11l4.500 3V11l4.500 3V6h5v13z",
  power: "M13.500 4L7 13.500h4.500L10.500 20 17 10.500h-4.500z",
  road: "M8.500 4.500L5.500 19.500M15.500 4.500l3 15M12 5.500v2.500M12 11v2.500M12 16.500V19",
  rail: "M8.500 4v16M15.500 4v16M6 7.500h12M6 12h12M6 16.500h12",
  fibre: "M4 15c4 0 4-7 8-7s4 7 8 7M12 8V4.500M9 19h6",
  people: "M12 11.500a3 3 0 1 0-.010 0M6.500 19.500c.5-3.500 2.700-5 5.500-5s5 1.500 5.500 5",
};

/** Radius in pixels of a symbol at a zoom level. */
export function radiusOf(symbol, zoom) {
  const grow = Math.min(1.35, Math.max(0.75, 0.75 + (zoom - 5) * 0.09));
  const size = { junction: 5.5, station: 4.2, halt: 3, place: 3.6, dot: 3.6 }[symbol] ?? 9;
  return size * grow;
}

/** Discs of the line's colour on white (stations) or filled (signs). */
export function isHollow(symbol) {
  return ["junction", "station", "halt", "place", "dot"].includes(symbol);
}

/** Teach Leaflet to draw symbols on its canvas; hit testing, panning and clipping stay Leaflet's. */
export function installSymbols(L) {
  L.Canvas.include({
    _updateSymbol(layer) {
      if (!this._drawing || layer._empty()) return;
      const { _point: at, _radius: radius } = layer;
      const { symbol, color, disc, open } = layer.options;
      const pen = this._ctx;
      const hollow = open || isHollow(symbol);
      pen.save();
      pen.setLineDash([]);
      pen.globalAlpha = layer.options.opacity;
      pen.beginPath();
      pen.arc(at.x, at.y, radius, 0, Math.PI * 2);
      pen.fillStyle = hollow ? disc : color;
      pen.fill();
      pen.lineWidth = open ? 1.8 : hollow ? Math.max(1.4, radius * 0.42) : 1.5;
      pen.strokeStyle = hollow ? color : disc;
      pen.stroke();
      if (symbol === "junction") {
        pen.beginPath();
        pen.arc(at.x, at.y, radius * 0.35, 0, Math.PI * 2);
        pen.fillStyle = color;
        pen.fill();
      }
      if (SIGNS[symbol]) {
        const scale = (radius * 1.55) / 24;
        pen.translate(at.x - 12 * scale, at.y - 12 * scale);
        pen.scale(scale, scale);
        pen.lineWidth = 2.2;
        pen.lineCap = pen.lineJoin = "round";
        pen.strokeStyle = open ? color : "#FFFFFF";
        pen.stroke(new Path2D(SIGNS[symbol]));
      }
      pen.restore();
    },
  });
  return L.CircleMarker.extend({
    _updatePath() { this._renderer._updateSymbol(this); },
  });
}

/** The same symbol as an SVG group of 24 by 24 for swatches. */
export function symbolSwatch(symbol, colour, disc) {
  const hollow = isHollow(symbol);
  const radius = symbol === "halt" ? 4 : hollow ? 6 : 10;
  const group = svg("g", {});
  group.append(svg("circle", { cx: 12, cy: 12, r: radius, fill: hollow ? disc : colour, stroke: hollow ? colour : disc, "stroke-width": hollow ? 2.4 : 1 }));
  if (symbol === "junction") group.append(svg("circle", { cx: 12, cy: 12, r: 2.2, fill: colour }));
  if (SIGNS[symbol]) {
    group.append(svg("path", { d: SIGNS[symbol], transform: "translate(4.500 4.500) scale(.62)", fill: "none", stroke: "#FFFFFF", "stroke-width": 2.4, "stroke-linecap": "round", "stroke-linejoin": "round" }));
  }
  return group;
}
