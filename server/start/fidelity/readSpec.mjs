/**
 * Reads the files of docs/spec: rules (`- **KLT-1** text`), and marks of what differs from Kubernetes
 * (`- **KLT-S1** Simplified (pods, nodes): text`, `- **KLT-A1** Absent: text`). In brackets stand the resources it is about.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const RULE = /(?:^- (?:\*\*)?|\*\*)([A-Z]+\d*-\d+)\b(?:\*\*)?/gm;
const MARK = /^- \*\*([A-Z]+\d*-[SA]\d+)\*\* (Simplified|Absent)(?: \(([a-z, ]+)\))?: (\S.*)$/;
const LOOKS_LIKE_MARK =
  /^- \*\*[A-Z]+\d*-[SA]\d+\*\*|(?:^|[.;] )(?:Simplified|simplified|Absent|absent)(?: \([^)]*\))?: /;

/** `[{file, title, rules: [{id, text}], marks: [{id, kind, about, text}]}]`, by file. Throws at a mark nobody can read. */
export function readSpec(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((file) => readArea(file, readFileSync(join(folder, file), "utf8")));
}

export function readArea(file, text) {
  const title = /^# (.+)$/m.exec(text)?.[1] ?? file;
  const items = itemsOf(text);
  const marks = [];
  const rules = [];
  for (const item of items) {
    const mark = MARK.exec(item);
    if (mark) {
      const [, id, word, about, sentence] = mark;
      const kind = word.toLowerCase();
      if (id.includes("-S") !== (kind === "simplified")) throw new Error(`docs/spec/${file}: ${id} is ${word}?`);
      marks.push({ id, kind, about: about ? about.split(", ") : [], text: sentence });
      continue;
    }
    const wrong = LOOKS_LIKE_MARK.exec(item);
    if (wrong)
      throw new Error(
        `docs/spec/${file}: "${item.slice(0, 80)}" tells of a difference in another form than "- **KLT-S1** Simplified (pods): …"`,
      );
    const found = [...item.matchAll(RULE)];
    found.forEach((match, index) => {
      const from = match.index + match[0].length;
      const until = found[index + 1]?.index ?? item.length;
      rules.push({ id: match[1], text: item.slice(from, until).trim() });
    });
  }
  const ids = [...rules, ...marks].map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new Error(`docs/spec/${file}: ${twice} stands twice`);
  const bare = title.replace(/ \([A-Z]+\d*\)$/, "").replace(/^[A-Z]+\d*: /, "");
  return {
    file,
    title: bare.startsWith("kubectl") ? bare : bare.charAt(0).toUpperCase() + bare.slice(1),
    rules,
    marks,
  };
}

/** Items of lists and paragraphs, each on one line. */
function itemsOf(text) {
  const items = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("- ") || items.length === 0) items.push(line);
    else if (/^\s*$|^#/.test(line)) items.push("");
    else items[items.length - 1] += `${items.at(-1) === "" ? "" : " "}${line.trim()}`;
  }
  return items.filter((item) => item !== "");
}
