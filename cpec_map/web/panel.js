// The panel component: facts beside the map, the article reader, and the list that equals the map.
import { copyText, el, formatDate, formatDistance, formatValue, sourceLink } from "./dom.js";
import { bus, changed, choose, downloadAddress, linkAddress, loadOverview, state } from "./state.js";

const CONFIDENCE = { high: "well supported", medium: "fairly supported", low: "weakly supported", none: "unsupported" };
const PRECISION = {
  surveyed: (distance) => `Surveyed or traced, within ${distance}`,
  located: (distance) => `Known to within ${distance}`,
  sketched: (distance) => `Sketched: may be ${distance} off, no surveyed geometry exists`,
  theme: () => "A theme, not a place",
};

const mounted = new WeakMap();

/** Streamlit calls this at every render, with the view of what is chosen. */
export default function mount(component) {
  const host = component.parentElement.querySelector(".panel");
  const known = mounted.get(host);
  if (known) {
    known.component = component;
    known.show();
    return;
  }
  const holder = { component, show: () => {} };
  mounted.set(host, holder);
  loadOverview(component.data.digest).then((overview) => build(host, holder, overview), (error) => {
    host.replaceChildren(el("p", { class: "failure", role: "alert" }, `The facts could not be read (${error.message}). Reload the page.`));
  });
}

function build(host, holder, overview) {
  const sheets = {
    facts: el("div", { class: "sheet", id: "sheet-facts", role: "tabpanel", "aria-labelledby": "tab-facts", tabindex: "0" }),
    article: el("div", { class: "sheet", id: "sheet-article", role: "tabpanel", "aria-labelledby": "tab-article", tabindex: "0", hidden: true }),
    projects: el("div", { class: "sheet", id: "sheet-projects", role: "tabpanel", "aria-labelledby": "tab-projects", tabindex: "0", hidden: true }),
    sources: el("div", { class: "sheet", id: "sheet-sources", role: "tabpanel", "aria-labelledby": "tab-sources", tabindex: "0", hidden: true }),
    list: el("div", { class: "sheet", id: "sheet-list", role: "tabpanel", "aria-labelledby": "tab-list", tabindex: "0", hidden: true }),
  };
  const words = { facts: "Facts", article: "Article", projects: "Projects", sources: "Sources", list: "List" };
  const tabs = Object.keys(sheets).map((name) => el("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `sheet-${name}`, "aria-selected": String(name === "facts"), tabindex: name === "facts" ? "0" : "-1",
    onclick: () => turnTo(name),
    onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const names = Object.keys(sheets);
      const next = names[(names.indexOf(name) + step + names.length) % names.length];
      turnTo(next);
      tabs[names.indexOf(next)].focus();
    },
  }, words[name]));
  const said = el("p", { class: "hidden-words", role: "status" });
  host.replaceChildren(el("div", { class: "tabs", role: "tablist", "aria-label": "What is shown beside the map" }, tabs), said, ...Object.values(sheets));

  function turnTo(name) {
    if (!sheets[name].hasChildNodes()) make[name]?.();
    const held = host.contains(document.activeElement) && document.activeElement.closest(".sheet");
    for (const [other, sheet] of Object.entries(sheets)) sheet.hidden = other !== name;
    for (const tab of tabs) {
      const own = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(own));
      tab.tabIndex = own ? 0 : -1;
    }
    // What had the focus is hidden now; without a new holder the next Tab would start from the top of the page.
    if (held && held !== sheets[name]) sheets[name].focus({ preventScroll: true });
    if (name === "article") reader.mark();
    if (state.tab !== name) { state.tab = name; changed("tab"); }
  }
  bus.addEventListener("source", () => { if (state.source && current() !== "sources") turnTo("sources"); });
  const current = () => Object.keys(sheets).find((name) => !sheets[name].hidden);

  let shownView = "";
  let shownTexts = "";
  // The article and the list are long, and seen only when a reader turns to them: made then, not before the map.
  let reader = null;
  const make = {
    article: () => { reader = buildReader(overview, holder); sheets.article.append(reader.node); reader.show(holder.component.data.texts); },
    list: () => { sheets.list.append(buildList(overview)); markList(sheets.list); },
    sources: () => { import("./sources.js").then(({ buildSources }) => sheets.sources.append(buildSources(overview))); },
    projects: () => {
      bus.dispatchEvent(new CustomEvent("projects"));
      import("./projects.js").then(({ buildProjects }) => sheets.projects.append(buildProjects(overview.digest, () => turnTo("facts"))));
    },
  };

  holder.show = () => {
    const { view, texts } = holder.component.data;
    // Either component may be mounted first; until the map has read the link, the server's view says what is chosen.
    if (!state.begun) state.chosen = Object.fromEntries(Object.entries({ feature: view.feature?.id, fact: view.fact }).filter(([, id]) => id));
    // What the map alone knows of a click (what else lies there, the kilometre) is shown too.
    const { also, km } = state.chosen;
    const viewKey = JSON.stringify([view, also, km]);
    if (viewKey !== shownView) {
      shownView = viewKey;
      const held = sheets.facts.contains(document.activeElement) ? document.activeElement.closest("[data-fact]")?.dataset.fact ?? "" : null;
      sheets.facts.replaceChildren(...buildFacts(view, overview));
      sheets.facts.scrollTop = 0;
      if (held !== null) (sheets.facts.querySelector(`[data-fact="${CSS.escape(held)}"] .statement`) ?? sheets.facts).focus({ preventScroll: true });
      const named = view.feature ?? view.subject;
      said.textContent = named ? `${named.name}: ${view.facts.length} ${view.facts.length === 1 ? "fact" : "facts"}` : "";
      const open = sheets.facts.querySelector(".fact.open");
      if (open && current() === "facts") open.scrollIntoView({ block: "nearest" });
      host.dataset.shown = view.feature?.id ?? view.subject?.id ?? "";
      performance.mark("facts-shown");
    }
    const textsKey = JSON.stringify(texts);
    if (textsKey !== shownTexts) {
      shownTexts = textsKey;
      reader?.show(texts);
    }
    reader?.mark();
  };
  holder.show();
  const turnToLinked = () => { if (state.tab !== current() && sheets[state.tab]) turnTo(state.tab); };
  turnToLinked();
  bus.addEventListener("begun", turnToLinked);

  bus.addEventListener("choose", ({ detail: { chosen, origin } }) => {
    // A choice in the reader or the projects stays there, a link names its tab; every other turns to the facts.
    if (!["reader", "projects", "link"].includes(origin) && (origin !== "map" || current() === "list")) turnTo("facts");
    if (origin === "reader-open") turnTo("facts");
    // The same feature again, perhaps at another spot: the server has nothing new to say.
    const shown = holder.component.data.view;
    if (origin === "map" && chosen.feature && shown.feature?.id === chosen.feature && !shown.fact) holder.show();
    reader?.mark();
    markList(sheets.list);
  });
}

// ---- Facts -----------------------------------------------------------------------------------------

function buildFacts(view, overview) {
  if (!view.feature && !view.subject) return [view.withdrawn ? buildWithdrawn(view.withdrawn) : null, ...buildStart(overview)].filter(Boolean);
  const { feature, subject } = view;
  const parts = [
    view.withdrawn ? buildWithdrawn(view.withdrawn) : null,
    el("button", { type: "button", class: "back", onclick: () => choose({}, "panel") }, "All projects and themes"),
    el("h2", {}, feature?.name ?? subject.name),
  ];
  if (feature) parts.push(...buildFeature(feature, subject));
  else if (subject.summary) parts.push(el("p", { class: "summary" }, subject.summary));
  const also = (state.chosen.also ?? []).filter((id) => overview.features.some((one) => one.id === id));
  if (also.length) {
    parts.push(el("p", { class: "also" }, "Also here: ", ...also.slice(0, 6).flatMap((id, number) => [number ? ", " : "",
      el("button", { type: "button", class: "inline", onclick: () => choose({ feature: id }, "panel") }, overview.features.find((one) => one.id === id).name)])));
  }
  if (view.facts.length) {
    const who = new Set(view.facts.map((fact) => fact.article)).size === 1 ? "The article says" : "The articles say";
    parts.push(el("h3", {}, view.facts.length === 1 ? who : `${who} (${view.facts.length})`), buildFactList(view.facts, overview, feature?.id));
    parts.push(...buildCitation(view.facts, overview));
  } else {
    parts.push(el("p", { class: "hint" }, subject ? (overview.articles.length === 1 ? "The article says nothing of this." : "No article says anything of this.") : "No record speaks of this feature yet."));
  }
  if (view.projects.length) parts.push(buildHistories(view.projects));
  // Beside an article, what was published after it is told apart from what was known before.
  const since = view.figures.filter((figure) => figure.since);
  for (const [words, figures] of view.facts.length ? [["Since then, others published", since], ["Published before the article", view.figures.filter((figure) => !figure.since)]] : [["What is published", view.figures]]) {
    if (figures.length) parts.push(el("h3", {}, words), ...figures.map((figure) => buildFigure(figure, subject?.id)));
  }
  if (view.strip) parts.push(buildStrip(view.strip, feature?.id));
  for (const gap of view.gaps) parts.push(el("p", { class: "gap" }, el("strong", {}, "Not found: "), gap.note));
  if (!feature && view.siblings?.length) {
    parts.push(el("h3", {}, "On the map"), el("ul", { class: "siblings" }, view.siblings.map((one) => el("li", {}, el("button", { type: "button", class: "inline", onclick: () => choose({ feature: one.id }, "panel") }, one.name)))));
  }
  if (feature) parts.push(...buildTake(feature));
  return parts.filter(Boolean);
}

/** A link to something that is no longer on record says so, and why. */
function buildWithdrawn(gone) {
  return el("section", { class: "problems", role: "status" }, el("h3", {}, `Withdrawn: ${gone.record} ${gone.id}`), el("p", {}, `${formatDate(gone.date)}: ${gone.why}`));
}

function buildFeature(feature, subject) {
  const distance = feature.accuracy_m ? formatDistance(feature.accuracy_m) : "";
  const names = feature.names.map((one) => el("span", { lang: one.lang, dir: one.lang === "ur" ? "rtl" : "ltr" }, one.text));
  const quiet = ["existing", "occurred", "unknown"].includes(feature.status) ? "" : feature.status;
  return [
    names.length ? el("p", { class: "names" }, ...names.flatMap((one, number) => (number ? [" · ", one] : [one]))) : null,
    el("p", { class: "status" }, [quiet, feature.kind].filter(Boolean).join(" · "), feature.date ? ` · ${formatDate(feature.date)}` : ""),
    el("p", { class: `precision ${feature.precision}` }, (PRECISION[feature.precision] ?? (() => feature.precision))(distance)),
    feature.note ? el("p", { class: "note" }, feature.note) : null,
    feature.details.length ? el("dl", { class: "details" }, feature.details.flatMap((one) => [el("dt", {}, one.label), el("dd", {}, formatValue(one.value), one.unit ? `\u202f${one.unit}` : "")])) : null,
    typeof state.chosen.km === "number" && state.chosen.feature === feature.id ? el("p", { class: "part" }, `Chosen at km ${state.chosen.km.toFixed(1)} along the line as drawn.`) : null,
    subject && subject.name !== feature.name ? el("p", { class: "part" }, "Part of ", el("button", { type: "button", class: "inline", onclick: () => choose({ subject: subject.id }, "panel") }, subject.name)) : null,
  ].filter(Boolean);
}

function buildFactList(facts, overview, feature) {
  return el("ol", { class: "facts" }, facts.map((fact) => buildFact(fact, overview, feature)));
}

function buildFact(fact, overview, feature) {
  const open = state.chosen.fact === fact.id;
  const drawn = fact.features.length > 0;
  const article = overview.articles.find((one) => one.id === fact.article);
  const button = el("button", {
    type: "button", class: "statement", "aria-pressed": String(open), title: drawn ? "Show on the map" : "About no place: never drawn",
    onclick: () => choose(open ? (feature ? { feature } : { subject: fact.subjects[0] }) : { fact: fact.id, ...(feature ? { feature } : {}) }, "fact"),
  }, fact.statement);
  return el("li", { class: open ? "fact open" : "fact", "data-fact": fact.id },
    button,
    el("p", { class: "source" },
      el("q", {}, fact.quote), ` ¶${fact.paragraph}`,
      article?.published ? ` · ${formatDate(article.published)}` : "",
      ` · ${CONFIDENCE[fact.confidence] ?? fact.confidence}`,
      drawn ? "" : " · no place"),
    fact.inferred ? el("details", { class: "why" }, el("summary", {}, "Why"), el("p", {}, fact.inferred)) : null,
    buildCite({ fact: fact.id }));
}

function buildCitation(facts, overview) {
  const articles = [...new Set(facts.map((fact) => fact.article))].map((id) => overview.articles.find((one) => one.id === id)).filter(Boolean);
  return articles.map((article) => el("details", { class: "why citation" }, el("summary", {}, "Which article, and how it is dated"),
    el("p", {}, article.citation), article.dated_by ? el("p", {}, article.dated_by) : null));
}

/** A figure: the value shown first with the rule that puts it there, its rivals, and a chart where several are numbers. */
function buildFigure(figure, subject) {
  const first = figure.claims.find((claim) => claim.id === figure.first);
  const value = el("p", { class: "value" }, el("span", { class: "label" }, figure.label), el("strong", {}, ...valueOf(first)));
  if (figure.claims.length === 1) return el("div", { class: "figure" }, value, el("p", { class: "source" }, ...claimSource(first)), noteOf(first), buildCite({ claim: first.id }));
  return el("div", { class: "figure" }, value,
    el("p", { class: "rule" }, `${figure.claims.length} figures are published; shown first: ${figure.rule}.`),
    el("table", {},
      el("thead", { class: "hidden-words" }, el("tr", {}, el("th", { scope: "col" }, "Value"), el("th", { scope: "col" }, "As of and source"))),
      el("tbody", {}, figure.claims.map((claim) => el("tr", { class: claim.id === figure.first ? "first" : "" },
        el("td", {}, ...valueOf(claim)), el("td", {}, ...claimSource(claim), noteOf(claim), buildCite({ claim: claim.id })))))),
    buildChart(figure, subject));
}

/** Rival numbers in one picture for each unit of which there are three or more, drawn when it is opened. */
function buildChart(figure, subject) {
  const units = new Map();
  for (const claim of figure.claims) if (/^-?\d+(\.\d+)?$/.test(claim.value)) units.set(claim.unit, [...(units.get(claim.unit) ?? []), claim]);
  const many = [...units].filter(([, claims]) => claims.length > 2);
  if (!many.length) return null;
  const pictures = many.map(([unit, claims]) => [unit, el("img", { alt: `${figure.label}: ${claims.map((claim) => `${claim.value} ${claim.unit}, ${claim.as_of ? formatDate(claim.as_of) : "undated"}, ${claim.publisher || claim.source}`).join("; ")}` })]);
  const draw = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches ? 1 : 0;
    for (const [unit, picture] of pictures) picture.src = new URL(`map/chart.svg?kind=rivals&subject=${encodeURIComponent(subject)}&attribute=${encodeURIComponent(figure.attribute)}&unit=${encodeURIComponent(unit)}&dark=${dark}`, document.baseURI).href;
  };
  return el("details", { class: "why chart-of", ontoggle: draw }, el("summary", {}, "In one picture"), ...pictures.map(([, picture]) => picture));
}

/** The citation in three forms, behind one word. */
function buildCite(what) {
  const node = el("details", { class: "cite", ontoggle: () => {
    if (node.childElementCount === 1) import("./sources.js").then(({ citeButtons }) => node.append(el("div", { class: "actions" }, citeButtons(what))));
  } }, el("summary", {}, "Cite"));
  return node;
}

function valueOf(claim) {
  return [formatValue(claim.value), claim.unit && claim.unit !== "date" ? `\u202f${claim.unit}` : ""].map((part, number) => (number === 0 && claim.unit === "date" ? formatDate(claim.value) : part));
}

function claimSource(claim) {
  return [el("span", { class: claim.since ? "date since" : "date", title: claim.since ? "after the article" : null }, claim.as_of ? formatDate(claim.as_of) : "undated"), " · ", el("button", { type: "button", class: "inline", title: claim.source, onclick: () => { state.source = claim.source_id; changed("source"); } }, claim.publisher || claim.source), ...(claim.address ? [" ", sourceLink("↗", claim.address, "", `Open ${claim.publisher || claim.source}`)] : []), ` · ${CONFIDENCE[claim.confidence] ?? claim.confidence}`];
}

function noteOf(claim) {
  return claim.note ? el("details", { class: "why" }, el("summary", {}, "Note"), el("p", {}, claim.note)) : null;
}

/** What became of the projects that are chosen: a strip of each through time, and who says so. */
function buildHistories(projects) {
  const node = el("section", { class: "histories" }, el("h3", {}, projects.length === 1 ? "Status through time" : "Projects here, through time"));
  import("./history.js").then(({ buildHistory }) => node.append(...projects.map((one) => buildHistory(one, CONFIDENCE, (step) => buildCite({ step: step.id }), projects.length > 1))));
  return node;
}

/** Stations and places in order along their line; each selects its feature, and the chosen one is marked. */
function buildStrip(strip, chosen) {
  return el("section", { class: "strip" }, el("h3", {}, "Along the line"),
    el("p", { class: "hint" }, `Kilometres along the line as drawn, from ${strip.from}${strip.posts ? "; in brackets the railway's own km post, counted from Kiamari" : ""}.`),
    el("ol", {}, strip.points.map((one) => el("li", { class: one.id === chosen ? "chosen" : "" },
      el("span", { class: `mark ${one.symbol}`, "aria-hidden": "true" }),
      el("button", { type: "button", class: "inline", "aria-current": one.id === chosen ? "true" : null, onclick: () => choose({ feature: one.id }, "panel") }, one.name),
      el("span", { class: "sub" }, ["existing", "unknown", "operational"].includes(one.status) ? "" : one.status),
      el("span", { class: "km" }, `${one.km}\u202fkm`, one.post === null ? "" : ` (${one.post})`)))));
}

function buildTake(feature) {
  const { source } = feature;
  const address = () => downloadAddress({ feature: feature.id });
  return [
    el("h3", {}, "Where the geometry comes from"),
    el("p", { class: "source" }, sourceLink(source.title, source.address), source.credit ? ` · ${source.credit}` : "", ` · ${feature.licence}`),
    el("div", { class: "actions" },
      el("a", { class: "action", download: true, href: address(), onclick: (event) => { event.currentTarget.href = address(); } }, "Download GeoJSON"),
      el("button", { type: "button", class: "action", onclick: (event) => copyText(linkAddress().href, event.currentTarget) }, "Copy link")),
  ];
}

function buildStart(overview) {
  const drawn = overview.subjects.filter((one) => one.features.length);
  const themes = overview.subjects.filter((one) => !one.features.length);
  const item = (one) => el("li", {}, el("button", { type: "button", class: "subject", onclick: () => choose({ subject: one.id }, "panel") },
    el("span", { class: "name" }, one.name), el("span", { class: "count" }, counts(one))), one.summary ? el("p", { class: "sub" }, one.summary) : null);
  const facts = overview.articles.reduce((sum, article) => sum + article.facts.length, 0);
  return [
    ...buildProblems(overview.problems),
    el("h2", {}, overview.articles.length === 1 ? "What the article says, and where" : "What the articles say, and where"),
    el("p", { class: "summary" }, `Choose a line or a place on the map, or a project below. ${facts} facts from ${overview.articles.length === 1 ? "one article" : `${overview.articles.length} articles`}, each with the words that say it; beside them, what others published.`),
    el("h3", {}, "On the map"), el("ul", { class: "subjects" }, drawn.map(item)),
    el("h3", {}, "About no place"), el("p", { class: "hint" }, "Themes and areas of cooperation have no geometry and are never drawn."),
    el("ul", { class: "subjects" }, themes.map(item)),
  ];
}

function counts(subject) {
  return [subject.facts && `${subject.facts} ${subject.facts === 1 ? "fact" : "facts"}`, subject.figures && `${subject.figures} ${subject.figures === 1 ? "figure" : "figures"}`].filter(Boolean).join(", ") || "no facts yet";
}

function buildProblems(problems) {
  if (!problems.length) return [];
  return [el("section", { class: "problems", role: "alert" },
    el("h3", {}, problems.length === 1 ? "One problem in the files; the rest is shown" : `${problems.length} problems in the files; the rest is shown`),
    el("ul", {}, problems.slice(0, 30).map((one) => el("li", {}, el("strong", {}, one.file), ", ", el("span", { class: "where" }, one.place), `: ${one.rule} ${one.remedy}`))),
    problems.length > 30 ? el("p", {}, `and ${problems.length - 30} more; python -m geo check lists all.`) : null)];
}

// ---- Article ---------------------------------------------------------------------------------------

function buildReader(overview, holder) {
  const node = el("div", { class: "reader" }, el("p", { class: "hint add" }, el("a", { href: "./?review=1" }, "Add an article"), ": its places and facts are proposed, and you review them."));
  const bodies = new Map();
  for (const article of overview.articles) {
    const body = el("div", {});
    bodies.set(article.id, { article, body });
    node.append(el("article", {},
      el("h2", {}, article.title), el("p", { class: "source" }, article.citation),
      article.dated_by ? el("details", { class: "why" }, el("summary", {}, "How it is dated"), el("p", {}, article.dated_by)) : null,
      body, buildSupply(article, holder)));
  }
  if (!overview.articles.length) node.append(el("p", { class: "hint" }, "No article record could be read."));
  const show = (texts) => {
    for (const [id, { article, body }] of bodies) {
      const supplied = texts[id];
      body.replaceChildren(...(supplied ? [el("p", { class: supplied.same ? "report" : "report differs", role: "status" }, supplied.message)] : []),
        ...(supplied?.paragraphs.length ? supplied.paragraphs.map((runs, number) => buildText(runs, number + 1, article)) : buildDigest(article)));
    }
    mark();
  };
  const mark = () => {
    const { fact, feature, subject } = state.chosen;
    const chosenSubject = subject ?? overview.features.find((one) => one.id === feature)?.subject;
    let first = null;
    for (const passage of node.querySelectorAll("[data-facts]")) {
      const ids = passage.dataset.facts.split(" ");
      const open = fact !== undefined && fact !== null && ids.includes(fact);
      const about = !fact && chosenSubject && passage.dataset.subjects.split(" ").includes(chosenSubject);
      passage.classList.toggle("open", open);
      passage.classList.toggle("about", Boolean(about));
      if ((open || about) && !first) first = passage;
    }
    if (first && !node.closest("[hidden]")) first.scrollIntoView({ block: "nearest", behavior: "auto" });
  };
  return { node, show, mark };
}

function buildDigest(article) {
  const parts = [];
  for (let number = 1; number <= article.paragraphs; number += 1) {
    const facts = article.facts.filter((fact) => fact.paragraph === number);
    parts.push(el("section", { class: "paragraph" }, el("h3", {}, `Paragraph ${number}`),
      el("ul", {}, facts.map((fact) => el("li", {}, passage([fact], fact.statement, "button"), " ", el("q", {}, fact.quote))))));
  }
  return parts;
}

function buildText(runs, number, article) {
  const facts = new Map(article.facts.map((fact) => [fact.id, fact]));
  return el("p", { class: "text", "data-paragraph": number }, el("span", { class: "number", "aria-hidden": "true" }, `¶${number}`),
    ...runs.map((run) => (run.facts.length ? passage(run.facts.map((id) => facts.get(id)).filter(Boolean), run.text, "mark") : run.text)));
}

/** A passage that leads to the map. In running text it is no `button`: those do not break across lines. */
function passage(facts, text, look) {
  const features = [...new Set(facts.flatMap((fact) => fact.features))];
  let turn = 0;
  const press = () => { choose({ fact: facts[turn % facts.length].id }, "reader"); turn += 1; };
  const running = look === "mark";
  return el(running ? "mark" : "button", {
    ...(running ? { role: "button", tabindex: "0", onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(); } } } : { type: "button" }),
    class: `passage ${look}${features.length ? "" : " unplaced"}`,
    "data-facts": facts.map((fact) => fact.id).join(" "), "data-subjects": [...new Set(facts.flatMap((fact) => fact.subjects))].join(" "),
    title: facts.map((fact) => fact.statement).join(" / "),
    onclick: press,
    onmouseenter: () => point(features), onmouseleave: () => point([]),
    onfocus: () => point(features), onblur: () => point([]),
  }, text);
}

function point(features) {
  bus.dispatchEvent(new CustomEvent("point", { detail: features }));
}

function buildSupply(article, holder) {
  const area = el("textarea", { rows: "5", id: `text-${article.id}`, placeholder: "Paste the article's text" });
  const send = () => { if (area.value.trim()) holder.component.setTriggerValue("text", { article: article.id, text: area.value }); };
  const file = el("input", { type: "file", accept: ".txt,text/plain", id: `file-${article.id}`, onchange: async () => { if (file.files[0]) { area.value = (await file.files[0].slice(0, 1_500_000).text()); send(); } } });
  return el("details", { class: "supply" }, el("summary", {}, "I have the article's text"),
    el("p", { class: "hint" }, "The text is not ours to publish, so it is not here. Paste it, or choose a file: it is compared with the digest in our record and every quote is marked in it. It stays in this visit and is not stored."),
    el("label", { for: area.id }, "Text"), area,
    el("label", { for: file.id }, "Or a text file"), file,
    el("button", { type: "button", class: "action", onclick: send }, "Check and mark"));
}

// ---- List ------------------------------------------------------------------------------------------

function buildList(overview) {
  const sections = overview.layers.map((layer) => {
    const features = overview.features.filter((one) => one.layer === layer.id);
    return el("section", { "data-layer": layer.id }, el("h3", {}, layer.title, " ", el("span", { class: "count" }, String(features.length))),
      el("ul", {}, features.map((one) => el("li", {}, el("button", { type: "button", class: "inline", "data-feature": one.id, onclick: () => choose({ feature: one.id }, "list") }, one.name),
        el("span", { class: "sub" }, ` ${[one.kind, one.precision === "sketched" ? "sketch" : ""].filter(Boolean).join(", ")}`)))));
  });
  return el("div", { class: "list" }, el("h2", {}, "Every feature on the map"), el("p", { class: "hint" }, "The same features as on the map, in the order of the layers."), ...sections,
    overview.gazetteer ? el("section", {}, el("h3", {}, "Gazetteer ", el("span", { class: "count" }, String(overview.gazetteer))),
      el("p", { class: "hint" }, "Places of the corridor with their names in English, Urdu and Chinese, how well each is located, and who says so. The search finds them all."),
      el("div", { class: "actions" }, el("a", { class: "action", download: true, href: downloadAddress({ gazetteer: true }) }, "Download gazetteer (Linked Places format)"))) : null);
}

function markList(sheet) {
  for (const button of sheet.querySelectorAll("[data-feature]")) button.classList.toggle("open", button.dataset.feature === state.chosen.feature);
}
