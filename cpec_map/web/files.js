// The JSON files of the map. Those that the page's head names are asked for and read as soon as this module runs,
// while Streamlit is still starting; every other one when it is needed.

const early = new Map([...document.querySelectorAll('link[rel="preload"][as="fetch"]')].map((link) => [link.href, read(link.href)]));
for (const reading of early.values()) reading.catch(() => {}); // heard by who asks for the file

/** The document at an address relative to the page. Fails with an `Error` that says what the server answered. */
export function fetchJson(address) {
  const { href } = new URL(address, document.baseURI);
  const started = early.get(href);
  early.delete(href); // a second try asks again
  return started ?? read(href);
}

async function read(href) {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(`${new URL(href).pathname.split("/").pop()}: ${answer.status}`);
  return answer.json();
}
