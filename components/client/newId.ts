/** An id nobody else takes. Not `randomUUID`: browsers have that over https alone. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
