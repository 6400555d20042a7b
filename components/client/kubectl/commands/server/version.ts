/** `kubectl version`. */
import { boolFlag, textFlag } from "../../cli/flags.ts";
import type { Command } from "../../cli/Command.ts";
import { asError, withoutBody } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import { writeJson } from "../../print/writeJson.ts";
import { VERSION } from "../../Session.ts";
import { writeYaml } from "../../yaml/writeYaml.ts";

const KUSTOMIZE = "v5.8.1";
const CLIENT: JsonObject = {
  major: "1",
  minor: "36",
  emulationMajor: "",
  emulationMinor: "",
  minCompatibilityMajor: "",
  minCompatibilityMinor: "",
  gitVersion: VERSION,
  gitCommit: "podroom",
  gitTreeState: "clean",
  buildDate: "2026-06-10T00:00:00Z",
  goVersion: "go1.25",
  compiler: "gc",
  platform: "linux/amd64",
};

export const version: Command = {
  name: "version",
  short: "Print the client and server version information",
  flags: [
    boolFlag("client", "Show the client version only"),
    textFlag("output", "One of 'yaml' or 'json'", { short: "o" }),
  ],
  async run({ args, flags, session, out, err }) {
    const output = flags.text("output");
    if (args.length > 0) throw new Error(`extra arguments: [${args.join(" ")}]`);
    if (!["", "yaml", "json"].includes(output)) throw new Error("--output must be 'yaml' or 'json'");
    let server: JsonObject | undefined;
    let problem: Error | undefined;
    if (!flags.bool("client")) {
      const client = await session.client();
      try {
        server = (await client.json("GET", "/version", { query: [["timeout", "32s"]] })) as JsonObject;
      } catch (error) {
        problem = withoutBody(asError(error));
      }
    }
    const info = {
      clientVersion: shown(CLIENT),
      kustomizeVersion: KUSTOMIZE,
      ...(server ? { serverVersion: shown(server) } : {}),
    };
    if (output === "yaml") out(`${writeYaml(info)}\n`);
    else if (output === "json")
      out(writeJson(info, { sorted: false }).replace(/^( {4})+/gm, (blanks) => " ".repeat(blanks.length / 2)));
    else {
      out(`Client Version: ${VERSION}\nKustomize Version: ${KUSTOMIZE}\n`);
      if (server) out(`Server Version: ${String(server["gitVersion"])}\n`);
    }
    const skew = server && skewOf(String(server["gitVersion"]));
    if (skew) err(`Warning: ${skew}\n`);
    if (problem) throw problem;
  },
};

function shown(info: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== ""));
}

function skewOf(serverVersion: string): string {
  const minor = Number(/^v\d+\.(\d+)/.exec(serverVersion)?.[1] ?? 36);
  if (Math.abs(minor - 36) <= 1) return "";
  return `version difference between client (1.36) and server (1.${minor}) exceeds the supported minor version skew of +/-1`;
}
