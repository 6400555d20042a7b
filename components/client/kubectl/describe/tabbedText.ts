/**
 * Text in columns that grow with what is in them. Models Go's text/tabwriter (least width 0, padding 2, blanks) under the
 * PrefixWriter of kubectl pkg/describe.
 */
import { TabWriter } from "../print/TabWriter.ts";

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

  /** With the tabs as they are. */
  raw(): string {
    return this.written;
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
export function aligned(text: string): string {
  let output = "";
  const writer = new TabWriter((part) => (output += part), { minWidth: 0, padding: 2 });
  writer.write(text);
  writer.flush();
  return output;
}
