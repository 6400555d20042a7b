/** Lines of a shell, as far as the terminal must understand them before the shell does. */

/** The words of a line that needs no shell: no pipes, redirections, variables, globs; undefined for any other. */
export function plainWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (char === "'" || char === '"') {
      const end = line.indexOf(char, at + 1);
      const inside = line.slice(at + 1, end);
      // In double quotes the shell still reads these.
      if (end < 0 || (char === '"' && /[$`\\]/.test(inside))) return undefined;
      word = (word ?? "") + inside;
      at = end;
    } else if (char === " " || char === "\t") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (/[|&;<>()$`\\*?[\]{}~#\n!]/.test(char)) {
      // A path of JSON and a selector have these inside of a word and mean nothing by them.
      if (!"{}[]?~!".includes(char) || word === undefined || /[*?]/.test(char)) return undefined;
      word += char;
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  // An assignment is the shell's.
  return words[0] !== undefined && /^\w+=/.test(words[0]) ? undefined : words;
}

/** Whether the shell would ask for more: a quote left open, a here-document without its end, a backslash at the end. */
export function isUnfinished(text: string): boolean {
  const marks = [...text.matchAll(/<<-?\s*(['"]?)([A-Za-z_]\w*)\1/g)];
  for (const { 2: word = "", index } of marks) {
    const lines = text.slice(index).split("\n").slice(1);
    if (!lines.some((line) => line.trim() === word)) return true;
  }
  if (marks.length > 0) return false;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "\\" && quote !== "'") at++;
    else if (quote === "") quote = char === "'" || char === '"' ? char : "";
    else if (char === quote) quote = "";
  }
  return quote !== "" || /(^|[^\\])\\$/.test(text) || /(\|\||&&|\|)\s*$/.test(text);
}
