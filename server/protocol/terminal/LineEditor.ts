/**
 * The terminal's side of typing: echo, cursor keys, history, Ctrl keys, Tab, wide characters. A finished line is sent; what
 * happens to it is the program's matter. Models readline as far as fingers expect it.
 */

export interface LineEditorOptions {
  readonly columns: number;
  /** Shown to the person; not program output. */
  echo(text: string): void;
  /** A line (or, for Ctrl-D, the end of input) for the program. */
  send(bytes: Uint8Array, end: boolean): void;
  interrupt(): void;
  complete(typed: string, done: (words: readonly string[]) => void): void;
}

const HISTORY = 500;
const decoder = new TextDecoder("utf-8", { fatal: false });

/** Cells a character takes: Hangul, kana, Han and emoji take two. */
export function cellsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 32 || (code >= 0x7f && code < 0xa0)) return 0;
  if ((code >= 0x300 && code <= 0x36f) || code === 0x200b || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f))
    return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

const widthOf = (chars: readonly string[]): number => chars.reduce((sum, char) => sum + cellsOf(char), 0);

export class LineEditor {
  private chars: string[] = [];
  private cursor = 0;
  private readonly history: string[] = [];
  private at = 0;
  private kept = "";
  private rest = new Uint8Array();
  private escape = "";
  private columns: number;
  /** What stands left of the line: the end of the last output, usually a prompt. */
  private prompt = "";
  private killed: string[] = [];
  /** While one looks back for a line (Ctrl-R): what is looked for, where it was found, and the line and prompt before. */
  private search: { text: string; at: number; readonly line: string[]; readonly prompt: string } | undefined;

  constructor(private readonly options: LineEditorOptions) {
    this.columns = options.columns;
  }

  /** Lines of earlier, the oldest first. */
  remember(lines: readonly string[]): void {
    this.history.unshift(...lines);
    this.history.splice(0, this.history.length - HISTORY);
    this.at = this.history.length;
  }

  resize(columns: number): void {
    this.columns = columns;
  }

  /** The program has put something out: its last line is what the next one is typed behind. */
  printed(data: Uint8Array): void {
    const text = decoder.decode(data);
    const cut = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r"));
    // What wiped the screen before a prompt is none of it, or it would again whenever the prompt is written again.
    this.prompt = (cut < 0 ? this.prompt + text : text.slice(cut + 1)).replace(/^.*\x1b\[\d?J/s, "").slice(-200);
  }

  type(data: Uint8Array): void {
    const bytes = new Uint8Array(this.rest.length + data.length);
    bytes.set(this.rest);
    bytes.set(data, this.rest.length);
    const whole = wholeCharacters(bytes);
    this.rest = bytes.slice(whole);
    for (const char of decoder.decode(bytes.subarray(0, whole))) this.key(char);
  }

  private key(char: string): void {
    if (this.search && this.searching(char, this.search)) return;
    if (this.escape !== "" || char === "\x1b") return this.sequence(char);
    switch (char) {
      case "\r":
      case "\n":
        return this.enter();
      case "\x7f":
      case "\b":
        return this.erase(this.cursor - 1, this.cursor);
      case "\x03":
        this.show("^C\n");
        this.reset();
        return this.options.interrupt();
      case "\x04":
        if (this.chars.length > 0) return this.erase(this.cursor, this.cursor + 1);
        return this.options.send(new Uint8Array(), true);
      case "\x01":
        return this.moveTo(0);
      case "\x05":
        return this.moveTo(this.chars.length);
      case "\x02":
        return this.moveTo(this.cursor - 1);
      case "\x06":
        return this.moveTo(this.cursor + 1);
      case "\x0b":
        this.killed = this.chars.slice(this.cursor);
        return this.erase(this.cursor, this.chars.length);
      case "\x15":
        this.killed = this.chars.slice(0, this.cursor);
        return this.erase(0, this.cursor);
      case "\x17": {
        let from = this.cursor;
        while (from > 0 && this.chars[from - 1] === " ") from--;
        while (from > 0 && this.chars[from - 1] !== " ") from--;
        this.killed = this.chars.slice(from, this.cursor);
        return this.erase(from, this.cursor);
      }
      case "\x19":
        return this.insert(this.killed);
      case "\x0c":
        this.options.echo(`\x1b[H\x1b[2J${this.prompt}`);
        return this.redraw(0);
      case "\x12":
        return this.startSearch();
      case "\x10":
        return this.recall(-1);
      case "\x0e":
        return this.recall(1);
      case "\t":
        return this.tab();
      default:
        if (char >= " ") this.insert([char]);
    }
  }

  /** Cursor and editing keys: `ESC [ A`, `ESC O A`, `ESC [ 3 ~`, Alt-b, Alt-f. */
  private sequence(char: string): void {
    this.escape += char;
    const { escape } = this;
    if (escape === "\x1b" || escape === "\x1b[" || escape === "\x1bO" || /^\x1b\[[\d;]*$/.test(escape)) return;
    this.escape = "";
    switch (escape) {
      case "\x1b[A":
      case "\x1bOA":
        return this.recall(-1);
      case "\x1b[B":
      case "\x1bOB":
        return this.recall(1);
      case "\x1b[C":
      case "\x1bOC":
        return this.moveTo(this.cursor + 1);
      case "\x1b[D":
      case "\x1bOD":
        return this.moveTo(this.cursor - 1);
      case "\x1b[H":
      case "\x1b[1~":
      case "\x1bOH":
        return this.moveTo(0);
      case "\x1b[F":
      case "\x1b[4~":
      case "\x1bOF":
        return this.moveTo(this.chars.length);
      case "\x1b[3~":
        return this.erase(this.cursor, this.cursor + 1);
      case "\x1bb":
      case "\x1b[1;5D":
        return this.moveTo(this.word(-1));
      case "\x1bf":
      case "\x1b[1;5C":
        return this.moveTo(this.word(1));
      default:
    }
  }

  private word(direction: 1 | -1): number {
    let at = this.cursor;
    const next = (): string | undefined => this.chars[direction < 0 ? at - 1 : at];
    while (next() === " ") at += direction;
    while (next() !== undefined && next() !== " ") at += direction;
    return at;
  }

  private enter(): void {
    const line = this.chars.join("");
    this.moveTo(this.chars.length);
    this.show("\n");
    this.reset();
    if (line.trim() !== "" && line !== this.history[this.history.length - 1]) this.history.push(line);
    if (this.history.length > HISTORY) this.history.shift();
    this.at = this.history.length;
    this.options.send(new TextEncoder().encode(`${line}\n`), false);
  }

  private reset(): void {
    this.chars = [];
    this.cursor = 0;
    this.at = this.history.length;
    this.prompt = "";
  }

  private recall(step: 1 | -1): void {
    const to = this.at + step;
    if (to < 0 || to > this.history.length) return;
    if (this.at === this.history.length) this.kept = this.chars.join("");
    this.at = to;
    const before = this.position();
    this.chars = [...(to === this.history.length ? this.kept : (this.history[to] as string))];
    this.cursor = this.chars.length;
    this.redraw(before);
  }

  private startSearch(): void {
    this.search = { text: "", at: this.history.length, line: this.chars, prompt: this.prompt };
    this.showSearch(this.search, true);
  }

  /** A key while one looks back. False: the line found is taken, and the key is the line's. */
  private searching(char: string, search: NonNullable<LineEditor["search"]>): boolean {
    const find = (from: number): boolean => {
      let at = Math.min(from, this.history.length - 1);
      while (at >= 0 && !(this.history[at] as string).includes(search.text)) at--;
      if (at >= 0) search.at = at;
      return at >= 0;
    };
    if (char === "\x12") this.showSearch(search, search.text !== "" && find(search.at - 1));
    else if (char === "\x7f" || char === "\b") {
      search.text = [...search.text].slice(0, -1).join("");
      this.showSearch(search, find(this.history.length - 1));
    } else if (char >= " ") {
      search.text += char;
      this.showSearch(search, find(search.at));
    } else {
      const [before, dropped] = [this.position(), char === "\x07" || char === "\x03"];
      this.search = undefined;
      if (dropped) this.chars = [...search.line];
      else this.at = Math.min(search.at, this.history.length);
      this.cursor = this.chars.length;
      this.repaint(before, search.prompt);
      // Ctrl-G goes back to the line as it was; Ctrl-C gives that up too.
      return char === "\x07";
    }
    return true;
  }

  private showSearch(search: NonNullable<LineEditor["search"]>, found: boolean): void {
    const before = this.position();
    if (found && search.text !== "") this.chars = [...(this.history[search.at] as string)];
    const at = this.chars.join("").indexOf(search.text);
    this.cursor = at < 0 ? 0 : [...this.chars.join("").slice(0, at)].length;
    const title = found || search.text === "" ? "reverse-i-search" : "failed reverse-i-search";
    this.repaint(before, `(${title})\`${search.text}': `);
  }

  /** Writes line and prompt again, behind another prompt; the cursor stood at `before`. */
  private repaint(before: number, prompt: string): void {
    const back = this.travel(before, 0);
    this.prompt = prompt;
    const end = widthOf([...plain(prompt)]) + widthOf(this.chars);
    this.show(`${back}\x1b[J${prompt}${this.chars.join("")}${this.travel(end, this.position())}`);
  }

  private insert(chars: readonly string[]): void {
    const before = this.position();
    const atEnd = this.cursor === this.chars.length;
    this.chars.splice(this.cursor, 0, ...chars);
    this.cursor += chars.length;
    if (atEnd) this.show(chars.join(""));
    else this.redraw(before);
  }

  private erase(from: number, to: number): void {
    const begin = Math.max(0, from);
    const end = Math.min(this.chars.length, to);
    if (end <= begin) return;
    const before = this.position();
    this.chars.splice(begin, end - begin);
    if (this.cursor > begin) this.cursor = begin;
    this.redraw(before);
  }

  private moveTo(to: number): void {
    const target = Math.min(this.chars.length, Math.max(0, to));
    const before = this.position();
    this.cursor = target;
    this.show(this.travel(before, this.position()));
  }

  /** Cells from the line's start to the cursor, the prompt counted. */
  private position(): number {
    return widthOf([...plain(this.prompt)]) + widthOf(this.chars.slice(0, this.cursor));
  }

  private travel(from: number, to: number): string {
    const rows = Math.floor(to / this.columns) - Math.floor(from / this.columns);
    const vertical = rows < 0 ? `\x1b[${-rows}A` : rows > 0 ? `\x1b[${rows}B` : "";
    return from === to ? "" : `${vertical}\r${to % this.columns > 0 ? `\x1b[${to % this.columns}C` : ""}`;
  }

  /** Writes the whole line again; the cursor stood at `before`. */
  private redraw(before: number): void {
    const start = widthOf([...plain(this.prompt)]);
    const end = start + widthOf(this.chars);
    this.show(
      `${this.travel(before === 0 ? start : before, start)}\x1b[J${this.chars.join("")}${this.travel(end, this.position())}`,
    );
  }

  private tab(): void {
    const typed = this.chars.slice(0, this.cursor).join("");
    this.options.complete(typed, (words) => this.completed(typed, words));
  }

  private completed(typed: string, words: readonly string[]): void {
    if (this.chars.slice(0, this.cursor).join("") !== typed || words.length === 0) return;
    const word = /[^\s;|&<>()]*$/.exec(typed)?.[0] ?? "";
    let common = words[0] as string;
    for (const each of words) while (!each.startsWith(common)) common = common.slice(0, -1);
    if (common.length > word.length) return this.insert([...common.slice(word.length)]);
    if (words.length < 2) return;
    const names = words.map((each) => each.trimEnd().replace(/.*\/(?=.)/, ""));
    const { prompt } = this;
    this.options.echo(`\n${names.join("  ")}\n${prompt}`);
    this.prompt = prompt;
    this.options.echo(
      this.chars.join("") + this.travel(widthOf([...plain(prompt)]) + widthOf(this.chars), this.position()),
    );
    this.prompt = prompt;
  }

  private show(text: string): void {
    if (text === "") return;
    const { prompt } = this;
    this.options.echo(text);
    // What is echoed is no output that a line is typed behind.
    this.prompt = prompt;
  }
}

const plain = (text: string): string => text.replace(/\x1b\[[\d;?]*[A-Za-z]/g, "");

/** How many bytes are whole characters: a character cut in two waits for its rest. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
