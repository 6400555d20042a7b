/** Of a container's log the line that says why it ended, as far as one can tell. Pure. */

/** An error by its name. */
const NAMED = /(error|exception|panic|fatal|emerg)\b\]?:? /i;
const TELLING =
  /\b(error|err|emerg|fatal|panic|exception|failed|cannot|can't|could not|denied|refused|not found|in use)\b|EADDRINUSE/i;
/** What programs say around their error: where it was, of what it is made. */
const AROUND = /^\s|^[}\])]*;?$|^Node\.js v\d/;

/** Undefined when nothing was written. */
export function lastWords(log: string): string | undefined {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  const said = lines.filter((line) => !AROUND.test(line));
  const kinds = [/EADDRINUSE: |address already in use/i, NAMED, TELLING];
  const telling = kinds.flatMap((kind) => said.findLast((line) => kind.test(line)) ?? []);
  return (telling[0] ?? said.at(-1) ?? lines.at(-1))?.trim();
}

/** Whether it says that another process listens on its port; that port where it is named. */
export function takenPort(line: string): { readonly port?: number } | undefined {
  if (!/address already in use|EADDRINUSE/i.test(line)) return undefined;
  const port = /:(\d{2,5})\b(?!.*:\d{2,5}\b)/.exec(line)?.[1];
  return port === undefined ? {} : { port: Number(port) };
}
