// The portfolio of projects: what the reader asks of it, by filters and by time, and what answers.
import { fold } from "./search.js";
import { fetchJson } from "./files.js";
import { FACETS } from "./state.js";

export const SECTOR_WORDS = { energy: "Energy", road: "Road", rail: "Rail", gwadar: "Gwadar", zones: "Zones", digital: "Digital", social: "Social" };
export const STATUS_WORDS = {
  announced: "announced", approved: "approved", financed: "financed", "under-construction": "under construction", operational: "in operation or completed",
  shelved: "shelved", cancelled: "cancelled", unknown: "unknown",
};
export const KNOWN_WORDS = { surveyed: "surveyed or traced", located: "known to a place", sketched: "sketched", none: "not located" };
/** What a project's status looks like on the map, in the words that layers use. */
const DRAWN_AS = { announced: "planned", approved: "planned", financed: "planned", "under-construction": "under construction" };

let wanted = null;

/** The portfolio document of a catalog, fetched once; each project with what its text and facets are compared by. */
export function loadPortfolio(digest) {
  wanted ??= fetchJson(`map/portfolio.json?v=${digest}`).then((document) => {
    for (const project of document.projects) prepare(project);
    document.byId = new Map(document.projects.map((one) => [one.id, one]));
    return document;
  });
  wanted.catch(() => { wanted = null; }); // a later try asks again
  return wanted;
}

/** The status of a project at the end of a day (ISO), as far as the records say.
 *  `sure` is false where a later status may have begun by then; `null` before the first status on record. */
export function statusAt(project, day) {
  let status = null;
  let sure = true;
  for (const [name, earliest, latest] of project.history) {
    if (latest !== null && latest <= day) { status = name; sure = true; }
    else if (earliest === null || earliest <= day) sure = false;
  }
  if (status === null) return sure ? null : { status: "unknown", sure: false };
  return { status, sure };
}

/** Whether a status may have begun between two days (ISO, inclusive). */
function changedWithin(project, from, to) {
  return project.history.some(([, earliest, latest]) => (latest === null || latest >= from) && (earliest === null || earliest <= to));
}

/** The projects that answer a filter, each with its status then: a Map from id to {status, sure}. `but` leaves one facet out. */
export function answer(document, filter, but = null) {
  const now = "9999-12-31";
  const day = filter.to ?? now;
  const words = fold(filter.find).split(" ").filter(Boolean);
  const found = new Map();
  for (const project of document.projects) {
    const then = filter.to === null ? { status: project.status, sure: true } : statusAt(project, day);
    if (then === null || (filter.from !== null && !changedWithin(project, filter.from, day))) continue;
    if (but !== "sector" && filter.sector.size && !filter.sector.has(project.sector)) continue;
    if (but !== "status" && filter.status.size && !filter.status.has(then.status)) continue;
    if (but !== "province" && filter.province.size && !project.provinces.some((one) => filter.province.has(one))) continue;
    if (but !== "confidence" && filter.confidence.size && !filter.confidence.has(project.confidence)) continue;
    if (but !== "known" && filter.known.size && !filter.known.has(project.precision)) continue;
    if (words.length && !words.every((word) => project.text.includes(word))) continue;
    found.set(project.id, then);
  }
  return found;
}

/** How many projects each value of each facet would show: facet -> value -> number, the facet's own choice left aside. */
export function countFacets(document, filter) {
  const counts = {};
  for (const facet of FACETS) {
    const tally = new Map();
    for (const [id, then] of answer(document, filter, facet)) {
      for (const value of valuesOf(document.byId.get(id), facet, then)) tally.set(value, (tally.get(value) ?? 0) + 1);
    }
    counts[facet] = tally;
  }
  return counts;
}

function valuesOf(project, facet, then) {
  if (facet === "status") return [then.status];
  if (facet === "province") return project.provinces;
  return [facet === "known" ? project.precision : project[facet]];
}

/** What adds up over projects (a Map or Set by id): measure -> {sum, unit, given, inside}. A part whose whole is there too is not added twice. */
export function totals(document, ids) {
  const result = {};
  for (const [measure, unit] of Object.entries(document.measures)) {
    let sum = 0, given = 0, inside = 0;
    for (const id of ids.keys()) {
      const value = document.byId.get(id).figures[measure]?.adds;
      if (typeof value !== "number") continue;
      if (insideOther(document, id, measure, ids)) { inside += 1; continue; }
      sum += value;
      given += 1;
    }
    result[measure] = { sum, unit, given, inside };
  }
  return result;
}

function insideOther(document, id, measure, ids) {
  let above = document.byId.get(id).part_of;
  while (above) {
    if (ids.has(above) && typeof document.byId.get(above).figures[measure]?.adds === "number") return true;
    above = document.byId.get(above)?.part_of;
  }
  return false;
}

/** What the map shows of the features that belong to projects: feature -> {hidden, status, sure}.
 *  What stands whatever becomes of its project (a railway that is to be renewed) is not changed by the time. */
export function drawnAs(document, found, filter) {
  const timed = filter.to !== null;
  const standing = new Set(document.standing);
  const ever = timed || filter.from !== null ? answer(document, { ...filter, from: null, to: null }) : found;
  const looks = new Map();
  for (const [feature, ids] of Object.entries(document.drawn)) {
    if (standing.has(feature)) {
      looks.set(feature, { hidden: !ids.some((id) => ever.has(id)), status: null, sure: true });
      continue;
    }
    const shown = ids.filter((id) => found.has(id));
    const then = shown.length ? found.get(shown[0]) : null;
    looks.set(feature, { hidden: shown.length === 0, status: timed && then ? DRAWN_AS[then.status] ?? then.status : null, sure: then?.sure ?? true });
  }
  return looks;
}

/** First and last month (`2013-01`) of a time control: the first year on record and now. */
export function monthsOf(document, today = new Date()) {
  let first = null;
  for (const project of document.projects) for (const [, earliest, latest] of project.history) for (const day of [earliest, latest]) if (day && (first === null || day < first)) first = day;
  return [`${(first ?? "2013").slice(0, 4)}-01`, `${today.getFullYear()}-${String(today.getMonth() + 1).padStart(2, "0")}`];
}

/** Orders of the table: each a comparison of two projects. Projects without the figure come last. */
export const ORDERS = {
  listed: { words: "as listed", compare: null },
  name: { words: "by name", compare: (a, b) => a.name.localeCompare(b.name) },
  status: { words: "by status", compare: (a, b) => a.statusOrder - b.statusOrder || a.name.localeCompare(b.name) },
  since: { words: "latest change first", compare: (a, b) => b.sinceDay.localeCompare(a.sinceDay) },
  cost: { words: "highest cost first", compare: byFigure("cost") },
  capacity: { words: "greatest capacity first", compare: byFigure("capacity") },
  length: { words: "longest first", compare: byFigure("length") },
};

function byFigure(measure) {
  const value = (one) => one.figures[measure]?.adds ?? -1;
  return (a, b) => value(b) - value(a);
}

function prepare(project) {
  project.text = fold([project.name, project.kind, project.place, SECTOR_WORDS[project.sector] ?? project.sector, ...project.provinces, STATUS_WORDS[project.status] ?? ""].join(" "));
  project.statusOrder = Object.keys(STATUS_WORDS).indexOf(project.status);
  project.sinceDay = project.history.at(-1)?.[2] ?? project.history.at(-1)?.[1] ?? "";
}
