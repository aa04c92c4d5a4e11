// The data of the page: JSON as it stands, or, where it is long, packed with gzip and written in base64.

/** Read the data out of an element; packed data take a moment, so this is awaited. */
async function readData(element) {
  const text = element.textContent;
  if (element.dataset.packed !== "gzip") return JSON.parse(text);
  const letters = atob(text.trim());
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
