/** Base64 as Go's StdEncoding reads it: what is wrong with a text, and the text it stands for. */

const ALPHABET = /[A-Za-z0-9+/]/;

/** `illegal base64 data at input byte 3`, or undefined for good data. Line ends are skipped, as in Go. */
export function base64Problem(text: string): string | undefined {
  if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*(==|=)?$/.test(text) && (text.length > 0 || text === ""))
    return undefined;
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) if (text[at] !== "\r" && text[at] !== "\n") places.push(at);
  let digits = 0;
  for (let index = 0; index < places.length; index++) {
    const at = places[index] as number;
    const char = text[at] as string;
    if (ALPHABET.test(char)) {
      digits++;
      continue;
    }
    if (char !== "=" || digits % 4 < 2) return illegal(at);
    if (digits % 4 === 2) {
      const second = places[++index];
      if (second === undefined) return illegal(text.length);
      if (text[second] !== "=") return illegal(second - 1);
    }
    const extra = places[index + 1];
    return extra === undefined ? undefined : illegal(extra);
  }
  return digits % 4 === 0 ? undefined : illegal(text.length - (digits % 4));
}

function illegal(at: number): string {
  return `illegal base64 data at input byte ${at}`;
}

/** The text in base64; bytes that are no UTF-8 become U+FFFD. */
export function decodeText(base64: string): string {
  const binary = atob(base64.replace(/[\r\n]/g, ""));
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
}
