// Where a review begins: what will happen, an article to try, the drafts that wait, and what was stored.
import { el, formatDate } from "./dom.js";
import { ask, packFile } from "./reviewdesk.js";

const STEPS = [
  ["It is read here.", "Names become places with coordinates and a reason, sentences become draft facts with the words that say them. No text leaves this machine."],
  ["You decide.", "Each proposal waits in the text and on the map: accept it, change it or reject it, by key or pointer. Nothing is stored yet."],
  ["You look, then store.", "First you see every line that would change. Storing keeps records and layers, never the text, and can be undone."],
];
const MOST_BYTES = 5_000_000;
const ARTICLE = /\.(txt|md|html?|xhtml)$/i;

/** The start view. `desk` is the desk's state; `open(draft)` begins a review; `busy(words)` says what is being done. */
export function buildStart(desk, { open, busy, say, undo, waiting }) {
  const node = el("div", { class: "start" });
  const queue = [...waiting];

  async function read(what, words, note = "") {
    busy(words);
    try {
      const { draft } = await ask("read", what);
      open(note ? { ...draft, notes: [note, ...draft.notes] } : draft, queue);
    } catch (error) {
      busy("");
      say(error.message, true);
      if (queue.length) offerNext();
    }
  }
  const first = "Reading it: the gazetteers take some seconds the first time…";
  async function example() {
    busy(first);
    try {
      const { name, text, note } = await ask("example");
      await read({ name, text }, first, note);
    } catch (error) { busy(""); say(error.message, true); }
  }
  async function readFile(file) {
    if (file.size > MOST_BYTES) return say(`${file.name} has ${(file.size / 1e6).toFixed(1)} MB; an article has at most 5. Save the text alone and choose that.`, true);
    let packed;
    try { packed = await packFile(file); } catch { return say(`${file.name} cannot be read. If it is a folder, use “Choose a folder”.`, true); }
    await read({ name: file.name, base64: packed }, first.replace("it:", () => `${file.name}:`));
  }
  function take(files) {
    const fit = [...files].filter((one) => ARTICLE.test(one.name) || files.length === 1);
    if (!fit.length) say("No article is among these: they are files ending in .txt, .md, .html or .htm.", true);
    queue.push(...fit);
    if (queue.length) readFile(queue.shift());
  }
  function offerNext() {
    rest.replaceChildren(el("button", { type: "button", class: "action", onclick: () => readFile(queue.shift()) }, `Read the next file (${queue.length} left)`));
  }

  const rest = el("p", { class: "rest" });
  const chooser = el("input", { type: "file", id: "desk-files", multiple: true, accept: ".txt,.md,.html,.htm,.xhtml,text/plain,text/html,text/markdown", onchange: () => { take(chooser.files); chooser.value = ""; } });
  const area = el("textarea", { id: "desk-text", rows: 5, placeholder: "Paste the article with its headline" });
  const folder = el("input", { type: "file", id: "desk-folder", webkitdirectory: true, onchange: () => { take(folder.files); folder.value = ""; } });
  const zone = el("div", { class: "zone" },
    chooser, el("label", { class: "choose", for: chooser.id }, "Choose files"), folder, el("label", { class: "choose", for: folder.id }, "Choose a folder"),
    el("p", { class: "quiet" }, "Or drop them here: .txt, .html or .md, one after another. Many at once: ", el("code", {}, "python -m geo read FOLDER"), " puts their drafts on this page."));
  // All of the start takes what is dropped: beside it the browser would leave the page to show the file.
  node.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  node.addEventListener("dragleave", () => zone.classList.remove("over"));
  node.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("over"); take(event.dataTransfer.files); });

  node.append(
    el("h2", {}, "Add an article"),
    el("p", { class: "summary" }, "Give a text about the corridor. What it says becomes records and layers like the first article’s, once you have looked at it."),
    el("ol", { class: "how" }, STEPS.map(([head, words]) => el("li", {}, el("strong", {}, head), ` ${words}`))),
    el("p", { class: "try" }, el("button", { type: "button", class: "action primary", onclick: example }, "Try it with the example"), el("span", { class: "quiet" }, " A made-up report, in less than a minute.")),
    el("h3", {}, "Your article"), zone, rest,
    el("label", { class: "paste", for: area.id }, "Or paste its text"), area,
    el("p", {}, el("button", { type: "button", class: "action", onclick: () => (area.value.trim() ? read({ name: "pasted.txt", text: area.value }, first) : say("Paste a text first.", true)) }, "Read it")),
    ...buildDrafts(desk, async (id) => {
      busy("Opening the draft…");
      try { open((await ask(`drafts/${encodeURIComponent(id)}`)).draft, []); } catch (error) { busy(""); say(error.message, true); }
    }),
    ...buildStored(desk.stored, undo),
  );
  if (queue.length) offerNext();
  return node;
}

function buildDrafts({ drafts, more }, open) {
  if (!drafts.length) return [];
  return [el("h3", {}, `Waiting for review (${drafts.length + more})`), el("ul", { class: "subjects" }, drafts.map((one) => el("li", {},
    one.problem ? el("p", {}, one.title, el("span", { class: "sub" }, ` ${one.problem}`)) : el("button", { type: "button", class: "subject", onclick: () => open(one.id) },
      el("span", { class: "name" }, one.title), el("span", { class: "count" }, `${one.places} names, ${one.facts} ${one.facts === 1 ? "fact" : "facts"}`)),
    one.problem ? null : el("p", { class: "sub" }, [one.publisher, one.published && formatDate(one.published), one.rivals && `${one.rivals} ${one.rivals === 1 ? "rival" : "rivals"} of records`, ...(one.notes ?? [])].filter(Boolean).join(" · "))))),
  more ? el("p", { class: "hint" }, `And ${more} more, which come when these are decided.`) : null].filter(Boolean);
}

function buildStored(stored, undo) {
  if (!stored.length) return [];
  return [el("h3", {}, "Stored from here"), el("ul", { class: "subjects stored" }, stored.map((one, number) => el("li", {},
    el("p", { class: "line" }, el("span", { class: "name" }, one.title), number === 0 ? el("button", { type: "button", class: "action", onclick: undo }, "Undo") : null),
    el("p", { class: "sub" }, [one.date && formatDate(one.date), one.says].filter(Boolean).join(" · ")))))];
}

/** The desk is closed to this visitor: why, and what to do. */
export function buildClosed(message) {
  return el("div", { class: "start" }, el("h2", {}, "Add an article"), el("p", { class: "report differs", role: "status" }, message),
    el("ol", { class: "how" }, STEPS.map(([head, words]) => el("li", {}, el("strong", {}, head), ` ${words}`))));
}
