// A draft and what a person decided about it: nothing leaves this tab until it is stored.

export const OPEN = "open", ACCEPTED = "accepted", REJECTED = "rejected";
// A candidate this likely, and this far ahead of the next, is called certain.
const CERTAIN = 0.6, AHEAD = 0.15;
/** What was looked up and scores this much has the very name that was asked for. */
export const SAME_NAME = 0.9;
const DRAFT_KEY = "cpec-review-draft";

/** The draft that was under review in this tab, or `null`. */
export function keptDraft() {
  return read(DRAFT_KEY);
}

/** Forget the draft of this tab, and with `decisions` what was decided about it. */
export function forgetDraft(id, decisions) {
  remove(DRAFT_KEY);
  if (decisions) remove(`cpec-review:${id}`);
}

/** Says `change` after each decision and `turn` when another item is looked at. Offsets count code points, as Python does. */
export class Review extends EventTarget {
  constructor(draft, forms) {
    super();
    this.draft = draft;
    this.forms = forms;
    this.signs = [...draft.text];
    this.article = { title: draft.article.title ?? "", publisher: draft.article.publisher ?? "", published: draft.article.published ?? "", address: draft.article.address ?? "", dated_by: draft.article.published_why ?? "" };
    this.mentions = {};
    this.facts = {};
    this.added = [];
    this.marked = [];
    this.apart = new Set();
    this.looked = new Map();
    this.current = null;
    this.kept = write(DRAFT_KEY, draft);
    const before = read(this.key);
    if (before) {
      this.article = { ...this.article, ...before.article };
      this.mentions = before.mentions ?? {};
      this.facts = before.facts ?? {};
      this.added = before.added ?? [];
      this.marked = before.marked ?? [];
      this.apart = new Set(before.apart ?? []);
    }
    this._group();
  }

  get key() { return `cpec-review:${this.draft.article.id}`; }

  /** The words between two offsets. */
  words(start, end) { return this.signs.slice(start, end).join(""); }

  /** Paragraphs as {number, start, end}. */
  paragraphs() {
    const found = [];
    let start = 0;
    for (const line of this.draft.text.split("\n")) {
      const end = start + [...line].length;
      found.push({ number: found.length + 1, start, end });
      start = end + 1;
    }
    return found;
  }

  // ---- what is to be decided ----------------------------------------------------------------------

  /** Names with the same candidates in the same order of likelihood are one item, unless taken apart. */
  _group() {
    this.names = [...this.draft.mentions, ...this.marked].sort((a, b) => a.start - b.start);
    const groups = new Map();
    for (const one of this.names) {
      if (one.kind === "actor") continue;
      const alike = JSON.stringify([one.kind, one.text, one.chosen, one.candidates.map((candidate) => candidate.id)]);
      const key = one.own || this.apart.has(alike) ? one.id : alike;
      if (!groups.has(key)) groups.set(key, { id: one.id, type: "place", own: one.own === true, kind: one.kind, text: one.text, start: one.start, alike, mentions: [], candidates: one.candidates, reason: one.reason, chosen: one.chosen });
      groups.get(key).mentions.push(one);
    }
    this.places = [...groups.values()];
    this.claimed = new Map();
    for (const place of this.places) for (const mention of place.mentions) this.claimed.set(mention.id, place);
  }

  takeApart(place) {
    this.apart.add(place.alike);
    this._group();
    this.turn(this.claimed.get(place.id));
    this._changed();
  }

  /** The draft's facts and those a person added, in the order of the text. */
  get all() {
    this._all ??= [...this.draft.facts, ...this.added].map((one) => ({ ...one, type: "fact" })).sort((a, b) => a.selector.start - b.selector.start);
    return this._all;
  }

  item(id) {
    this._facts ??= new Map(this.all.map((one) => [one.id, one]));
    return this.claimed.get(id) ?? this._facts.get(id) ?? null;
  }

  _gather() { this._all = this._facts = null; }

  items(type) { return type === "place" ? this.places : this.all; }

  // ---- what was decided ---------------------------------------------------------------------------

  place(one) {
    return this.mentions[one.mentions[0].id] ?? { state: OPEN, candidate: one.chosen, own: null, found: null };
  }

  /** What a name is taken for: a place of the reviewer's own, one that was looked up, or a candidate; or `null`. */
  meant(one) {
    const { candidate, own, found } = this.place(one);
    return own ?? found ?? one.candidates[candidate ?? -1] ?? null;
  }

  /** All that a name can be taken for, in the order of their numbers: its candidates, then what was looked up. */
  choices(one) {
    const known = new Set(one.candidates.map((candidate) => candidate.id));
    const { found } = this.place(one);
    const looked = this.looked.get(one.id) ?? [];
    const also = found && !looked.some((other) => other.id === found.id) ? [found] : [];
    return [...one.candidates, ...[...also, ...looked].filter((other) => !known.has(other.id))];
  }

  /** Whether a name is taken for the choice of a number, from 0. */
  isMeant(one, number) {
    const { candidate, own, found } = this.place(one);
    if (own) return false;
    return found ? this.choices(one)[number]?.id === found.id : number < one.candidates.length && candidate === number;
  }

  fact(one) {
    return this.facts[one.id] ?? {
      state: OPEN, statement: one.statement, kind: one.kind, subjects: [...one.subjects], places: [...one.places], actors: [...one.actors],
      confidence: one.confidence, inferred: one.inferred, claim: this._claim(one), ...(one.own ? { selector: { start: one.selector.start, end: one.selector.end } } : {}),
    };
  }

  _claim(one) {
    const amount = one.amounts.find((part) => part.attribute);
    if (!amount) return null;
    return { attribute: amount.attribute, value: amount.value, unit: amount.unit, as_of: "", subject: one.subjects[0] ?? "" };
  }

  state(one) { return (one.type === "place" ? this.place(one) : this.fact(one)).state; }

  certain(one) {
    const [best, next] = [one.candidates[one.chosen ?? -1], one.candidates.filter((_, number) => number !== one.chosen).reduce((most, candidate) => Math.max(most, candidate.score), 0)];
    return Boolean(best) && best.score >= CERTAIN && best.score - next >= AHEAD;
  }

  counts(type) {
    const items = this.items(type);
    const states = items.map((one) => this.state(one));
    return { all: items.length, done: states.filter((one) => one !== OPEN).length, accepted: states.filter((one) => one === ACCEPTED).length, rejected: states.filter((one) => one === REJECTED).length };
  }

  decidePlace(one, change) {
    const next = { ...this.place(one), ...change };
    for (const mention of one.mentions) this.mentions[mention.id] = next;
    this._changed();
  }

  /** Take a name for one thing: `what` is one of {candidate}, {own}, {found}, or nothing for none of them. */
  takeFor(one, what) {
    this.decidePlace(one, { candidate: null, own: null, found: null, ...what });
  }

  /** Take a name for the choice of a number, from 0. */
  choose(one, number) {
    this.takeFor(one, number < one.candidates.length ? { candidate: number } : { found: this.choices(one)[number] ?? null });
  }

  /** What a search in the gazetteers found for a name; it is chosen from, and not kept. */
  offer(one, candidates) {
    this.looked.set(one.id, candidates);
    // Of several places of one name the reviewer chooses; a single one is proposed, as reading does.
    const same = candidates.filter((other) => other.score >= SAME_NAME);
    if (one.own && same.length === 1 && this.state(one) === OPEN && !this.meant(one)) this.takeFor(one, { found: same[0] });
    else this._changed();
    if (this.current === one.id) this.turn(this.item(one.id));
  }

  decideFact(one, change) {
    this.facts[one.id] = { ...this.fact(one), ...change };
    this._changed();
  }

  decide(one, state) {
    if (one.type === "place") this.decidePlace(one, { state });
    else this.decideFact(one, { state });
  }

  setArticle(change) {
    Object.assign(this.article, change);
    this._changed();
  }

  /** A fact of the reader's own, anchored by words of the text. */
  addFact(start, end) {
    const paragraph = this.paragraphs().find((one) => one.start <= start && start < one.end);
    const number = 1 + Math.max(0, ...this.added.map((one) => Number(one.id.slice(4))));
    const inside = this.names.filter((one) => one.start < paragraph.end && one.end > paragraph.start);
    const near = inside.filter((one) => one.start < end && one.end > start);
    const meant = near.map((one) => (this.claimed.has(one.id) ? this.meant(this.claimed.get(one.id)) : null)).filter(Boolean);
    const fact = {
      id: `own-${number}`, own: true, paragraph: paragraph.number, start: paragraph.start, end: paragraph.end,
      selector: { paragraph: paragraph.number, exact: this.words(start, end), start, end },
      statement: "", kind: this.forms.fact_kinds.includes("statement") ? "statement" : this.forms.fact_kinds[0] ?? "statement",
      subjects: [...new Set(meant.map((one) => one.subject).filter(Boolean))], places: [...new Set(meant.map((one) => one.name))],
      actors: near.filter((one) => one.kind === "actor").map((one) => one.text), mentions: near.map((one) => one.id), amounts: [], dates: [],
      confidence: "medium", inferred: "", match: { state: "new", known: [], reason: "Added by the reviewer." },
    };
    this.added.push(fact);
    this._gather();
    this._changed();
    return this.item(fact.id);
  }

  /** The place or project of which some of these characters are part, or `null`. */
  holder(start, end) {
    return this.names.find((one) => one.kind !== "actor" && one.start < end && start < one.end) ?? null;
  }

  /** A name of the reader's own: words of the text that the reading did not take for a place. */
  mark(start, end) {
    const paragraph = this.paragraphs().find((one) => one.start <= start && start < one.end);
    const number = 1 + Math.max(0, ...this.marked.map((one) => Number(one.id.slice(5))));
    const mention = { id: `own-m${number}`, own: true, paragraph: paragraph.number, start, end, text: this.words(start, end), kind: "place", reason: "marked by you", chosen: null, candidates: [] };
    this.marked.push(mention);
    this._group();
    this._changed();
    return this.item(mention.id);
  }

  removeMark(one) {
    this.marked = this.marked.filter((other) => other.id !== one.id);
    delete this.mentions[one.id];
    this.looked.delete(one.id);
    this._group();
    this.turn(null);
    this._changed();
  }

  /** Names inside a fact's words: those that the draft lists, and the reader's own. */
  namesOf(fact) {
    return [...fact.mentions, ...this.marked.filter((one) => fact.start <= one.start && one.end <= fact.end).map((one) => one.id)];
  }

  removeFact(one) {
    this.added = this.added.filter((other) => other.id !== one.id);
    delete this.facts[one.id];
    this._gather();
    this.turn(null);
    this._changed();
  }

  startAgain() {
    remove(this.key);
    this.mentions = {};
    this.facts = {};
    this.added = [];
    this.marked = [];
    this.looked.clear();
    this.apart.clear();
    this._gather();
    this._group();
    this.turn(null);
    this._changed(false);
  }

  /** What storing is asked with: only what was decided. */
  decisions() {
    const decided = (all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one.state !== OPEN));
    const facts = Object.fromEntries(Object.entries(decided(this.facts)).map(([id, one]) => [id, { ...one, claim: one.claim && { ...one.claim, as_of: one.claim.as_of || this.article.published } }]));
    const words = new Map(this.marked.map(({ id, start, end }) => [id, { start, end }]));
    const mentions = Object.fromEntries(Object.entries(decided(this.mentions)).map(([id, one]) => [id, { found: null, ...one, ...words.get(id) }]));
    return { article: { ...this.article }, mentions, facts };
  }

  // ---- where the reader is ------------------------------------------------------------------------

  turn(one) {
    this.current = one?.id ?? null;
    this.dispatchEvent(new CustomEvent("turn", { detail: one }));
  }

  get now() { return this.current ? this.item(this.current) : null; }

  /** The item `step` further among those of a type, around the end; with `open` the next undecided one, or `null`. */
  next(type, step, open = false) {
    const items = this.items(type);
    const from = items.findIndex((one) => one.id === this.now?.id);
    for (let away = 1; away <= items.length; away += 1) {
      const one = items[(((from < 0 && step < 0 ? 0 : from) + away * step) % items.length + items.length) % items.length];
      if (!open || this.state(one) === OPEN) return one;
    }
    return null;
  }

  _changed(keep = true) {
    if (keep) this.kept = write(this.key, { article: this.article, mentions: this.mentions, facts: this.facts, added: this.added, marked: this.marked, apart: [...this.apart] }) && this.kept;
    this.dispatchEvent(new CustomEvent("change"));
  }
}

// The tab's own storage may be full or forbidden; then a reload begins again, and the page says so.

function read(key) {
  try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; }
}

function write(key, value) {
  try { sessionStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
}

function remove(key) {
  try { sessionStorage.removeItem(key); } catch { /* nothing was kept */ }
}
