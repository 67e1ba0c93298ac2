// The JSON files of the map. What the first view needs comes as one document, by address, which the page's head names:
// it is asked for and read as soon as this module runs, while Streamlit is still starting.

const first = start();

/** The document at an address relative to the page. Fails with an `Error` that says what the server answered. */
export async function fetchJson(address) {
  const files = await first;
  const found = files[address];
  delete files[address]; // a second try asks again
  return found ?? read(new URL(address, document.baseURI).href);
}

async function start() {
  const link = document.querySelector('link[rel="preload"][as="fetch"]');
  if (!link) return {};
  return read(link.href).catch(() => ({})); // then each file is asked for by itself
}

async function read(href) {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(`${new URL(href).pathname.split("/").pop()}: ${answer.status}`);
  return answer.json();
}
