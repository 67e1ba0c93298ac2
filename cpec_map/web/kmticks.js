// Kilometre ticks across a line, every so many km by zoom, no finer than the line's accuracy supports.

const LEAST_ZOOM = 9;
const STEPS = [1, 5, 10, 20];

/** Kilometres between ticks at a zoom level for a line within `accuracy` metres, or `null` where none are drawn. */
export function tickStep(zoom, accuracy) {
  if (zoom < LEAST_ZOOM) return null;
  const byZoom = zoom >= 13 ? 1 : zoom >= 10.5 ? 5 : 10;
  return Math.max(byZoom, STEPS.find((step) => step * 100 >= accuracy) ?? Infinity);
}

/** Ticks of one line: {km, at, from, to}, the last two being points of the line on either side that give its direction.
 *  `start` and `length` are the line's chainage at its first vertex and its geodesic length, in km; distances along it
 *  are taken on a sphere and scaled to that length. */
export function ticksAlong(map, vertices, start, length, step) {
  const steps = vertices.slice(1).map((vertex, index) => map.distance(vertices[index], vertex));
  const scale = length / steps.reduce((sum, one) => sum + one, 0);
  const ticks = [];
  let along = start;
  let next = Math.ceil(start / step) * step;
  steps.forEach((metres, index) => {
    const end = along + metres * scale;
    const [from, to] = [vertices[index], vertices[index + 1]];
    for (; next <= end && metres > 0; next += step) {
      const part = (next - along) / (end - along);
      ticks.push({ km: next, from, to, at: { lat: from.lat + (to.lat - from.lat) * part, lng: from.lng + (to.lng - from.lng) * part } });
    }
    along = end;
  });
  return ticks;
}
