/** Codes by which a class comes in when a link cannot be clicked: read from a projector, typed on the first page. */

/** Letters and digits that are not taken for one another. */
export const CODE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
export const CODE_LENGTH = 8;

const CODE = new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`);

/** The code that somebody typed, in whichever case and width and however grouped; undefined: it is none. */
export function readJoinCode(typed: string): string | undefined {
  const code = typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{Pd}]/gu, "")
    .replace(/[1l]/g, "i");
  return CODE.test(code) ? code : undefined;
}

/** The code that a link's token, or the whole link, begins its secret with; undefined: it has none. */
export function joinCodeOf(link: string): string | undefined {
  const token = link.replace(/^.*#k=/, "");
  const code = token.slice(0, CODE_LENGTH);
  return token[CODE_LENGTH] === "-" && CODE.test(code) ? code : undefined;
}

/** In two groups, as it is read aloud. */
export function showJoinCode(code: string): string {
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`.toUpperCase();
}
