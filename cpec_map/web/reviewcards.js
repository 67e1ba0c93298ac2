// The card of the item under review: a place with its candidates, or a draft fact with its quote and figures.
import { el, formatDate, formatDistance, formatValue } from "./dom.js";
import { bus, state } from "./state.js";
import { ask } from "./reviewdesk.js";
import { ACCEPTED, OPEN, REJECTED, SAME_NAME } from "./reviewdraft.js";

const STATES = { [OPEN]: "undecided", [ACCEPTED]: "accepted", [REJECTED]: "rejected" };
const ORIGINS = { corridor: "corridor’s gazetteer", toponyms: "corridor’s names", projects: "list of projects", geonames: "GeoNames", beside: "on no list" };
const CONFIDENCE = { high: "well supported", medium: "fairly supported", low: "weakly supported" };
const REGIONS = new Intl.DisplayNames(["en"], { type: "region" });
let made = 0;

/** How likely a candidate is, in words. */
export function likely(score) {
  return score >= 0.75 ? "very likely" : score >= 0.55 ? "likely" : score >= 0.3 ? "possible" : "unlikely";
}

/** How much the name of what was looked up is like what was asked for, in words. */
function alike(score) {
  return score >= SAME_NAME ? "same name" : score >= 0.69 ? "alike" : "partly alike";
}

const THIN = "\u202f";

/** Words of the pipeline as this page writes them: thin spaces in numbers and before units, dates in words. */
export function tidy(words) {
  return words.replace(/, (\d[\d./~?%X-]*)\)$/, (_, date) => `, ${formatDate(date)})`).replace(/\b\d{1,3}(?:,\d{3})+\b/g, (number) => formatValue(number)).replace(/(\d) (km|m)\b/g, `$1${THIN}$2`)
    .replace(/\b\d{4}-(?:0[1-9]|1[0-2])(?:-\d{2})?\b[~?%]?/g, (date) => formatDate(date));
}

/** Degrees to the decimals that the accuracy supports: one of latitude is 111 km. */
export function formatPosition(lon, lat, accuracy) {
  const decimals = accuracy >= 150_000 ? 0 : !accuracy || accuracy >= 10_000 ? 1 : accuracy >= 1000 ? 2 : accuracy >= 100 ? 3 : 4;
  const part = (value, plus, minus) => `${Math.abs(value).toFixed(decimals)}°${THIN}${value < 0 ? minus : plus}`;
  return `${part(lat, "N", "S")}, ${part(lon, "E", "W")}`;
}

function country(code) {
  try { return code ? REGIONS.of(code) : ""; } catch { return code; }
}

/** The card of an item: {node, paint(), focus(), point(number)}. `actions`: decide(state), step(by), say(words), turn(item), renew() the text. */
export function buildCard(review, item, actions) {
  return item.type === "place" ? buildPlace(review, item, actions) : buildFact(review, item, actions);
}

function buildHead(review, item, title, sub, actions) {
  const badge = el("span", { class: "badge" });
  const items = review.items(item.type);
  const at = items.findIndex((one) => one.id === item.id) + 1;
  const node = el("div", { class: "card-head" },
    el("h3", {}, title), badge,
    el("span", { class: "steps" },
      el("button", { type: "button", class: "step", "aria-label": "Previous", title: "Previous (k)", onclick: () => actions.step(-1) }, "‹"),
      el("span", { class: "at" }, `${at} of ${items.length}`),
      el("button", { type: "button", class: "step", "aria-label": "Next", title: "Next (j)", onclick: () => actions.step(1) }, "›")),
    sub);
  const paint = () => { const now = review.state(item); badge.textContent = STATES[now]; badge.dataset.state = now; };
  return { node, paint };
}

function buildDecision(review, item, actions, ...more) {
  const button = (words, key, to) => el("button", { type: "button", class: `decide ${to}`, "data-to": to, onclick: () => actions.decide(to) }, words, el("kbd", { "aria-hidden": "true" }, key));
  const node = el("div", { class: "decision" }, button("Accept", "a", ACCEPTED), button("Reject", "r", REJECTED), button("Undecided", "u", OPEN), ...more);
  const paint = () => { for (const one of node.querySelectorAll("[data-to]")) one.setAttribute("aria-pressed", String(one.dataset.to === review.state(item))); };
  return { node, paint };
}

// ---- a place -----------------------------------------------------------------------------------------

function buildPlace(review, item, actions) {
  const name = `candidates-${made += 1}`;
  const places = [...new Set(item.mentions.map((one) => `¶${one.paragraph}`))].join(", ");
  const sub = el("p", { class: "card-sub" }, [item.kind, places, item.mentions.length > 1 ? `${item.mentions.length} times` : "", item.reason === "is a name of it" ? "" : tidy(item.reason)].filter(Boolean).join(" · "),
    item.mentions.length > 1 ? el("button", { type: "button", class: "inline apart", title: "Decide about each of them by itself", onclick: () => review.takeApart(item) }, "take apart") : null);
  const head = buildHead(review, item, item.text, sub, actions);
  const choose = (number) => review.choose(item, number);
  const rows = item.candidates.map((one, number) => buildCandidate(one, number, name, likely(one.score), choose));
  const noneWords = el("span", { class: "words" });
  const none = el("label", { class: "candidate none" }, el("input", { type: "radio", name, value: "none", onchange: () => review.takeFor(item, {}) }), el("span", { class: "number" }, "0"), noneWords);
  const lookup = buildLookup(review, item, actions);
  const also = el("div", { class: "found-rows" });
  const own = buildOwn(review, item, name, actions);
  const decision = buildDecision(review, item, actions, item.own ? el("button", { type: "button", class: "inline drop", onclick: () => { review.removeMark(item); actions.renew(); } }, "Remove it") : null);
  const node = el("section", { class: "card place-card", "aria-label": `Place: ${item.text}` }, head.node,
    el("div", { class: "card-body" }, el("fieldset", {}, el("legend", { class: "hidden-words" }, `Which place is ${item.text}?`),
      ...rows.map((row) => row.node), ...(item.own ? [lookup.node, also, none] : [none, lookup.node, also]), own.node)),
    decision.node);
  let shown = "";
  const paintFound = () => {
    const found = review.choices(item).slice(item.candidates.length);
    const key = JSON.stringify(found);
    if (key === shown) return;
    shown = key;
    rows.length = item.candidates.length;
    rows.push(...found.map((one, at) => buildCandidate(one, item.candidates.length + at, name, alike(one.score), choose)));
    also.replaceChildren(...rows.slice(item.candidates.length).map((row) => row.node));
  };
  const paint = () => {
    head.paint();
    decision.paint();
    paintFound();
    const nothing = !review.meant(item);
    for (const [number, row] of rows.entries()) row.check(review.isMeant(item, number));
    noneWords.textContent = rows.length ? "None of these" : item.own ? "Not placed yet" : "No gazetteer knows it";
    none.querySelector("input").checked = nothing;
    none.classList.toggle("chosen", nothing);
    own.paint();
  };
  paint();
  // A name that a person marked is looked for at once.
  if (item.own && !review.looked.has(item.id) && !review.meant(item)) lookup.start();
  return {
    node, paint,
    focus: () => own.open() || node.querySelector("input:checked")?.focus(),
    search: () => lookup.focus(),
    pick: choose,
    placeOnMap: () => own.start(),
    place: (at) => own.place(at),
    point: (number) => { for (const [at, row] of rows.entries()) row.node.classList.toggle("pointed", at + 1 === number); },
  };
}

function buildCandidate(one, number, name, agrees, choose) {
  const where = one.lon === null ? "lies nowhere in particular" : `${formatPosition(one.lon, one.lat, one.accuracy_m)}${one.accuracy_m ? `, within ${formatDistance(one.accuracy_m < 1000 ? Math.round(one.accuracy_m) : one.accuracy_m)}` : ""}`;
  const input = el("input", { type: "radio", name, value: number, onchange: () => choose(number) });
  const meter = el("span", { class: "meter", "aria-hidden": "true" }, el("span", {}));
  meter.firstChild.style.width = `${Math.round(Math.min(1, Math.max(0, one.score)) * 100)}%`;
  const node = el("label", { class: "candidate", onmouseenter: () => point(number + 1), onmouseleave: () => point(null) }, input, el("span", { class: "number" }, String(number + 1)),
    el("span", { class: "words" },
      el("span", { class: "line" }, el("strong", {}, one.name), ` ${[one.kind, country(one.country)].filter(Boolean).join(", ")}`),
      el("span", { class: "line quiet" }, `${where} · ${ORIGINS[one.origin] ?? one.origin}`),
      el("span", { class: "line quiet" }, tidy(one.reason))),
    el("span", { class: "score" }, agrees, meter));
  return { node, check: (on) => { input.checked = on; node.classList.toggle("chosen", on); } };
}

/** A search in the gazetteers for what a name may mean beside its candidates. */
function buildLookup(review, item, actions) {
  const id = `lookup-${made += 1}`;
  const input = el("input", { id, type: "search", autocomplete: "off", spellcheck: "false", maxlength: 120, placeholder: "Name of the place, in any spelling", onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); start(); } } });
  const button = el("button", { type: "button", class: "action", onclick: () => start() }, "Look for it");
  const said = el("p", { class: "found-words", role: "status" });
  const node = el("div", { class: "candidate lookup" }, el("span", {}), el("span", { class: "number", "aria-hidden": "true" }, "/"),
    el("div", { class: "words" }, el("label", { for: id }, item.own ? "Look for it in the gazetteers" : "Another place? Look for it in the gazetteers"), el("div", { class: "lookup-line" }, input, button), said));
  input.value = item.own ? item.text : "";
  let asked = 0;
  async function start() {
    const query = input.value.trim();
    if (!query) { input.focus(); return; }
    const now = asked += 1;
    said.textContent = "Looking…";
    try {
      const { candidates } = await ask("places", { query });
      // Another search, or another item, may have come in the meantime.
      if (now !== asked || !node.isConnected) return;
      review.offer(item, candidates);
      const more = candidates.filter((one) => !item.candidates.some((other) => other.id === one.id)).length;
      said.textContent = more ? `${more} found.` : candidates.length ? "Nothing but what is shown above." : `No gazetteer knows “${query}”. Try another spelling, or put it on the map yourself.`;
      if (more) show();
    } catch (error) {
      if (now === asked) said.textContent = error.message;
    }
  }
  // What was found stands below the search; only the card scrolls, because scrollIntoView would move a phone's page too.
  function show() {
    const body = node.closest(".card-body");
    body.scrollTop += node.getBoundingClientRect().top - body.getBoundingClientRect().top - 2;
  }
  return { node, start, focus: () => { if (!input.value) input.value = item.text; input.focus(); input.select(); } };
}

function point(number) {
  bus.dispatchEvent(new CustomEvent("review-point", { detail: number }));
}

/** A place that the reviewer puts on the map: by a click, or by numbers. */
function buildOwn(review, item, name, actions) {
  const ids = made += 1;
  const field = (words, key, attributes = {}) => {
    const input = el("input", { id: `own-${ids}-${key}`, "data-key": key, oninput: () => change(), ...attributes });
    return [el("label", { for: input.id }, words), input];
  };
  const kinds = el("select", { id: `own-${ids}-kind`, "data-key": "kind", onchange: () => change() }, review.forms.own_kinds.map((kind) => el("option", { value: kind }, kind)));
  const radio = el("input", { type: "radio", name, value: "own", "aria-label": "A place of your own", onchange: () => start() });
  const fields = el("div", { class: "own-fields" },
    ...[field("Name", "name"), [el("label", { for: kinds.id }, "Kind"), kinds],
      field("Longitude", "lon", { type: "number", step: "any", min: -180, max: 180, inputmode: "decimal", onchange: () => numbers() }), field("Latitude", "lat", { type: "number", step: "any", min: -90, max: 90, inputmode: "decimal", onchange: () => numbers() }),
      field("Known to within, km", "km", { type: "number", step: "any", min: 0.01, max: 50, inputmode: "decimal", placeholder: "5" }), field("How you know", "note")].map((pair) => el("div", { class: "field" }, ...pair)));
  const waiting = el("p", { class: "waiting", role: "status" });
  const button = el("button", { type: "button", class: "action", onclick: () => start() }, "Put it on the map yourself", el("kbd", { "aria-hidden": "true" }, "m"));
  const node = el("div", { class: "candidate own" }, radio, el("span", { class: "number" }, "m"), el("div", { class: "words" }, button, waiting, fields));
  const value = (key) => fields.querySelector(`[data-key="${key}"]`).value.trim();

  function change() {
    const [lon, lat, km] = ["lon", "lat", "km"].map((key) => (value(key) === "" ? null : Number(value(key))));
    const whole = lon !== null && lat !== null && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
    review.takeFor(item, { own: whole ? { name: value("name") || item.text, kind: value("kind"), lon, lat, accuracy_m: Math.round((km || 5) * 1000), note: value("note") } : null });
  }
  /** Given by numbers, no click is waited for, and the map shows where that is. */
  function numbers() {
    if (!review.place(item).own) return;
    state.review.placing = false;
    review.turn(review.item(item.id));
    paint();
  }
  function start() {
    open = true;
    if (!value("name")) fields.querySelector('[data-key="name"]').value = item.text;
    state.review.placing = true;
    bus.dispatchEvent(new CustomEvent("review"));
    paint();
    const body = node.closest(".card-body");
    if (body) body.scrollTop = body.scrollHeight;
    actions.say("Click on the map where it lies, or give longitude and latitude. Escape stops.");
  }
  function place(at) {
    state.review.placing = false;
    if (at) {
      const decimals = at.zoom >= 13 ? 4 : at.zoom >= 9 ? 3 : 2;
      fields.querySelector('[data-key="lon"]').value = at.lon.toFixed(decimals);
      fields.querySelector('[data-key="lat"]').value = at.lat.toFixed(decimals);
      // What a click at this zoom can tell apart, ten pixels, is the least that is claimed.
      const least = (40075 * Math.cos((at.lat * Math.PI) / 180)) / 256 / 2 ** at.zoom * 10;
      if (!value("km")) fields.querySelector('[data-key="km"]').value = String(Number(Math.max(0.05, least).toPrecision(1)));
      change();
      actions.say("Placed. Check name, kind and how well it is known, then accept.");
    }
    bus.dispatchEvent(new CustomEvent("review"));
    paint();
  }
  let open = Boolean(review.place(item).own);
  const before = review.place(item).own;
  if (before) {
    for (const key of ["name", "kind", "lon", "lat", "note"]) fields.querySelector(`[data-key="${key}"]`).value = before[key];
    fields.querySelector('[data-key="km"]').value = before.accuracy_m / 1000;
  } else if (review.forms.own_kinds.includes("town")) kinds.value = "town";
  const paint = () => {
    const own = review.place(item).own;
    radio.checked = Boolean(own);
    node.classList.toggle("chosen", Boolean(own));
    fields.hidden = !open;
    waiting.textContent = state.review.placing ? "Click on the map where it lies." : "";
    waiting.hidden = !state.review.placing;
  };
  return { node, paint, start, place, open: () => { if (open) fields.querySelector("input").focus(); return open; } };
}

// ---- a fact ------------------------------------------------------------------------------------------

function buildFact(review, item, actions) {
  const id = `fact-${made += 1}`;
  const sub = el("p", { class: "card-sub context" }, `¶${item.paragraph} `, ...contextOf(review, item));
  const head = buildHead(review, item, item.own ? "Your fact" : "Fact", sub, actions);
  const fact = review.fact(item);
  const statement = el("textarea", { id: `${id}-statement`, rows: 2, oninput: () => review.decideFact(item, { statement: statement.value }) });
  statement.value = fact.statement;
  const parts = el("details", { class: "parts", open: Boolean(item.own) }, el("summary", {}, "Change its parts", el("kbd", { "aria-hidden": "true" }, "e")));
  const summary = el("dl", { class: "said" });
  const decision = buildDecision(review, item, actions, item.own ? el("button", { type: "button", class: "inline drop", onclick: () => { review.removeFact(item); actions.renew(); } }, "Remove it") : null);
  const subjects = buildSubjects(review, item, id);
  const figure = buildFigure(review, item, id);
  const kind = choice(`${id}-kind`, [...new Set([...review.forms.fact_kinds, fact.kind])], fact.kind, (value) => review.decideFact(item, { kind: value }));
  const confidence = choice(`${id}-confidence`, review.forms.confidences, fact.confidence, (value) => review.decideFact(item, { confidence: value }), CONFIDENCE);
  const list = (key) => text(`${id}-${key}`, fact[key].join(", "), (value) => review.decideFact(item, { [key]: value.split(",").map((one) => one.trim()).filter(Boolean) }));
  const inferred = text(`${id}-inferred`, fact.inferred, (value) => review.decideFact(item, { inferred: value }));
  parts.append(el("div", { class: "part-fields" },
    whole(row("About", subjects.input, subjects.node)), ...figure.rows,
    row("Kind", kind), row("Confidence", confidence), row("Places named", list("places")), row("Actors", list("actors")), whole(row("What had to be inferred", inferred))));
  const node = el("section", { class: "card fact-card", "aria-label": "Draft fact" }, head.node,
    el("div", { class: "card-body" },
      el("label", { class: "hidden-words", for: statement.id }, "Statement, in our words"), statement,
      buildMatch(review, item, actions), summary, parts),
    decision.node);
  const paint = () => {
    head.paint();
    decision.paint();
    subjects.paint();
    figure.paint();
    summary.replaceChildren(...summarise(review, item));
  };
  paint();
  return { node, paint, focus: () => { parts.open = true; statement.focus(); }, search: () => {}, pick: () => {}, placeOnMap: () => {}, point: () => {} };
}

function contextOf(review, item) {
  const { start, end } = item.selector;
  const [from, to] = [Math.max(item.start, start - 170), Math.min(item.end, end + 170)];
  return [from > item.start ? "… " : "", review.words(from, start), el("q", { class: "anchor" }, review.words(start, end)), review.words(end, to), to < item.end ? " …" : ""];
}

function buildMatch(review, item, actions) {
  const { match } = item;
  const words = { new: "New", same: "Same as", rival: "Rival of" }[match.state] ?? match.state;
  return el("div", { class: `match ${match.state}` },
    el("p", {}, el("strong", {}, match.known.length ? `${words} ${match.known.map((one) => one.id).join(", ")}` : words), match.reason ? ` · ${tidy(match.reason)}` : ""),
    match.known.length ? el("ul", {}, match.known.map((one) => el("li", {}, el("span", { class: "id" }, one.id), ` ${tidy(one.says)}`))) : null);
}

function nameOf(review, id) {
  const known = review.forms.subjects.find((one) => one.id === id) ?? review.forms.projects.find((one) => one.id === id);
  return known?.name ?? id;
}

function summarise(review, item) {
  const fact = review.fact(item);
  const attribute = review.forms.attributes.find((one) => one.id === fact.claim?.attribute);
  const here = item.own ? [] : review.namesOf(item).map((one) => review.claimed.get(one)).filter((one) => one?.kind === "place" && review.state(one) === ACCEPTED).map((one) => review.meant(one)?.name).filter(Boolean);
  const lines = [
    ["About", fact.subjects.map((one) => nameOf(review, one)).join(", ") || "nothing yet: choose what it is about"],
    fact.claim ? ["Figure", `${attribute?.label ?? fact.claim.attribute}: ${formatValue(fact.claim.value)}\u202f${fact.claim.unit ?? ""}, ${fact.claim.as_of ? `as of ${formatDate(fact.claim.as_of)}` : "as of the article"}`] : null,
    ...item.dates.map((one) => ["Date", `${one.text}: ${formatDate(one.edtf)} (${tidy(one.reason)})`]),
    here.length ? ["Places", `${[...new Set(here)].join(", ")}, accepted in its sentence`] : null,
    ["Held to be", `${fact.kind}, ${CONFIDENCE[fact.confidence] ?? fact.confidence}`],
    fact.inferred ? ["Inferred", fact.inferred] : null,
  ];
  return lines.filter(Boolean).flatMap(([term, words]) => [el("dt", {}, term), el("dd", {}, words)]);
}

function buildSubjects(review, item, id) {
  const node = el("div", { class: "chips" });
  const input = el("select", { id: `${id}-subjects`, onchange: () => {
    if (input.value) review.decideFact(item, { subjects: [...new Set([...review.fact(item).subjects, input.value])] });
    input.value = "";
  } }, el("option", { value: "" }, "Add a subject or project…"),
  ...[["Subjects", review.forms.subjects], ["Projects", review.forms.projects]].map(([words, all]) => el("optgroup", { label: words }, all.map((one) => el("option", { value: one.id }, one.name)))));
  const paint = () => node.replaceChildren(...review.fact(item).subjects.map((one) => el("span", { class: "chip" }, nameOf(review, one),
    el("button", { type: "button", "aria-label": `Not about ${nameOf(review, one)}`, onclick: () => { review.decideFact(item, { subjects: review.fact(item).subjects.filter((other) => other !== one) }); input.focus(); } }, "×"))));
  return { node, input, paint };
}

/** The figure a fact publishes, as a claim: attribute, value, unit, date and whose it is; or none. */
function buildFigure(review, item, id) {
  const attributes = el("select", { id: `${id}-attribute`, onchange: () => change() }, el("option", { value: "" }, "No figure"), review.forms.attributes.map((one) => el("option", { value: one.id }, one.label)));
  const value = el("input", { id: `${id}-value`, oninput: () => change(), autocomplete: "off" });
  const unit = el("select", { id: `${id}-unit`, onchange: () => change() });
  const asOf = el("input", { id: `${id}-as-of`, placeholder: "the article’s date", oninput: () => change(), autocomplete: "off" });
  const whose = el("select", { id: `${id}-whose`, onchange: () => change() });
  const amounts = item.amounts.map((one) => el("button", { type: "button", class: "action amount", title: "Take this figure", onclick: () => {
    if (one.attribute) attributes.value = one.attribute;
    else if (!attributes.value) attributes.value = review.forms.attributes.find((other) => other.units.includes(one.unit))?.id ?? "";
    value.value = one.value;
    fillUnits(one.unit);
    change();
  } }, `${one.text}`));
  const fillUnits = (wanted) => {
    const units = review.forms.attributes.find((one) => one.id === attributes.value)?.units ?? [];
    const all = units.length ? units : [...new Set(["", wanted ?? ""])];
    unit.replaceChildren(...all.map((one) => el("option", { value: one }, one || "no unit")));
    unit.value = all.includes(wanted) ? wanted : all[0] ?? "";
  };
  function change() {
    fillUnits(unit.value);
    const fact = review.fact(item);
    review.decideFact(item, { claim: attributes.value ? { attribute: attributes.value, value: value.value.trim(), unit: unit.value, as_of: asOf.value.trim(), subject: whose.value || fact.subjects[0] || "" } : null });
  }
  const { claim } = review.fact(item);
  attributes.value = claim?.attribute ?? "";
  value.value = claim?.value ?? "";
  asOf.value = claim?.as_of ?? "";
  fillUnits(claim?.unit);
  const rest = [row("Value", value), row("Unit", unit), row("As of", asOf), row("Whose figure", whose)];
  const paint = () => {
    const fact = review.fact(item);
    const subjects = fact.subjects.length ? fact.subjects : [""];
    whose.replaceChildren(...subjects.map((one) => el("option", { value: one }, one ? nameOf(review, one) : "choose what the fact is about")));
    whose.value = subjects.includes(fact.claim?.subject) ? fact.claim.subject : subjects[0];
    for (const one of rest) one.hidden = !attributes.value;
  };
  return { rows: [row("Figure", attributes, amounts.length ? el("span", { class: "amounts" }, ...amounts) : null), ...rest], paint };
}

function row(words, input, more = null) {
  return el("div", { class: "field" }, el("label", { for: input.id }, words), input, more);
}

/** A field as wide as all the others beside each other. */
function whole(field) {
  field.classList.add("whole");
  return field;
}

function choice(id, values, chosen, set, words = {}) {
  const node = el("select", { id, onchange: () => set(node.value) }, values.map((one) => el("option", { value: one }, words[one] ?? one)));
  node.value = chosen;
  return node;
}

function text(id, value, set) {
  const node = el("input", { id, autocomplete: "off", oninput: () => set(node.value) });
  node.value = value;
  return node;
}
