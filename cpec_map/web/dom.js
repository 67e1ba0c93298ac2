// Elements made from data: every string becomes text, never markup.

/** A new element. `properties` are attributes (`class`, `aria-*`, ...) or `on…` listeners; children are nodes or text. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A new SVG element. */
export function svg(tag, properties = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A link to a source, only where its address is one that a browser should follow. */
export function sourceLink(title, address, quote = "", label = null) {
  if (!/^https?:\/\//i.test(address)) return el("span", {}, title);
  const fragment = quote && !address.includes("#") ? `#:~:text=${encodeURIComponent(quote)}` : "";
  return el("a", { href: address + fragment, target: "_blank", rel: "noopener noreferrer", "aria-label": label }, title);
}

/** Put `text` where the reader can paste it from; says in words whether that worked. */
export async function copyText(text, button) {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    window.prompt("Copy this text", text);
  }
  setTimeout(() => { button.textContent = before; }, 1500);
}

const THIN = "\u202f";

/** A number with thin spaces between thousands; anything else unchanged. */
export function formatValue(value) {
  const text = String(value);
  const match = /^(-?)(\d{4,})(\.\d+)?$/.exec(text.replace(/,/g, ""));
  if (!match) return text;
  const whole = match[2].length > 4 ? match[2].replace(/\B(?=(\d{3})+$)/g, THIN) : match[2];
  return match[1] + whole + (match[3] ?? "");
}

/** A radius in words: metres below a kilometre, kilometres above. */
export function formatDistance(metres) {
  return metres < 1000 ? `${metres}${THIN}m` : `${+(metres / 1000).toPrecision(2)}${THIN}km`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** An EDTF date as a reader writes it, anything else unchanged: 7 November 2024, October 2023, 2019 to 2020, before 2020, about August 2026. */
export function formatDate(edtf) {
  if (!edtf) return "no date";
  if (!/^[\d./~?%X-]+$/.test(edtf)) return edtf;
  const [from, to] = edtf.split("/");
  if (to !== undefined) {
    if (from === "" || from === "..") return `up to ${formatDate(to)}`;
    if (to === "" || to === "..") return `since ${formatDate(from)}`;
    return `${formatDate(from)} to ${formatDate(to)}`;
  }
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)$/.exec(edtf);
  if (!match) return edtf;
  const [, year, month, day, doubt] = match;
  const name = month ? MONTHS[Number(month) - 1] ?? month : "";
  const words = [day ? String(Number(day)) : "", name, year].filter(Boolean).join(" ");
  return doubt === "" ? words : doubt === "?" ? `${words}, uncertain` : `about ${words}`;
}
