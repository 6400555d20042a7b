/** Tags of documents that clients keep: equal documents have equal tags. Not for anything that must not be guessed. */

const tags = new WeakMap<object, string>();

/** The tag of a document, made once. */
export function tagOf(document: object): string {
  let tag = tags.get(document);
  if (!tag) tags.set(document, (tag = `"${hash(JSON.stringify(document))}"`));
  return tag;
}

/** Two FNV-1a hashes of 32 bits side by side. */
function hash(text: string): string {
  let left = 0x811c9dc5;
  let right = 0xcbf29ce4;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    left = Math.imul(left ^ code, 0x01000193);
    right = Math.imul(right ^ code, 0x01000197);
  }
  return [left, right].map((part) => (part >>> 0).toString(16).toUpperCase().padStart(8, "0")).join("");
}
