// Colours and strokes: what a record's status, precision and family look like, in light and in dark.

const LIGHT = {
  dark: false, land: "#F4F2EC", sea: "#DCE7EC", coast: "#9DB4C0", border: "#8C8C8C", province: "#CFCAC0", river: "#BCD3DE",
  city: "#666666", label: "#444444", water: "#4B6B7C", region: "#6E6A60", casing: "#FFFFFF", ink: "#1B1F23", disc: "#FFFFFF",
};
const DARK = {
  dark: true, land: "#23282C", sea: "#171B1E", coast: "#46555E", border: "#8A8F94", province: "#3A4147", river: "#33444E",
  city: "#A9AFB4", label: "#D3D7DA", water: "#8FA9B8", region: "#A9A594", casing: "#0F1214", ink: "#F2F4F5", disc: "#14181B",
};

/** Light or dark, as the page around `node` is. */
export function themeOf(node) {
  const painted = getComputedStyle(node.closest(".stApp") ?? document.body).backgroundColor;
  const [red, green, blue] = (painted.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? DARK : LIGHT;
}

/** Paul Tol's "vibrant" set, by family; safe for colour-blind readers. Events and rail are the warm ones. */
export const FAMILIES = {
  rail: "#CC3311", road: "#0077BB", port: "#009988", zone: "#33BBEE", airport: "#EE7733",
  event: "#EE3377", energy: "#DDAA33", digital: "#332288", social: "#AA4499", context: "#8F8F8F",
};

/** The colour of a feature: its family's, else its layer's, else grey. */
export function colourOf(properties, style) {
  return (Object.hasOwn(FAMILIES, properties.family) ? FAMILIES[properties.family] : null) ?? style.stroke ?? style.fill ?? style["marker-color"] ?? FAMILIES.context;
}

/** How a line or an edge is stroked, in Leaflet's path options, at a zoom level. */
export function strokeOf(properties, style, zoom) {
  const sketched = properties.precision === "sketched";
  const width = (style["stroke-width"] ?? 3) * widthFactor(zoom) * (sketched ? 0.75 : 1);
  return {
    color: colourOf(properties, style),
    weight: width,
    opacity: (style["stroke-opacity"] ?? 1) * (sketched ? 0.75 : 1),
    dashArray: dashOf(properties, width),
    lineCap: "butt",
    lineJoin: "round",
  };
}

/** Solid where it stands and is surveyed; 8-4 under construction; 2-5 planned; 5-4 sketched. In multiples of the width. */
export function dashOf(properties, width) {
  const unit = Math.max(1, width / 2.2);
  const pattern = properties.status === "planned" ? [2, 3.5] : properties.status === "under construction" ? [8, 4] : properties.precision === "sketched" ? [5, 4] : null;
  return pattern && pattern.map((part) => Math.round(part * unit * 10) / 10);
}

export function widthFactor(zoom) {
  return Math.min(2, Math.max(0.6, 0.6 + (zoom - 5) * 0.13));
}

/** A canvas pattern of slanted lines: the fill of an outline that is only sketched. */
export function hatch(context, colour) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.9;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) { pen.moveTo(shift, 8); pen.lineTo(shift + 8, 0); }
  pen.stroke();
  return context.createPattern(tile, "repeat");
}

/** How a border is drawn in a point of view; `null` where that view has none. */
export function borderStroke(kind, theme) {
  if (kind === "none" || kind === undefined) return null;
  const base = { color: theme.border, weight: 1, opacity: 1, fill: false };
  if (kind === "border") return base;
  return { ...base, dashArray: kind === "indefinite" ? [2, 4] : [5, 4] };
}
