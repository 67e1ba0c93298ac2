// What became of a project: a strip of its statuses through time, and the steps as a list with who says so.
import { el, formatDate, sourceLink, svg } from "./dom.js";
import { STATUS_WORDS } from "./portfolio.js";

/** A colour for each status, told apart by colour-blind readers (Paul Tol's "bright"); the same in charts. */
export const STATUS_COLOURS = {
  announced: "#BBBBBB", approved: "#66CCEE", financed: "#4477AA", "under-construction": "#CCBB44", operational: "#228833", shelved: "#EE6677", cancelled: "#AA3377", unknown: "#DDDDDD",
};
const WIDTH = 360, BAR = 12;

/** The strip from `first` to `last` (ISO months). Where a status began some time in between, the bar is thin and pale. */
export function statusStrip(history, [first, last]) {
  const start = new Date(`${first}-01`).getTime();
  const span = new Date(`${last}-28`).getTime() - start;
  const at = (day) => Math.max(0, Math.min(WIDTH, ((new Date(day).getTime() - start) / span) * WIDTH));
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} 30`, class: "history", role: "img", "aria-label": history.map(([status, , , date]) => `${STATUS_WORDS[status] ?? status}: ${formatDate(date)}`).join("; ") || "no status on record" });
  picture.append(svg("line", { x1: 0, x2: WIDTH, y1: 8, y2: 8, class: "axis" }));
  history.forEach(([status, earliest, latest], number) => {
    const colour = STATUS_COLOURS[status] ?? STATUS_COLOURS.unknown;
    const next = history[number + 1];
    const from = latest ? at(latest) : earliest ? at(earliest) : 0;
    const to = next ? at(next[1] ?? next[2] ?? last) : WIDTH;
    const open = earliest ? at(earliest) : number ? at(history[number - 1][2] ?? first) : 0;
    if (from > open) picture.append(svg("rect", { x: open, y: 6, width: from - open, height: 4, fill: colour, "fill-opacity": 0.45 }));
    picture.append(svg("rect", { x: from, y: 2, width: Math.max(2, to - from), height: BAR, fill: colour }));
  });
  const years = [Number(first.slice(0, 4)), Number(last.slice(0, 4))];
  const step = years[1] - years[0] > 16 ? 8 : 4;
  for (let year = years[0]; year <= years[1]; year += step) {
    picture.append(svg("text", { x: Math.min(at(`${year}-01-01`), WIDTH - 26), y: 27, class: "year" }, String(year)));
  }
  return picture;
}

/** A project as the panel shows it: its strip, its steps, and what is to be known of it. `cite` makes what cites a step, `named` puts its name above. */
export function buildHistory(project, confidence, cite, named) {
  const known = project.history.filter((step) => step.first || step.last);
  const first = known.map((step) => step.first ?? step.last).sort()[0];
  const now = new Date().toISOString().slice(0, 7);
  return el("div", { class: "project" },
    named ? el("h4", {}, project.name) : null,
    first ? statusStrip(project.history.map((step) => [step.status, step.first, step.last, step.date]), [`${Math.min(2013, Number(first.slice(0, 4)))}-01`, now]) : null,
    buildSteps(project.history, confidence, cite),
    project.located ? null : el("p", { class: "gap" }, "Not located: no source gives its place, so it is not on the map."),
    project.note ? el("p", { class: "note" }, project.note) : null);
}

/** The steps as a list; of each the status, its date as far as sourced, the source and what it adds. */
export function buildSteps(steps, confidence, cite) {
  return el("ol", { class: "steps" }, steps.map((step) => el("li", {},
    el("span", { class: "dot", style: `background:${STATUS_COLOURS[step.status] ?? STATUS_COLOURS.unknown}`, "aria-hidden": "true" }),
    el("span", { class: "what" }, STATUS_WORDS[step.status] ?? step.status), " ",
    el("span", { class: "source" }, formatDate(step.date), " · ", sourceLink(step.publisher || step.source, step.address), ` · ${confidence[step.confidence] ?? step.confidence}`, step.note ? `. ${step.note}` : ""), cite(step))));
}
