// How the reviewing page talks to the desk on this machine: JSON in, JSON out, refusals in words.

/** What the desk refused; `problems` are its details. */
export class Refused extends Error {
  constructor(message, problems) {
    super(message);
    this.problems = problems;
  }
}

/** The desk's answer at an address such as `state`; with a body it is sent as JSON. Throws `Refused` with words to show. */
export async function ask(what, body) {
  let answer;
  try {
    answer = await fetch(new URL(`desk/${what}`, document.baseURI), body === undefined ? { cache: "no-store" } : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  } catch {
    throw new Refused("The desk does not answer. Is the program still running on this machine?", []);
  }
  const said = await answer.json().catch(() => null);
  if (!answer.ok || said === null) throw new Refused(said?.message ?? `The desk could not do that (${answer.status}).`, said?.problems ?? []);
  return said;
}

/** A file's bytes as base64, a piece at a time so that large ones fit on the stack. */
export async function packFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
