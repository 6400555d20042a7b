/**
 * Text in columns that grow with what is in them. Models Go's text/tabwriter (least width 0, padding 2, blanks) under the
 * PrefixWriter of kubectl pkg/describe.
 */

const PADDING = 2;

/** Collects lines whose cells end with tabs; `text()` aligns them. */
export class TabbedText {
  private written = "";

  /** Writes text behind two blanks for each level. */
  write(level: number, text: string): void {
    this.written += "  ".repeat(level) + text;
  }

  line(level: number, text: string): void {
    this.write(level, `${text}\n`);
  }

  text(): string {
    return aligned(this.written.replaceAll("\u001b", "^[").replaceAll("\r", "\\r"));
  }
}

/** A writer that adds `indent` levels to all that is written through it. */
export class NestedText extends TabbedText {
  constructor(
    private readonly outer: TabbedText,
    private readonly indent: number,
  ) {
    super();
  }

  override write(level: number, text: string): void {
    this.outer.write(level + this.indent, text);
  }
}

/** Aligns cells ended by tabs: a column is as wide as its widest cell among adjacent lines that have the column. */
export function aligned(text: string, padding = PADDING): string {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const output: string[] = [];
  const widths: number[] = [];

  const writeLines = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      const cells = lines[index] as string[];
      output.push(
        cells.map((cell, column) => (column < widths.length ? cell.padEnd(cellWidth(cell, column)) : cell)).join(""),
      );
    }
  };
  // padEnd counts UTF-16 units, Go counts code points.
  const cellWidth = (cell: string, column: number): number =>
    (widths[column] as number) + cell.length - Array.from(cell).length;

  const format = (from: number, to: number): void => {
    const column = widths.length;
    let start = from;
    for (let index = from; index < to; index++) {
      if (column >= (lines[index] as string[]).length - 1) continue;
      writeLines(start, index);
      let width = 0;
      let end = index;
      for (; end < to; end++) {
        const cells = lines[end] as string[];
        if (column >= cells.length - 1) break;
        width = Math.max(width, Array.from(cells[column] as string).length + padding);
      }
      widths.push(width);
      format(index, end);
      widths.pop();
      start = end;
      index = end - 1;
    }
    writeLines(start, to);
  };
  format(0, lines.length);
  return output.join("\n");
}
