/** Makes docs/fidelity.md and what the page knows of it out of the rules, the tests and the recordings. */

/** Files of docs/spec that tell how Kubernetes behaves, in the order one reads them. The others tell of rooms and pages. */
const AREAS = [
  "KIND.md",
  "KIND2.md",
  "KIND3.md",
  "CRD.md",
  "CTRL.md",
  "SCHED.md",
  "KUBELET.md",
  "SHELL.md",
  "NODE.md",
  "NET.md",
  "WIRE.md",
  "STREAM.md",
  "KUBECTL.md",
  "CLIENTS.md",
  "KUBEREAD.md",
  "KUBEWRITE.md",
  "KUBEDESCRIBE.md",
  "LABS.md",
];

const RECORDINGS = {
  api: "requests and answers of the API server",
  controllers: "traces of what controllers write and tell",
  flows: "traces beside those of controllers",
  kubectl: "commands of kubectl and what they print",
  probes: "requests beside those, and the answers of the API server",
  scheduler: "decisions of the scheduler with their scores and texts",
};

const RECORDED_IN = {
  scheduler: "../tests/simulation/scheduler/golden.test.ts",
  api: "../tests/golden/api.test.ts",
  controllers: "../tests/golden/controllers.test.ts",
  flows: "../tests/golden/flows.test.ts",
  kubectl: "../tests/golden/kubectl.test.ts",
  probes: "../tests/golden/probes.test.ts",
};

/** The areas of `spec` that AREAS names. Throws when one has a mark and is not among them, or is not there. */
export function areasOf(spec) {
  const stray = spec.find(({ file, marks }) => marks.length > 0 && !AREAS.includes(file));
  if (stray)
    throw new Error(`docs/spec/${stray.file} has ${stray.marks[0].id}, but is not in AREAS (fidelity/write.mjs)`);
  return AREAS.map((name) => {
    const area = spec.find(({ file }) => file === name);
    if (!area) throw new Error(`there is no docs/spec/${name}`);
    return area;
  });
}

export function markdown({ areas, cited, golden }) {
  const marks = areas.flatMap((area) => area.marks);
  const rules = areas.flatMap((area) => area.rules);
  const tested = rules.filter(({ id }) => cited.has(id));
  const of = (kind) => marks.filter((mark) => mark.kind === kind).length;
  return `${[
    "# How true the cluster is to Kubernetes 1.36",
    "",
    "Written by `npm run fidelity` out of the rules in [spec/](SPEC.md), the tests that cite them and the recordings of a real",
    "Kubernetes; `npm run check` fails when it is out of date. Nothing here is kept by hand.",
    "",
    `${tested.length} rules are held by tests; ${of("simplified")} things are simplified, ${of("absent")} absent. What is named nowhere below was not compared.`,
    "",
    "## Recordings of Kubernetes 1.36.2",
    "",
    ...goldenTable(golden),
    "",
    ...allowedList(golden),
    "## Areas",
    "",
    ...areaTable(areas, cited),
    ...areas.flatMap((area) => areaText(area, cited)),
  ].join("\n")}`;
}

function goldenTable(golden) {
  const rows = golden.map(({ area, passed, recorded }) => [
    `[${area}](${RECORDED_IN[area]})`,
    RECORDINGS[area] ?? "",
    String(recorded),
    String(passed),
  ]);
  const sum = (key) => String(golden.reduce((total, figures) => total + figures[key], 0));
  return table(["area", "what", "recorded", "met"], [...rows, ["all", "", sum("recorded"), sum("passed")]]);
}

function allowedList(golden) {
  return golden
    .filter(({ allowed }) => allowed.length > 0)
    .flatMap(({ area, allowed }) => [
      `Not met of ${area}, as its [allow-list](../tests/golden/${area}/allowed.json) says:`,
      "",
      ...allowed.map(([id, reason]) => `- \`${id}\`: ${plain(reason)}`),
      "",
    ]);
}

function areaTable(areas, cited) {
  return table(
    ["area", "rules with tests", "simplified", "absent"],
    areas.map((area) => [
      `[${area.title}](#${anchor(area.title)})`,
      String(area.rules.filter(({ id }) => cited.has(id)).length),
      String(area.marks.filter(({ kind }) => kind === "simplified").length),
      String(area.marks.filter(({ kind }) => kind === "absent").length),
    ]),
  );
}

function areaText({ file, title, rules, marks }, cited) {
  const list = (heading, lines) => (lines.length === 0 ? [] : [`**${heading}**`, "", ...lines, ""]);
  const of = (kind) =>
    marks
      .filter((mark) => mark.kind === kind)
      .map(({ id, about, text }) => `- ${id}${about.length > 0 ? ` (${about.join(", ")})` : ""}: ${text}`);
  const held = rules.filter(({ id }) => cited.has(id));
  const loose = rules.filter(({ id }) => !cited.has(id));
  return [
    "",
    `## ${title}`,
    "",
    `From [${file}](spec/${file}).`,
    "",
    ...list("Simplified", of("simplified")),
    ...list("Absent", of("absent")),
    ...list(
      "As in 1.36",
      held.map(({ id, text }) => `- ${id}: ${text} (${cited.get(id).map(testLink).join(", ")})`),
    ),
    ...list(
      "Without a test",
      loose.map(({ id, text }) => `- ${id}: ${text}`),
    ),
  ].slice(0, -1);
}

const testLink = (name) =>
  `[${name
    .replace(/\.test\.ts$/, "")
    .split("/")
    .at(-1)}](../tests/${name})`;

/** What the page shows: every mark by its number, and how many rules an area's tests hold. */
export function pageData({ areas, cited, golden }) {
  const marks = areas.flatMap(({ file, marks: found }) =>
    found.map(({ id, kind, about }) => ({ id, kind, area: file.replace(/\.md$/, ""), about })),
  );
  const counts = {
    rules: areas.flatMap(({ rules }) => rules).filter(({ id }) => cited.has(id)).length,
    recorded: golden.reduce((sum, { recorded }) => sum + recorded, 0),
    passed: golden.reduce((sum, { passed }) => sum + passed, 0),
  };
  return [
    "/** Written by `npm run fidelity` out of docs/spec, the tests and the recordings. */",
    "",
    "export interface Mark {",
    "  readonly id: MarkId;",
    '  readonly kind: "simplified" | "absent";',
    "  readonly area: MarkArea;",
    "  /** Plural names of the resources it is about; none: of the cluster as a whole. */",
    "  readonly about: readonly string[];",
    "}",
    "",
    `export const COUNTS = ${JSON.stringify(counts)} as const;`,
    "",
    `export type MarkArea =\n${[...new Set(marks.map(({ area }) => area))].map((area) => `  | ${JSON.stringify(area)}`).join("\n")};`,
    "",
    `export type MarkId =\n${marks.map(({ id }) => `  | ${JSON.stringify(id)}`).join("\n")};`,
    "",
    `export const MARKS: readonly Mark[] = [\n${marks.map((mark) => `  ${JSON.stringify(mark)},`).join("\n")}\n];`,
    "",
  ].join("\n");
}

/** The sentences of the marks in English: docs/spec has them. */
export function englishTexts({ areas }) {
  const lines = areas.flatMap(({ marks }) =>
    marks.map(({ id, text }) => `  ${JSON.stringify(id)}: ${JSON.stringify(sentence(text))},`),
  );
  return `/** Written by \`npm run fidelity\` out of docs/spec. */\nexport const marks = {\n${lines.join("\n")}\n} as const;\n`;
}

/** Without marks of Markdown, beginning with a capital letter. */
const sentence = (text) => {
  const bare = text.replaceAll("`", "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return bare.charAt(0).toUpperCase() + bare.slice(1);
};

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

const anchor = (title) =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");

const plain = (text) => text.replaceAll("\n", " ").replaceAll("|", "\\|").replaceAll("<", "&lt;");
