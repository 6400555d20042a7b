/**
 * Columns out of text with tabs: a cell ends with a tab, a column is as wide as its widest cell among neighbouring lines.
 * Mirrors liggitt/tabwriter, which remembers widths from one flush to the next.
 */

interface Cell {
  readonly text: string;
  /** Code points. */
  readonly width: number;
}

export interface TabOptions {
  readonly minWidth?: number;
  readonly padding?: number;
  readonly rememberWidths?: boolean;
  /** Columns that are empty in all lines take no room. */
  readonly discardEmptyColumns?: boolean;
}

export class TabWriter {
  private lines: Cell[][] = [[]];
  private partial = "";
  private widths: number[] = [];
  private remembered: number[] = [];
  private readonly minWidth: number;
  private readonly padding: number;

  constructor(
    private readonly out: (text: string) => void,
    private readonly options: TabOptions = {},
  ) {
    this.minWidth = options.minWidth ?? 6;
    this.padding = options.padding ?? 3;
  }

  write(text: string): void {
    for (const part of text.split(/([\t\v\n\f])/)) {
      if (part === "\t" || part === "\v") this.endCell();
      else if (part === "\n" || part === "\f") {
        this.endCell();
        const cells = (this.lines[this.lines.length - 1] as Cell[]).length;
        this.lines.push([]);
        if (part === "\f" || cells === 1) this.flush();
      } else this.partial += part;
    }
  }

  flush(): void {
    if (this.partial !== "") this.endCell();
    this.format(0, this.lines.length);
    this.lines = [[]];
  }

  forgetWidths(): void {
    this.remembered = [];
  }

  private endCell(): void {
    (this.lines[this.lines.length - 1] as Cell[]).push({ text: this.partial, width: Array.from(this.partial).length });
    this.partial = "";
  }

  private format(from: number, to: number): void {
    const column = this.widths.length;
    let start = from;
    for (let index = from; index < to; index++) {
      if (column >= this.cells(index) - 1) continue;
      this.print(start, index);
      start = index;
      let end = index;
      let width = this.minWidth;
      let empty = true;
      for (; end < to && column < this.cells(end) - 1; end++) {
        const cell = (this.lines[end] as Cell[])[column] as Cell;
        width = Math.max(width, cell.width + this.padding);
        if (cell.width > 0) empty = false;
      }
      if (empty && this.options.discardEmptyColumns) width = 0;
      if (this.options.rememberWidths) width = this.remember(column, width);
      this.widths.push(width);
      this.format(start, end);
      this.widths.pop();
      start = end;
      index = end - 1;
    }
    this.print(start, to);
  }

  private remember(column: number, width: number): number {
    while (this.remembered.length < column) this.remembered.push(this.widths[this.remembered.length] as number);
    this.remembered[column] = Math.max(this.remembered[column] ?? 0, width);
    return this.remembered[column] as number;
  }

  private cells(line: number): number {
    return (this.lines[line] as Cell[]).length;
  }

  private print(from: number, to: number): void {
    for (let index = from; index < to; index++) {
      let text = "";
      for (const [column, cell] of (this.lines[index] as Cell[]).entries()) {
        text += cell.text;
        const width = this.widths[column];
        if (width !== undefined) text += " ".repeat(Math.max(0, width - cell.width));
      }
      // The last line has no line break yet.
      if (index + 1 < this.lines.length) text += "\n";
      if (text !== "") this.out(text);
    }
  }
}

/** The writer of kubectl's tables. */
export function tableWriter(out: (text: string) => void): TabWriter {
  return new TabWriter(out, { rememberWidths: true });
}
