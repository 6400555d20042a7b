/** Signals by name and number. */
const SIGNALS: { readonly [name: string]: number } = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
};
export const signalNumber = (name: string): number | undefined => {
  if (/^\d+$/.test(name)) return Number(name);
  return SIGNALS[name.toUpperCase().replace(/^SIG/, "")];
};
export const signalName = (number: number): string =>
  Object.keys(SIGNALS).find((name) => SIGNALS[name] === number) ?? String(number);
