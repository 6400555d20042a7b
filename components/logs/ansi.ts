/**
 * What programs write for terminals, as text with styles: the eight colours and their bright ones, bold, faint, italic,
 * underlined. Other colours and backgrounds are left out, since they would not be readable in both themes; what moves a
 * cursor is taken away, and of what was written over itself the last stays. Pure.
 */

export interface Style {
  /** 0 black … 7 white, as terminals count. */
  readonly colour?: number;
  readonly bold?: true;
  readonly faint?: true;
  readonly italic?: true;
  readonly underline?: true;
}

export interface Span {
  readonly text: string;
  readonly style: Style;
}

const PLAIN: Style = {};
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;
// CSI sequences, OSC and the other strings up to their end, other escapes, single control characters but the tab.
const SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- as above
  /(?:\u001b\[|\u009b)([0-9;:?<=>]*)[ -/]*([@-~])|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\u001b[ -/]*[0-~]?|[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;

/** The text in pieces of one style each; pieces are not empty. */
export function spansOf(written: string): readonly Span[] {
  if (!CONTROL.test(written)) return written === "" ? [] : [{ text: written, style: PLAIN }];
  const line = overwritten(written);
  const spans: Span[] = [];
  let style = PLAIN;
  let at = 0;
  const take = (to: number): void => {
    const text = line.slice(at, to);
    const last = spans.at(-1);
    if (text !== "" && last?.style === style) spans[spans.length - 1] = { text: last.text + text, style };
    else if (text !== "") spans.push({ text, style });
  };
  for (const match of line.matchAll(SEQUENCE)) {
    take(match.index);
    at = match.index + match[0].length;
    if (match[2] === "m") style = styled(style, match[1] ?? "");
  }
  take(line.length);
  return spans;
}

/** The text without styles. */
export function plainText(written: string): string {
  if (!CONTROL.test(written)) return written;
  return spansOf(written)
    .map(({ text }) => text)
    .join("");
}

/** A carriage return begins the line anew; at the end it does nothing. */
function overwritten(line: string): string {
  const whole = line.replace(/\r+$/, "");
  return whole.slice(whole.lastIndexOf("\r") + 1);
}

function styled(from: Style, parameters: string): Style {
  let style: { -readonly [key in keyof Style]: Style[key] } = { ...from };
  const codes = parameters.split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number;
    if (code === 0) style = {};
    else if (code === 1) style.bold = true;
    else if (code === 2) style.faint = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 22) {
      delete style.bold;
      delete style.faint;
    } else if (code === 23) delete style.italic;
    else if (code === 24) delete style.underline;
    else if (code === 38 || code === 48 || code === 58) {
      // 38;5;N or 38;2;R;G;B: the first sixteen of the palette are the eight and their bright ones.
      const index = codes[at + 2] ?? 255;
      if (code === 38) delete style.colour;
      if (code === 38 && codes[at + 1] === 5 && index < 16) style.colour = index % 8;
      at += codes[at + 1] === 5 ? 2 : codes[at + 1] === 2 ? 4 : 1;
    } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) style.colour = code % 10;
    else if (code === 39) delete style.colour;
  }
  return Object.keys(style).length === 0 ? PLAIN : style;
}
