/** Tables as files for spreadsheets: RFC 4180, with the mark by which Excel knows UTF-8. */

const BYTE_ORDER_MARK = "\uFEFF";

export type CsvCell = string | number;

export function csvOf(rows: readonly (readonly CsvCell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

/**
 * A spreadsheet takes a text that begins so for a formula, behind blanks too; an apostrophe before it makes it a text again.
 * Numbers are ours and stay numbers.
 */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;

function cellText(cell: CsvCell): string {
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || /^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
