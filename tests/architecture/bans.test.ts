/** Breaks each ban of lint and of the import rules once, in a folder of its own, and sees it refused. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import rules from "../../.dependency-cruiser.cjs";

type Files = Readonly<Record<string, string>>;

const root = resolve(import.meta.dirname, "../..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "podroom-bans-"));
  for (const name of [".oxlintrc.json", ".dependency-cruiser.cjs", "tsconfig.json"])
    cpSync(join(root, name), join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function run(program: string, parameters: readonly string[]): string {
  const { stdout, stderr } = spawnSync(join(root, "node_modules/.bin", program), parameters, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NODE_PATH: join(root, "node_modules") },
  });
  return stdout + stderr;
}

/** What the simulation may not touch, each as one line of code. */
const IMPURE: Files = {
  "the clock": "export const now = () => Date.now();",
  timers: "export const later = () => setTimeout(() => undefined, 1);",
  intervals: "export const often = () => setInterval(() => undefined, 1);",
  immediates: "export const soon = () => setImmediate(() => undefined);",
  microtasks: "export const next = () => queueMicrotask(() => undefined);",
  chance: "export const chance = () => Math.random();",
  "the process": "export const home = () => process.env;",
  promises: "export const never = new Promise(() => undefined);",
  "async functions": "export async function idle(): Promise<void> {}",
  "the network": 'export const page = () => fetch("http://localhost");',
  "the console": 'export const say = () => console.log("x");',
  "Node modules": 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;',
};

/** Imports that cross a layer: rule → importing file → imported file. */
const CROSSINGS: readonly (readonly [rule: string, from: string, to: string])[] = [
  ["protocol-looks-down", "server/protocol/a.ts", "server/simulation/store/b.ts"],
  ["threads-looks-down", "server/threads/a.ts", "server/rooms/b.ts"],
  ["simulation-looks-down", "server/simulation/a.ts", "server/rooms/b.ts"],
  ["simulation-looks-down", "server/simulation/a.ts", "server/b.ts"],
  ["simulation-runtime-looks-down", "server/simulation/runtime/a.ts", "server/simulation/store/b.ts"],
  ["simulation-store-looks-down", "server/simulation/store/a.ts", "server/simulation/api/b.ts"],
  ["simulation-api-looks-down", "server/simulation/api/a.ts", "server/simulation/controllerkit/b.ts"],
  ["simulation-controllerkit-looks-down", "server/simulation/controllerkit/a.ts", "server/simulation/controllers/b.ts"],
  ["simulation-controllers-looks-down", "server/simulation/controllers/a.ts", "server/simulation/scheduler/b.ts"],
  ["simulation-scheduler-looks-down", "server/simulation/scheduler/a.ts", "server/simulation/kubelet/b.ts"],
  ["simulation-kubelet-looks-down", "server/simulation/kubelet/a.ts", "server/simulation/network/b.ts"],
  ["simulation-network-looks-down", "server/simulation/network/a.ts", "server/simulation/b.ts"],
  ["rooms-looks-down", "server/rooms/a.ts", "server/persistence/b.ts"],
  ["persistence-looks-down", "server/persistence/a.ts", "server/transport/b.ts"],
  ["lessons-looks-down", "server/lessons/a.ts", "server/monitor/b.ts"],
  ["monitor-looks-down", "server/monitor/a.ts", "server/transport/b.ts"],
  ["shell-looks-down", "server/shell/a.ts", "server/lessons/b.ts"],
  ["transport-looks-down", "server/transport/a.ts", "server/persistence/b.ts"],
  ["transport-looks-down", "server/transport/a.ts", "tests/b.ts"],
  ["golden-is-a-client", "server/golden/a.ts", "server/rooms/b.ts"],
  ["browser-imports-protocol-only", "components/a.ts", "server/rooms/b.ts"],
  ["browser-imports-protocol-only", "app/a.ts", "server/transport/b.ts"],
  ["components-know-no-routes", "components/a.ts", "app/b.ts"],
  ["client-knows-no-screen", "components/client/a.ts", "components/room/b.ts"],
];

describe("ARCH-1 lint keeps the simulation pure", () => {
  let report: string;
  const fileOf = (index: number): string => `server/simulation/impure/case${index}.ts`;
  beforeAll(() => {
    write(Object.fromEntries(Object.values(IMPURE).map((text, index) => [fileOf(index), `${text}\n`])));
    report = run("oxlint", ["--format", "unix", "server/simulation/impure"]);
  });
  for (const [index, what] of Object.keys(IMPURE).entries())
    it(`ARCH-1 refuses ${what}`, () => expect(report).toContain(`${fileOf(index)}:`));
});

describe("ARCH-2 the import rules keep the layers", () => {
  let report: string;
  const inCase = (index: number, path: string): string => path.replace(/([ab])\.ts$/, `$1${index}.ts`);
  beforeAll(() => {
    CROSSINGS.forEach(([, from, to], index) => {
      const depth = dirname(from).split("/").length;
      write({
        [inCase(index, to)]: "export const x = 1;\n",
        [inCase(index, from)]: `import { x } from "${"../".repeat(depth)}${inCase(index, to)}";\nexport const y = x;\n`,
      });
    });
    write({
      "server/rooms/cycleA.ts": 'import type { B } from "./cycleB.ts";\nexport type A = B | 1;\n',
      "server/rooms/cycleB.ts": 'import type { A } from "./cycleA.ts";\nexport type B = A | 2;\n',
      "server/simulation/store/core.ts": 'import { sep } from "node:path";\nexport const x = sep;\n',
      "server/simulation/store/package.ts": 'import { io } from "socket.io-client";\nexport const x = io;\n',
      "node_modules/socket.io-client/package.json": '{ "name": "socket.io-client", "main": "index.js" }\n',
      "node_modules/socket.io-client/index.js": "exports.io = 1;\n",
      "package.json": '{ "dependencies": { "socket.io-client": "1" } }\n',
    });
    report = run("depcruise", ["--config", ".dependency-cruiser.cjs", "server", "components", "app", "tests"]);
  });
  CROSSINGS.forEach(([rule, from, to], index) =>
    it(`ARCH-2 ${rule} refuses ${dirname(from)} → ${dirname(to)}`, () =>
      expect(report).toContain(`${rule}: ${inCase(index, from)}`)),
  );
  it("ARCH-3 refuses cycles, of types too", () => expect(report).toContain("no-cycles: server/rooms/cycle"));
  it("ARCH-1 refuses Node's modules in the simulation", () =>
    expect(report).toContain("simulation-is-pure: server/simulation/store/core.ts"));
  it("ARCH-1 refuses packages in the simulation that are not named", () =>
    expect(report).toContain("simulation-is-pure: server/simulation/store/package.ts"));
  it("ARCH-2 no rule stands without a case here", () => {
    const tried = new Set([...CROSSINGS.map(([rule]) => rule), "no-cycles", "simulation-is-pure"]);
    expect(rules.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });
});
