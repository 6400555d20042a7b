/** Where kubectl warns rather than telling of an error. */
const WARNINGS = /^(diff|schema|helpers)\.go/;

/** A line of Go's log, an error unless it is of requests, warns or ends the program; the time is that of the terminal and left out of what matters. */
export function klogLine(place: string, text: string, now = 0): string {
  const date = new Date(now).toISOString();
  const stamp = `${date.slice(5, 7)}${date.slice(8, 10)} ${date.slice(11, 23)}000`;
  const other = WARNINGS.test(place) ? "W" : "E";
  const level = /^(round_trippers|envvar)/.test(place) ? "I" : place.startsWith("sorter") ? "F" : other;
  return `${level}${stamp}       1 ${place}] ${text}\n`;
}
