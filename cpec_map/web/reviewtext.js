// The article's text with its marks: places, projects and actors that were found, and the quotes of draft facts.
import { el } from "./dom.js";
import { ACCEPTED, OPEN } from "./reviewdraft.js";

const STATE_WORDS = { open: "undecided", accepted: "accepted", rejected: "rejected" };

/** The text of a review as an element that follows it; `choose(item)` is called when a mark is pressed, `select(start, end)`
 *  when words are selected (or with nothing when none are). */
export function buildText(review, choose, select) {
  const node = el("div", { class: "article-text" });
  const facts = review.all;
  for (const paragraph of review.paragraphs()) node.append(buildParagraph(review, paragraph, facts, choose));

  const paint = () => {
    const now = review.now;
    for (const run of node.querySelectorAll("[data-place], [data-facts]")) {
      const place = run.dataset.place ? review.claimed.get(run.dataset.place) : null;
      const covering = (run.dataset.facts ?? "").split(" ").filter(Boolean).map((id) => review.item(id)).filter(Boolean);
      const best = covering.some((one) => review.state(one) === ACCEPTED) ? ACCEPTED : covering.some((one) => review.state(one) === OPEN) ? OPEN : "rejected";
      if (place) run.dataset.state = review.state(place);
      if (covering.length) run.dataset.quote = best;
      const current = now && (place?.id === now.id || covering.some((one) => one.id === now.id));
      run.classList.toggle("current", Boolean(current));
      run.tabIndex = current ? 0 : -1;
      run.setAttribute("aria-label", [run.textContent, place ? `${place.kind}, ${STATE_WORDS[review.state(place)]}` : "", covering.length ? `quote of a fact, ${STATE_WORDS[best]}` : ""].filter(Boolean).join(": "));
    }
    if (!node.querySelector('[tabindex="0"]')) node.querySelector("[data-place], [data-facts]")?.setAttribute("tabindex", "0");
  };
  const show = () => {
    const current = node.querySelector(".current");
    const sheet = node.closest(".sheet");
    if (!current || !sheet || sheet.hidden) return;
    // Only the sheet scrolls: on a phone scrollIntoView would move the page behind it too.
    const away = current.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
    const room = sheet.clientHeight;
    if (away < room * 0.12 || away > room * 0.7) sheet.scrollTop += away - room * 0.35;
  };
  const selected = () => {
    const range = rangeIn(node);
    select(...(range ?? []));
  };
  document.addEventListener("selectionchange", () => { if (node.isConnected) selected(); });
  paint();
  return { node, paint, show };
}

function buildParagraph(review, paragraph, facts, choose) {
  const inside = (one) => one.start < paragraph.end && one.end > paragraph.start;
  // What was marked as a place covers the actor that the reading took it for.
  const mentions = review.names.filter(inside).sort((a, b) => Number(a.kind === "actor") - Number(b.kind === "actor"));
  const quotes = facts.filter((one) => inside(one.selector));
  const edges = [...new Set([paragraph.start, paragraph.end, ...mentions.flatMap((one) => [one.start, one.end]), ...quotes.flatMap((one) => [one.selector.start, one.selector.end])])]
    .filter((edge) => edge >= paragraph.start && edge <= paragraph.end).sort((a, b) => a - b);
  const runs = [];
  for (let number = 1; number < edges.length; number += 1) {
    const [start, end] = [edges[number - 1], edges[number]];
    const covers = (one) => one.start <= start && end <= one.end;
    const mention = mentions.find(covers);
    const about = quotes.filter((one) => covers(one.selector));
    runs.push(buildRun(review, start, end, mention, about, choose));
  }
  return el("p", { class: "text", "data-paragraph": paragraph.number }, el("span", { class: "number", "aria-hidden": "true" }, `¶${paragraph.number}`), ...runs);
}

function buildRun(review, start, end, mention, quotes, choose) {
  const place = mention && mention.kind !== "actor" ? mention : null;
  const shared = { "data-start": start, class: ["run", mention?.kind, quotes.length ? "quote" : ""].filter(Boolean).join(" ") };
  if (!place && !quotes.length) return el("span", { ...shared, title: mention ? `${mention.kind}: ${mention.reason}` : null }, review.words(start, end));
  // A name inside a quote is both: pressing again turns to the other.
  const press = () => {
    const items = [place && review.claimed.get(place.id), ...quotes.map((one) => review.item(one.id))].filter(Boolean);
    const at = items.findIndex((one) => one.id === review.now?.id);
    choose(items[(at + 1) % items.length]);
  };
  return el("mark", {
    ...shared, role: "button", tabindex: "-1", "data-place": place?.id, "data-facts": quotes.map((one) => one.id).join(" ") || null,
    onclick: () => { if (getSelection().isCollapsed) press(); },
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(); } },
  }, review.words(start, end));
}

/** The selection inside the text as two offsets in code points, or `null`. */
function rangeIn(node) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!node.contains(range.startContainer) || !node.contains(range.endContainer)) return null;
  const [start, end] = [offsetOf(range.startContainer, range.startOffset, node), offsetOf(range.endContainer, range.endOffset, node)];
  return start !== null && end !== null && start < end ? [start, end] : null;
}

function offsetOf(container, offset, node) {
  if (container.nodeType === Node.TEXT_NODE) {
    const run = container.parentElement.closest("[data-start]");
    return run ? Number(run.dataset.start) + [...container.data.slice(0, offset)].length : null;
  }
  // Between elements: where the next run starts, or where the last one ends.
  const runs = [...node.querySelectorAll("[data-start]")];
  const next = container.childNodes[offset];
  const after = runs.find((run) => next ? next === run || next.contains?.(run) || Boolean(next.compareDocumentPosition(run) & Node.DOCUMENT_POSITION_FOLLOWING) : Boolean(container.compareDocumentPosition(run) & Node.DOCUMENT_POSITION_FOLLOWING) && !container.contains(run));
  if (after) return Number(after.dataset.start);
  const last = runs.at(-1);
  return last ? Number(last.dataset.start) + [...last.textContent].length : null;
}
