// The last step of a review: what storing would change, line by line, then storing it, and undoing it.
import { el } from "./dom.js";
import { ask } from "./reviewdesk.js";
import { OPEN } from "./reviewdraft.js";

/** The store view of a review. `actions`: named(item) in words or null, turn(item) to it, stored(result). */
export function buildStore(review, actions) {
  const node = el("div", { class: "store" });
  const counts = el("p", { class: "summary" });
  const shown = el("div", { class: "plan", "aria-live": "polite" });
  const look = el("button", { type: "button", class: "action primary", onclick: () => plan() }, "Look at the changes");
  let planned = null;
  node.append(el("h2", {}, "Store what was accepted"), counts, el("p", { class: "hint" }, "Kept: the article’s citation, the fingerprint of its text, facts with their quotes, figures and places; layers are rebuilt. Never kept: the text."),
    ...review.draft.notes.map((one) => el("p", { class: "report" }, one)), el("p", {}, look), shown);

  const paint = () => {
    const [places, facts] = [review.counts("place"), review.counts("fact")];
    counts.textContent = `${facts.accepted} of ${facts.all} facts and ${places.accepted} of ${places.all} places are accepted. What is undecided (${facts.all - facts.done} and ${places.all - places.done}) or rejected is left out.`;
    // What was shown is no longer what would be stored.
    if (planned && planned !== JSON.stringify(review.decisions())) { planned = null; shown.replaceChildren(el("p", { class: "hint" }, "Your decisions changed since: look at the changes again.")); }
  };

  async function plan() {
    look.disabled = true;
    shown.replaceChildren(el("p", { class: "hint" }, "Working out the changes and rebuilding the layers beside the present ones…"));
    const decisions = review.decisions();
    try {
      const answer = await ask("plan", { draft: review.draft, decisions });
      planned = JSON.stringify(decisions);
      shown.replaceChildren(...buildPlan(answer, () => store(answer, decisions), actions));
    } catch (error) {
      shown.replaceChildren(...buildRefusal(error, actions));
    } finally { look.disabled = false; }
  }

  async function store(answer, decisions) {
    const button = shown.querySelector(".store-now");
    button.disabled = true;
    button.textContent = "Storing…";
    try {
      actions.stored(await ask("store", { draft: review.draft, decisions, base: answer.base }));
    } catch (error) {
      shown.replaceChildren(...buildRefusal(error, actions));
    }
  }
  paint();
  return { node, paint, plan };
}

function buildRefusal(error, actions) {
  return [el("p", { class: "report differs", role: "alert" }, error.message), ...buildProblems(error.problems ?? [], actions)];
}

function buildProblems(problems, actions) {
  if (!problems.length) return [];
  return [el("section", { class: "problems" }, el("h3", {}, problems.length === 1 ? "One thing to correct first" : `${problems.length} things to correct first`),
    el("ul", {}, problems.map((one) => el("li", {}, actions.named(one.item) ? el("button", { type: "button", class: "inline", onclick: () => actions.turn(one.item) }, actions.named(one.item)) : el("strong", {}, one.item), one.field ? `, ${one.field.split(".").at(-1).replace("_", " ")}: ` : ": ", one.words))))];
}

function buildPlan(answer, store, actions) {
  // Records first, then what is built from them.
  const order = ["seeds", "layers", "docs"];
  const files = [...answer.files].sort((a, b) => order.indexOf(a.name.split("/")[0]) - order.indexOf(b.name.split("/")[0]) || a.name.localeCompare(b.name));
  const lines = answer.files.reduce((sum, file) => sum + file.lines.filter((line) => /^[+-]/.test(line)).length, 0);
  return [
    el("h3", {}, "What would change"),
    el("p", { class: "says" }, answer.summary ? `${answer.summary}.` : "Nothing: see below."),
    ...(answer.notes.length ? [el("ul", { class: "plain summary-list" }, answer.notes.map((one) => el("li", {}, one)))] : []),
    ...buildProblems(answer.problems, actions),
    ...files.map((file) => el("details", { class: "diff" },
      el("summary", {}, el("code", {}, file.name), el("span", { class: "count" }, file.state === "changed" ? "" : ` ${file.state}`, ` +${file.lines.filter((line) => line.startsWith("+")).length} −${file.lines.filter((line) => line.startsWith("-")).length}`)),
      el("pre", { tabindex: "0", "aria-label": `Changes of ${file.name}` }, file.lines.map((line) => el("span", { class: line.startsWith("+") ? "plus" : line.startsWith("-") ? "minus" : line.startsWith("@") ? "hunk" : "" }, `${line}\n`)), file.more ? el("span", { class: "hunk" }, `… and ${file.more} more lines\n`) : null))),
    answer.problems.length ? el("p", { class: "hint" }, "Nothing can be stored until that is corrected.")
      : el("p", { class: "last" }, el("button", { type: "button", class: "action primary store-now", onclick: store }, "Store"), el("span", { class: "quiet" }, ` ${answer.files.length} ${answer.files.length === 1 ? "file" : "files"}, ${lines} lines, all or nothing; it can be undone.`)),
  ];
}

/** How many of a review's items still wait, in words, or nothing. */
export function waitingWords(review) {
  const left = [...review.places, ...review.all].filter((one) => review.state(one) === OPEN).length;
  return left ? `${left} still undecided` : "All decided";
}
