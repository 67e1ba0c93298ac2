// The reviewing page's panel: an article is given, its places and facts are decided one by one, and stored together.
import { el, formatDate } from "./dom.js";
import { bus, loadOverview, state } from "./state.js";
import { buildCard } from "./reviewcards.js";
import { ask } from "./reviewdesk.js";
import { ACCEPTED, forgetDraft, keptDraft, OPEN, REJECTED, Review } from "./reviewdraft.js";
import { buildClosed, buildStart } from "./reviewstart.js";
import { buildStore, waitingWords } from "./reviewstore.js";
import { buildText } from "./reviewtext.js";

const mounted = new WeakSet();
const KEYS = [["j k", "next, previous"], ["a", "accept"], ["r", "reject"], ["u", "undecided"], ["1–5", "choose a candidate"], ["0", "none of these"], ["/", "look for a place"], ["m", "put it on the map"], ["e", "change"], ["s", "store"], ["?", "these keys"]];
const TYPE_OF = { places: "place", facts: "fact" };

/** Streamlit calls this at every render; the panel is made at the first and stays. */
export default function mount(component) {
  const host = component.parentElement.querySelector(".review");
  if (mounted.has(host)) return;
  mounted.add(host);
  begin(host, component.data.digest).catch((error) => {
    host.replaceChildren(el("p", { class: "failure", role: "alert" }, `The desk could not be opened (${error.message})`));
  });
}

async function begin(host, digest) {
  const overview = await loadOverview(digest);
  const said = el("p", { class: "said-words", role: "status", onclick: () => say("") });
  const body = el("div", { class: "review-body" });
  host.replaceChildren(el("div", { class: "bar" }, el("a", { href: "./", class: "back" }, "Back to the map")), body, said);
  let quiet = 0;
  const say = (words, wrong = false) => {
    said.textContent = words;
    said.classList.toggle("wrong", wrong);
    clearTimeout(quiet);
    if (words && !wrong) quiet = setTimeout(() => { said.textContent = ""; }, 6000);
  };
  const busy = (words) => {
    host.classList.toggle("busy", words !== "");
    host.setAttribute("aria-busy", String(words !== ""));
    for (const node of body.querySelectorAll("button, input, textarea")) node.disabled = words !== "";
    body.querySelector(".busy-words")?.remove();
    if (words) body.append(el("div", { class: "busy-words", role: "status" }, el("p", {}, words), el("div", { class: "progress" })));
  };

  let forms = null;
  let queue = [];
  const showMap = (what) => { Object.assign(state.review, what); };

  async function start(words = "") {
    showMap({ candidates: [], placed: [], placing: false });
    bus.dispatchEvent(new CustomEvent("review"));
    const desk = await ask("state");
    if (!desk.open) { body.replaceChildren(el("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": "Add an article" }, buildClosed(desk.message))); host.dataset.view = "closed"; return; }
    forms ??= await ask("forms");
    const sheet = el("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": "Add an article" }, buildStart(desk, { open, busy, say, undo, waiting: queue }));
    body.replaceChildren(sheet);
    host.dataset.view = "start";
    busy("");
    say(words);
  }

  async function undo() {
    busy("Taking it back and rebuilding the layers…");
    try {
      const answer = await ask("undo", {});
      await start(answer.message);
    } catch (error) { busy(""); say(error.message, true); }
  }

  function open(draft, rest) {
    queue = rest ?? [];
    say("");
    busy("");
    const review = new Review(draft, forms);
    body.replaceChildren(buildReview(review, overview, {
      say,
      again: async () => {
        const { title, publisher, published, address, dated_by: why } = review.article;
        busy("Reading it again with that date…");
        try {
          const { draft: next } = await ask("read", { name: "again.txt", text: draft.text, about: { title, publisher, published, address, published_why: why || "Given by the reviewer." } });
          open({ ...next, article: { ...next.article, name: draft.article.name } }, queue);
        } catch (error) { busy(""); say(error.message, true); }
      },
      leave: () => { forgetDraft(draft.article.id, false); start(); },
      stored: (answer) => {
        forgetDraft(draft.article.id, true);
        showMap({ candidates: [], placed: [], placing: false });
        bus.dispatchEvent(new CustomEvent("review"));
        const done = buildDone(answer, { undo, another: () => start() });
        body.replaceChildren(done);
        host.dataset.view = "stored";
        done.focus();
      },
    }));
    host.dataset.view = "review";
  }

  const kept = keptDraft();
  await start();
  if (kept && host.dataset.view === "start") {
    try { open(kept, []); } catch { forgetDraft("", false); await start(); }
  }
  host.dataset.ready = "true";
  // The gazetteers are loaded while the reader still reads what happens here.
  if (host.dataset.view !== "closed") ask("warm", {}).catch(() => {});
}

// ---- a draft under review ------------------------------------------------------------------------------

function buildReview(review, overview, actions) {
  const drawnBy = (id) => (overview.subjects.find((one) => one.id === id) ?? overview.projects.find((one) => one.id === id))?.features.length;
  const names = ["text", "places", "facts", "store"];
  const sheets = Object.fromEntries(names.map((name) => [name, el("div", { class: "sheet", id: `desk-${name}`, role: "tabpanel", "aria-labelledby": `desk-tab-${name}`, tabindex: "0", hidden: name !== "text" })]));
  const tabs = Object.fromEntries(names.map((name, number) => [name, el("button", {
    type: "button", role: "tab", id: `desk-tab-${name}`, "aria-controls": `desk-${name}`, "aria-selected": String(name === "text"), tabindex: name === "text" ? "0" : "-1", onclick: () => turnTo(name),
    onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = names[(number + step + names.length) % names.length];
      turnTo(next);
      tabs[next].focus();
    },
  })]));
  const cardPlace = el("div", { class: "card-place" });
  const foot = el("div", { class: "foot" });
  const node = el("div", { class: "under-review" }, buildHead(review, actions),
    el("div", { class: "tabs", role: "tablist", "aria-label": "Steps of the review" }, Object.values(tabs)),
    el("div", { class: "sheets" }, Object.values(sheets)), cardPlace, foot);
  let tab = "text";
  let card = null;
  let shownItem = "";
  let keysOn = true;

  function turnTo(name) {
    tab = name;
    for (const other of names) {
      sheets[other].hidden = other !== name;
      tabs[other].setAttribute("aria-selected", String(other === name));
      tabs[other].tabIndex = other === name ? 0 : -1;
    }
    cardPlace.hidden = name === "store";
    const wanted = TYPE_OF[name];
    if (wanted && review.now?.type !== wanted) go(review.next(wanted, 1, true) ?? review.items(wanted)[0] ?? null);
    reveal();
  }

  // ---- the sheets --------------------------------------------------------------------------------------

  let text = null;
  const legend = el("p", { class: "marks", "aria-hidden": "true" }, el("span", { class: "place" }, "place"), el("span", { class: "project" }, "project"), el("span", { class: "actor" }, "actor"), el("span", { class: "quote" }, "quote of a fact"));
  const makeText = () => {
    text = buildText(review, (item) => go(item), (start, end) => offer(start, end));
    sheets.text.replaceChildren(...notes(), legend, text.node);
  };
  const notes = () => review.draft.notes.map((one) => el("p", { class: "report" }, one));
  const store = buildStore(review, {
    stored: actions.stored,
    named: (id) => { const item = review.item(id); return id === "article" ? "The article" : item && wordsOf(review, item)[0]; },
    turn: (id) => {
      const item = review.item(id);
      if (!item) { node.querySelector(".article-head").open = true; node.querySelector(".article-head input")?.focus(); return; }
      turnTo(item.type === "place" ? "places" : "facts");
      go(item);
      card?.focus();
    },
  });
  sheets.store.append(store.node);

  const lists = { place: el("ul", { class: "items" }), fact: el("ul", { class: "items" }) };
  const certain = el("button", { type: "button", class: "action", onclick: () => acceptCertain() });
  sheets.places.append(el("p", { class: "tools" }, certain), lists.place, el("p", { class: "hint" }, "A place was missed? Select its name in the text, and mark it."));
  sheets.facts.append(lists.fact, el("p", { class: "hint" }, "Something was missed? Select at most ", String(review.forms.quote_words), " words in the text, and make a fact of them."));
  const rows = { place: new Map(), fact: new Map() };
  const makeList = (type) => {
    rows[type] = new Map(review.items(type).map((one) => [one.id, el("button", { type: "button", class: "item", "data-item": one.id, onclick: () => go(review.item(one.id)) },
      el("span", { class: "dot", "aria-hidden": "true" }), el("span", { class: "name" }), el("span", { class: "sub" }))]));
    lists[type].replaceChildren(...[...rows[type].values()].map((one) => el("li", {}, one)));
    if (!review.items(type).length) lists[type].replaceChildren(el("li", { class: "hint" }, type === "place" ? "No place was found in this text." : "No fact was drafted from this text."));
  };
  const paintList = (type) => {
    if (rows[type].size !== review.items(type).length) makeList(type);
    for (const one of review.items(type)) {
      const button = rows[type].get(one.id);
      const now = review.state(one);
      button.dataset.state = now;
      button.setAttribute("aria-current", String(one.id === review.now?.id));
      const [name, sub] = wordsOf(review, one);
      button.querySelector(".name").textContent = name;
      button.querySelector(".sub").textContent = sub;
      button.setAttribute("aria-label", `${name}: ${now === OPEN ? "undecided" : now}. ${sub}`);
    }
  };

  function acceptCertain() {
    const sure = review.places.filter((one) => review.state(one) === OPEN && review.certain(one));
    for (const one of sure) review.decide(one, ACCEPTED);
    go(review.next("place", 1, true) ?? review.now);
    actions.say(`${sure.length} certain ${sure.length === 1 ? "place" : "places"} accepted.`);
  }

  // ---- words that the reader selects become a fact or a place ------------------------------------------

  const offered = el("div", { class: "offer", hidden: true });
  sheets.text.after(offered);
  function offer(start, end) {
    if (start === undefined || tab !== "text") { setTimeout(() => { if (getSelection().isCollapsed) offered.hidden = true; }, 200); return; }
    const words = review.words(start, end).trim();
    const count = words.split(/\s+/).length;
    const fits = count <= review.forms.quote_words && words.length <= 100 && !words.includes("\n");
    const [from, to] = trimmed(start, end);
    const holder = review.holder(from, to);
    const button = (said, act) => el("button", { type: "button", class: "action", onmousedown: (event) => event.preventDefault(), onclick: () => { offered.hidden = true; getSelection().removeAllRanges(); act(from, to); } }, said);
    if (!words) offered.replaceChildren();
    else if (!fits) offered.replaceChildren(el("span", {}, `${count} words: a quote or a name has at most ${review.forms.quote_words}, within one paragraph.`));
    else offered.replaceChildren(button(`New fact from “${words}”`, addFact),
      !/[\p{L}\p{N}]/u.test(words) ? "" : holder ? el("span", { class: "quiet" }, `“${holder.text}” is proposed as a ${holder.kind} already.`) : button("Mark as a place", addPlace));
    offered.hidden = !words;
  }
  function trimmed(start, end) {
    const spaces = review.words(start, end);
    const lead = [...spaces].length - [...spaces.trimStart()].length;
    const tail = [...spaces].length - [...spaces.trimEnd()].length;
    return [start + lead, end - tail];
  }
  function addFact(start, end) {
    const fact = review.addFact(start, end);
    makeText();
    go(fact);
    card?.focus();
  }
  function addPlace(start, end) {
    const place = review.mark(start, end);
    makeText();
    go(place);
    card?.focus();
  }

  // ---- where the reader is -----------------------------------------------------------------------------

  function go(item) {
    state.review.placing = false;
    actions.say("");
    review.turn(item);
    if (item && tab in TYPE_OF && TYPE_OF[tab] !== item.type) turnTo(item.type === "place" ? "places" : "facts");
    if (tab === "store" && item) turnTo(item.type === "place" ? "places" : "facts");
  }
  function step(by) {
    const type = TYPE_OF[tab] ?? review.now?.type;
    // In the text, places and facts come as they stand there.
    const item = tab === "text" ? inText(by) : review.next(type ?? "place", by);
    if (item) go(item);
  }
  function inText(by) {
    const all = [...review.places.map((one) => [one.start, one]), ...review.all.map((one) => [one.selector.start, one])].sort((a, b) => a[0] - b[0]).map(([, one]) => one);
    if (!all.length) return null;
    const at = all.findIndex((one) => one.id === review.now?.id);
    return all[((at < 0 && by < 0 ? 0 : at) + by + all.length) % all.length];
  }
  function decide(to) {
    const item = review.now;
    if (!item) return;
    if (to === ACCEPTED && item.type === "place") {
      if (!review.meant(item) && item.kind === "place") { actions.say("Choose a candidate, look for another (/), put it on the map yourself (m), or reject it.", true); return; }
    }
    if (to === ACCEPTED && item.type === "fact" && !review.fact(item).statement.trim()) { actions.say("Say it in your own words first.", true); card?.focus(); return; }
    actions.say("");
    const held = cardPlace.contains(document.activeElement);
    review.decide(item, to);
    if (to === OPEN) return;
    const next = tab === "text" ? nextOpenInText() : review.next(item.type, 1, true);
    if (next) go(next);
    actions.say(next ? `${to === ACCEPTED ? "Accepted" : "Rejected"}: ${wordsOf(review, item)[0]}` : finished(item.type));
    if (held) (cardPlace.querySelector(`[data-to="${to}"]`) ?? sheets[tab]).focus({ preventScroll: true });
  }
  function nextOpenInText() {
    const start = (one) => (one.type === "place" ? one.start : one.selector.start);
    const all = [...review.places, ...review.all].sort((a, b) => start(a) - start(b));
    const at = all.findIndex((one) => one.id === review.now?.id);
    return [...all.slice(at + 1), ...all.slice(0, at)].find((one) => review.state(one) === OPEN) ?? null;
  }
  const finished = (type) => (waitingWords(review) === "All decided" ? "All decided. Press s to look at what storing would change." : type === "place" ? "All places are decided; facts wait." : "All facts are decided; places wait.");

  // ---- following ---------------------------------------------------------------------------------------

  function paint() {
    const [places, facts] = [review.counts("place"), review.counts("fact")];
    tabs.text.textContent = "Text";
    tabs.places.replaceChildren("Places ", el("span", { class: "count" }, `${places.done}/${places.all}`));
    tabs.facts.replaceChildren("Facts ", el("span", { class: "count" }, `${facts.done}/${facts.all}`));
    tabs.store.textContent = "Store";
    tabs.places.setAttribute("aria-label", `Places, ${places.done} of ${places.all} decided`);
    tabs.facts.setAttribute("aria-label", `Facts, ${facts.done} of ${facts.all} decided`);
    const sure = review.places.filter((one) => review.state(one) === OPEN && review.certain(one)).length;
    certain.textContent = sure === 1 ? "Accept the one certain place" : `Accept the ${sure} certain places`;
    certain.hidden = !sure;
    text?.paint();
    paintList("place");
    paintList("fact");
    store.paint();
    card?.paint();
    showOnMap(false);
  }
  function reveal() {
    if (tab === "text") { text?.show(); return; }
    const current = sheets[tab].querySelector('[aria-current="true"]');
    if (!current) return;
    const [box, room] = [current.getBoundingClientRect(), sheets[tab].getBoundingClientRect()];
    if (box.top < room.top) sheets[tab].scrollTop -= room.top - box.top + 8;
    else if (box.bottom > room.bottom) sheets[tab].scrollTop += box.bottom - room.bottom + 8;
  }
  function showOnMap(fly) {
    const item = review.now;
    const candidates = [];
    if (item?.type === "place") {
      const { own } = review.place(item);
      for (const [number, one] of review.choices(item).entries()) if (one.lon !== null) candidates.push({ number: number + 1, name: one.name, lon: one.lon, lat: one.lat, accuracy_m: one.accuracy_m, chosen: review.isMeant(item, number) });
      if (own) candidates.push({ number: 0, name: own.name, lon: own.lon, lat: own.lat, accuracy_m: own.accuracy_m, chosen: true });
    } else if (item) {
      const met = new Set();
      for (const id of review.namesOf(item)) {
        const place = review.claimed.get(id);
        const one = place ? review.meant(place) : null;
        if (!one || one.lon === null || one.accuracy_m > 150_000 || met.has(`${one.lon},${one.lat}`)) continue;
        met.add(`${one.lon},${one.lat}`);
        candidates.push({ number: 0, name: one.name, lon: one.lon, lat: one.lat, accuracy_m: one.accuracy_m, chosen: true, quiet: true });
      }
    }
    const placed = review.places.filter((one) => review.state(one) === ACCEPTED && one.id !== item?.id).map((one) => review.meant(one))
      .filter((one) => one && one.lon !== null && !(one.accuracy_m > 150_000)).map(({ lon, lat }) => ({ lon, lat }));
    Object.assign(state.review, { candidates, placed });
    // A fact leads to what draws its subjects, else to the places it names; the link stays as it is.
    const subject = item?.type === "fact" ? review.fact(item).subjects.find((one) => drawnBy(one)) : null;
    if (fly) bus.dispatchEvent(new CustomEvent("choose", { detail: { chosen: subject ? { subject } : {}, origin: "link" } }));
    bus.dispatchEvent(new CustomEvent("review", { detail: { fly: fly && !subject } }));
  }

  review.addEventListener("change", paint);
  review.addEventListener("turn", ({ detail: item }) => {
    const key = item ? `${item.type} ${item.id}` : "";
    if (key !== shownItem || !item) {
      shownItem = key;
      card = item ? buildCard(review, item, { decide, step, say: actions.say, turn: go, renew: makeText }) : null;
      cardPlace.replaceChildren(card ? card.node : buildPrompt(review, () => step(1)));
    }
    text?.paint();
    paintList("place");
    paintList("fact");
    reveal();
    showOnMap(true);
  });
  const listen = (what, heard) => bus.addEventListener(`review-${what}`, ({ detail }) => { if (node.isConnected) heard(detail); });
  listen("placed", (at) => card?.place?.(at));
  listen("picked", (number) => { if (number) card?.pick(number - 1); });
  listen("pointed", (number) => card?.point(number));

  // ---- keys --------------------------------------------------------------------------------------------

  const help = el("div", { class: "keys", hidden: true }, el("dl", {}, KEYS.map(([key, words]) => el("div", {}, el("dt", {}, key.split(" ").map((one) => el("kbd", {}, one))), el("dd", {}, words)))),
    el("label", {}, el("input", { type: "checkbox", checked: true, onchange: (event) => { keysOn = event.currentTarget.checked; } }), "Keys are on"));
  const helper = el("button", { type: "button", class: "inline", "aria-expanded": "false", onclick: () => toggleHelp() }, "Keys", el("kbd", { "aria-hidden": "true" }, "?"));
  const toggleHelp = () => { help.hidden = !help.hidden; helper.setAttribute("aria-expanded", String(!help.hidden)); };
  foot.append(help, el("p", {}, el("span", { class: "short" }, ...KEYS.slice(0, 4).flatMap(([key, words]) => [...key.split(" ").map((one) => el("kbd", {}, one)), ` ${words} `])), helper,
    el("button", { type: "button", class: "inline", onclick: () => { if (confirm("Forget all decisions about this article and begin again?")) { review.startAgain(); makeText(); makeList("place"); makeList("fact"); paint(); } } }, "Start again"),
    el("button", { type: "button", class: "inline", onclick: actions.leave }, "Another article")));

  const press = (event) => {
    if (!node.isConnected) { document.removeEventListener("keydown", press); return; }
    if (!keysOn || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target, key } = event;
    const field = target.closest?.("textarea, select, input:not([type=radio]):not([type=checkbox]), [contenteditable]");
    if (field) { if (key === "Escape") field.blur(); return; }
    const arrows = target.closest?.(".chart, [role=tab], input[type=radio]");
    const act = {
      j: () => step(1), k: () => step(-1), ...(arrows ? {} : { ArrowDown: () => step(1), ArrowUp: () => step(-1) }),
      a: () => decide(ACCEPTED), r: () => decide(REJECTED), u: () => decide(OPEN), e: () => card?.focus(), m: () => card?.placeOnMap(), s: () => { turnTo("store"); tabs.store.focus(); }, "?": toggleHelp,
      0: () => review.now?.type === "place" && review.takeFor(review.now, {}), "/": () => card?.search(),
    }[key] ?? (/^[1-9]$/.test(key) && review.now?.type === "place" && review.choices(review.now)[Number(key) - 1] ? () => card?.pick(Number(key) - 1) : null);
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", press);

  makeText();
  makeList("place");
  makeList("fact");
  cardPlace.replaceChildren(buildPrompt(review, () => step(1)));
  paint();
  if (!review.kept) actions.say("This tab cannot keep your decisions: a reload would begin again.", true);
  requestAnimationFrame(() => { const first = inText(1); if (first && node.isConnected) go(nextOpenInText() ?? first); sheets.text.focus({ preventScroll: true }); });
  return node;
}

function wordsOf(review, one) {
  if (one.type === "fact") {
    const fact = review.fact(one);
    const match = { new: "", same: `same as ${one.match.known.map((known) => known.id).join(", ")}`, rival: `rival of ${one.match.known.map((known) => known.id).join(", ")}` }[one.match.state] ?? "";
    return [fact.statement || "Say it in your own words", [`¶${one.paragraph} “${one.selector.exact}”`, match].filter(Boolean).join(" · ")];
  }
  const chosen = review.meant(one);
  const what = chosen ? `${chosen.name}, ${chosen.kind}` : one.own ? "marked by you, not placed yet" : one.candidates.length ? "none of the candidates" : "in no gazetteer";
  return [one.text, [what, one.mentions.length > 1 ? `${one.mentions.length} times` : `¶${one.mentions[0].paragraph}`, review.certain(one) ? "certain" : ""].filter(Boolean).join(" · ")];
}

/** The article as it will be cited, behind one line; what is missing is said on it. */
function buildHead(review, actions) {
  const fields = [
    ["title", "Headline", true], ["publisher", "Publisher", false], ["published", "Published", true, "2026-03-14 or 2026-03 or 2026-03~"], ["address", "Web address", false, "https://…"], ["dated_by", "How the date is known", false],
  ];
  const title = el("span", { class: "title" });
  const sub = el("span", { class: "sub" });
  const inputs = fields.map(([key, words, required, example]) => {
    const input = el("input", { id: `article-${key}`, autocomplete: "off", placeholder: example ?? null, required, "aria-required": required ? "true" : null, oninput: () => review.setArticle({ [key]: input.value }) });
    input.value = review.article[key];
    return el("div", { class: ["title", "dated_by"].includes(key) ? "field whole" : "field" }, el("label", { for: input.id }, words, required ? el("span", { class: "needed" }, " needed") : null), input);
  });
  const head = el("details", { class: "article-head" }, el("summary", {}, title, sub), el("div", { class: "part-fields" }, inputs));
  // Words such as "on Thursday" need the article's date; where reading did not know it, it can be done again.
  const again = el("button", { type: "button", class: "action", hidden: true, onclick: actions.again }, "Read again with this date");
  head.append(again);
  const paint = () => {
    again.hidden = !review.article.published || review.article.published === (review.draft.article.published ?? "");
    const { title: named, publisher, published } = review.article;
    title.textContent = named || review.draft.article.name;
    const missing = [!named && "headline", !published && "date"].filter(Boolean);
    sub.textContent = [publisher || "publisher not stated", published ? formatDate(published) : "", missing.length ? `needed: ${missing.join(" and ")}` : ""].filter(Boolean).join(" · ");
    head.classList.toggle("wanting", missing.length > 0);
  };
  review.addEventListener("change", () => { paint(); if (document.activeElement?.closest(".article-head") !== head) for (const [number, [key]] of fields.entries()) inputs[number].querySelector("input").value = review.article[key]; });
  paint();
  return head;
}

function buildPrompt(review, next) {
  const [places, facts] = [review.counts("place"), review.counts("fact")];
  return el("div", { class: "prompt" }, el("p", {}, `${places.all} places and ${facts.all} facts are proposed.`), el("button", { type: "button", class: "action", onclick: next }, "Begin with the first"));
}

function buildDone(answer, { undo, another }) {
  return el("div", { class: "sheet", tabindex: "-1", role: "region", "aria-label": "Stored" },
    el("h2", {}, "Stored"), el("p", { class: "report", role: "status" }, answer.message),
    answer.links.length ? el("ul", { class: "plain" }, answer.links.map((one) => el("li", {}, el("a", { href: `./?${new URLSearchParams(one.query)}` }, one.words)))) : null,
    el("p", { class: "actions" }, el("a", { class: "action primary", href: "./" }, "See the map"), el("button", { type: "button", class: "action", onclick: another }, "Another article"), el("button", { type: "button", class: "action", onclick: undo }, "Undo")));
}
