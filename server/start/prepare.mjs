/**
 * Brings a checkout up to date: packages, Prisma's client, the Next build, the bundled server. Each step is skipped when
 * nothing it reads has changed. Plain Node without dependencies, since it runs before there are any.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const stamps = join(root, "node_modules/.podroom");

/** Runs a program of this checkout; ends the process with its code when it fails. */
export function run(title, command, args, options = {}) {
  if (title) console.log(`• ${title}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    ...options,
    env: { ...process.env, ...options.env },
  });
  if (error) throw error;
  if (status !== 0) {
    console.error(`✗ ${title || command} failed (${command} ${args.join(" ")}). What it printed above says why.`);
    process.exit(status ?? 1);
  }
}

export const bin = (name) => join(root, "node_modules/.bin", name);

/** Hash of the files under the given paths (sizes and contents), to tell whether a step's inputs changed. */
function fingerprint(paths, extra = "") {
  const hash = createHash("sha256").update(extra).update(process.version);
  const visit = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort())
        if (name !== "node_modules" && !name.startsWith(".")) visit(join(path, name));
    } else hash.update(path.slice(root.length)).update(readFileSync(path));
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest("hex");
}

/** Runs `action` unless its inputs are as they were the last time and its output is there. */
function step(name, { inputs, output, extra = "" }, action) {
  const stamp = join(stamps, name);
  const now = fingerprint(inputs, extra);
  if (existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  action();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, now);
}

export function install() {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) {
    console.error(`Podroom needs Node 20 or newer; this is ${process.version}. 노드 20 이상이 필요해요.`);
    process.exit(1);
  }
  step("install", { inputs: ["package.json", "package-lock.json"], output: "node_modules/next/package.json" }, () =>
    // Not `npm ci`: it refuses a lock whose optional packages for other platforms a registry does not have.
    run("installing packages", "npm", ["install", "--no-fund", "--no-audit", "--loglevel=error"]),
  );
}

/** Prisma's client, generated without an engine: SQL goes through the driver adapter. */
export function generate() {
  step(
    "generate",
    { inputs: ["prisma/schema.prisma", "prisma.config.ts"], output: "server/persistence/client/client.ts", extra: "1" },
    () =>
      run("generating the database client", bin("prisma"), ["generate", "--no-hints"], {
        stdio: ["ignore", "ignore", "inherit"],
        env: {
          PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
          PRISMA_HIDE_UPDATE_MESSAGE: "1",
          CHECKPOINT_DISABLE: "1",
        },
      }),
  );
}

export const serverInputs = ["components/client", "server", "bench", "package-lock.json", "tests/support"];

/** The server's entry points as single files in .build/. */
export function bundle() {
  step("bundle", { inputs: serverInputs, output: ".build/main.mjs" }, () =>
    run("building the server", process.execPath, ["server/start/bundle.mjs"]),
  );
}

/** Web fonts in pieces, in .build/fonts/. */
export function cutFonts() {
  step("fonts", { inputs: ["server/start/fonts.mjs", "package-lock.json"], output: ".build/fonts/d2coding.css" }, () =>
    run("cutting the fonts", process.execPath, ["server/start/fonts.mjs"]),
  );
}

export function buildPages() {
  cutFonts();
  step(
    "pages",
    {
      inputs: [
        "app",
        "pages",
        "components",
        "server/protocol",
        "server/i18n",
        "next.config.js",
        "postcss.config.mjs",
        "server/start/fonts.mjs",
        "server/start/pack.mjs",
        "tsconfig.json",
        "package-lock.json",
      ],
      output: ".next/BUILD_ID",
    },
    () => {
      run("building the pages", bin("next"), ["build"], {
        env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      });
      run("packing the pages", process.execPath, ["server/start/pack.mjs"]);
    },
  );
}
