// The time control on the map: what stood when. Its right end is the moment shown, its left end keeps only what changed since.
import { el, formatDate } from "./dom.js";
import { answer, loadPortfolio, monthsOf } from "./portfolio.js";
import { bus, changed, state } from "./state.js";

/** The control. It opens into two sliders, one month a step; all the way to the right is now. `pressed`: the reader asked for it. */
export function buildTimebar(digest, pressed) {
  const body = el("div", { class: "body", id: "time-body", hidden: true });
  const said = el("span", { class: "said" });
  const head = el("button", { type: "button", class: "head", "aria-expanded": "false", "aria-controls": body.id, onclick: () => set(body.hidden) }, el("span", {}, "Time: "), said);
  const node = el("section", { class: "time", "aria-label": "What stood when" }, head, body);
  let months = [];
  let document = null;

  async function set(open) {
    body.hidden = !open;
    head.setAttribute("aria-expanded", String(open));
    node.classList.toggle("open", open);
    if (!open || document) return;
    try {
      document = await loadPortfolio(digest);
    } catch (error) {
      body.replaceChildren(el("p", { class: "hint", role: "alert" }, `The projects could not be read (${error.message}).`));
      return;
    }
    const [first, last] = monthsOf(document);
    months = list(first, last);
    body.replaceChildren(...sliders());
    follow();
  }

  let until, since, words;
  function sliders() {
    const slider = (id, value, label) => el("input", { type: "range", id, min: 0, max: months.length - 1, step: 1, value, "aria-label": label, oninput: ask });
    since = slider("time-since", 0, "Only what changed since");
    until = slider("time-until", months.length - 1, "Status at the end of");
    words = el("p", { class: "hint", role: "status" });
    return [
      el("label", { for: "time-until" }, "Status at the end of"), until,
      el("label", { for: "time-since" }, "Only what changed since"), since,
      words,
      el("button", { type: "button", class: "action", onclick: () => { state.filter = { ...state.filter, from: null, to: null }; changed("filter"); } }, "Now"),
    ];
  }

  function ask() {
    const to = Number(until.value);
    const from = Math.min(Number(since.value), to);
    state.filter = { ...state.filter, from: from === 0 ? null : `${months[from]}-01`, to: to === months.length - 1 ? null : lastDay(months[to]) };
    changed("filter");
  }

  function follow() {
    const { from, to } = state.filter;
    const end = to === null ? "now" : formatDate(to.slice(0, 7));
    said.textContent = from === null ? end : `${formatDate(from.slice(0, 7))} to ${end}`;
    if (!until) return;
    since.value = from === null ? 0 : Math.max(0, months.indexOf(from.slice(0, 7)));
    until.value = to === null ? months.length - 1 : Math.max(0, months.indexOf(to.slice(0, 7)));
    since.setAttribute("aria-valuetext", from === null ? "the beginning" : formatDate(from.slice(0, 7)));
    until.setAttribute("aria-valuetext", end);
    const tally = {};
    let doubtful = 0;
    for (const [, then] of answer(document, state.filter)) { tally[then.status] = (tally[then.status] ?? 0) + 1; doubtful += then.sure ? 0 : 1; }
    words.textContent = `${tally.operational ?? 0} in operation or completed, ${tally["under-construction"] ?? 0} under construction, ${(tally.announced ?? 0) + (tally.approved ?? 0) + (tally.financed ?? 0)} planned, ${tally.unknown ?? 0} unknown${doubtful ? `; ${doubtful} may have changed by then: their dates are not known exactly` : ""}.`;
  }

  bus.addEventListener("filter", follow);
  follow();
  if (pressed) bus.dispatchEvent(new CustomEvent("projects")); // their layers are what changes with the time
  set(true).then(() => { if (pressed) until?.focus({ preventScroll: true }); });
  return node;
}

function list(first, last) {
  const months = [];
  for (let [year, month] = first.split("-").map(Number); `${year}-${String(month).padStart(2, "0")}` <= last; month === 12 ? (year += 1, month = 1) : (month += 1)) months.push(`${year}-${String(month).padStart(2, "0")}`);
  return months;
}

function lastDay(month) {
  const [year, number] = month.split("-").map(Number);
  return `${month}-${new Date(year, number, 0).getDate()}`;
}
