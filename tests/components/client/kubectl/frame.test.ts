import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { fetchApi, warningsOf } from "../../../../components/client/kubectl/browserIo.ts";
import {
  arrayFlag,
  boolFlag,
  durationFlag,
  FlagValues,
  intFlag,
  sliceFlag,
  textFlag,
} from "../../../../components/client/kubectl/cli/flags.ts";
import { suggestions } from "../../../../components/client/kubectl/cli/suggestions.ts";
import { ClientConfig } from "../../../../components/client/kubectl/config/connection.ts";
import {
  configObject,
  loadConfig,
  parseConfig,
  saveConfig,
} from "../../../../components/client/kubectl/config/KubeConfig.ts";
import { shownError } from "../../../../components/client/kubectl/errorText.ts";
import { CommandExit, ConnectionError, ErrorList, StatusError } from "../../../../components/client/kubectl/errors.ts";
import type { KubectlIo } from "../../../../components/client/kubectl/io.ts";
import { parseSelector, selectorMatches } from "../../../../components/client/kubectl/resources/labelSelector.ts";
import type { ApiResource } from "../../../../components/client/kubectl/rest/served.ts";
import { RestMapper } from "../../../../components/client/kubectl/rest/RestMapper.ts";
import { MemoryFiles } from "../../../../server/golden/kubectl/memoryFiles.ts";

const FLAGS = [
  boolFlag("watch", "", { short: "w" }),
  textFlag("output", "", { short: "o" }),
  textFlag("dry-run", "", { noValue: "unchanged", default: "none" }),
  intFlag("tail", "", { default: "-1" }),
  durationFlag("since"),
  sliceFlag("columns", "", { short: "L" }),
  arrayFlag("env"),
];
const parse = (...args: string[]): { flags: FlagValues; args: readonly string[] } => {
  const flags = new FlagValues(FLAGS, () => undefined);
  return { flags, args: flags.parse(args).args };
};

describe("KRD-1 command lines", () => {
  it("KRD-1 flags: shorthands together, values with and without =, lists, -- ends them", () => {
    const { flags, args } = parse(
      "pods",
      "-wo",
      "yaml",
      "--dry-run",
      "-La,b",
      "--columns=c",
      "--env",
      "A=1,2",
      "--tail=0x10",
      "--since",
      "1h2m",
      "--",
      "-x",
    );
    expect([flags.bool("watch"), flags.text("output"), flags.text("dry-run")]).toEqual([true, "yaml", "unchanged"]);
    expect([flags.list("columns"), flags.list("env")]).toEqual([["a", "b", "c"], ["A=1,2"]]);
    expect([flags.number("tail"), flags.number("since"), args]).toEqual([16, 3_720_000, ["pods", "-x"]]);
    expect([flags.changed("output"), flags.changed("tail"), parse().flags.number("tail")]).toEqual([true, true, -1]);
  });

  it.each([
    [["--nope"], "unknown flag: --nope"],
    [["-wz"], "unknown shorthand flag: 'z' in -z"],
    [["-o"], "flag needs an argument: 'o' in -o"],
    [["--output"], "flag needs an argument: --output"],
    [["--=x"], "bad flag syntax: --=x"],
    [
      ["--watch=maybe"],
      'invalid argument "maybe" for "-w, --watch" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [["--tail=x"], 'invalid argument "x" for "--tail" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    [["--since=5"], 'invalid argument "5" for "--since" flag: time: missing unit in duration "5"'],
    [
      ['--columns=a"b'],
      'invalid argument "a\\"b" for "-L, --columns" flag: parse error on line 1, column 2: bare " in non-quoted-field',
    ],
  ])("KRD-1 %j is refused", (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it("KRD-1 names that are near: two steps, or what begins so", () => {
    const commands = ["get", "set", "describe", "delete"].map((name) => ({ name }));
    expect([suggestions("gett", commands), suggestions("desc", commands), suggestions("xyz", commands)]).toEqual([
      ["get", "set"],
      ["describe"],
      [],
    ]);
  });
});

describe("KRD-2 errors", () => {
  const invalid = new StatusError({
    reason: "Invalid",
    message: "m",
    details: {
      kind: "Pod",
      name: "a",
      causes: [
        { field: "spec.x", message: "bad" },
        { field: "spec.y", message: "worse" },
        { field: "spec.x", message: "bad" },
      ],
    },
  });
  it.each([
    [
      new StatusError({ reason: "NotFound", message: 'pods "x" not found' }),
      'Error from server (NotFound): pods "x" not found\n',
      1,
    ],
    [
      new StatusError({ reason: "Unauthorized", message: "Unauthorized" }),
      "error: You must be logged in to the server (Unauthorized)\n",
      1,
    ],
    [invalid, 'The Pod "a" is invalid: \n* spec.x: bad\n* spec.y: worse\n', 1],
    [
      new ConnectionError("Get", "https://h:1/api", "dial tcp h:1: connect: connection refused"),
      "The connection to the server h:1 was refused - did you specify the right host or port?\n",
      1,
    ],
    [
      new ConnectionError("Get", "https://h:1/api", "no such host"),
      "Unable to connect to the server: no such host\n",
      1,
    ],
    [new CommandExit(3), "command terminated with exit code 3\n", 3],
    [new ErrorList([new Error("a"), new StatusError({ message: "b" })]), "a\nError from server: b\n", 1],
    [new Error("error: twice"), "error: twice\n", 1],
  ])("KRD-2 %s", (error, text, code) => {
    expect(shownError(error)).toEqual({ text, code });
  });
});

const CONFIG = `apiVersion: v1
kind: Config
clusters:
- name: c
  cluster: {server: "https://h:6443/"}
users:
- name: u
  user: {token: t}
contexts:
- name: x
  context: {cluster: c, user: u, namespace: ns}
current-context: x
`;
const NOTHING = {
  context: "",
  cluster: "",
  user: "",
  namespace: "",
  server: "",
  token: "",
  tokenFile: "",
  username: "",
  password: "",
  as: "",
  asUid: "",
  asGroups: [],
  asExtra: [],
  timeout: "",
  certificateAuthority: "",
  clientCertificate: "",
  clientKey: "",
};

describe("KRD-7 kubeconfigs", () => {
  const config = parseConfig(CONFIG, "a");
  const connection = (overrides: object): { server: string; headers: object } =>
    new ClientConfig(config, { ...NOTHING, ...overrides }).connection();

  it("KRD-7 a context gives server, token and namespace; flags stand above it; tokens stay off plain http", () => {
    expect(connection({})).toMatchObject({ server: "https://h:6443", headers: { Authorization: "Bearer t" } });
    expect(connection({ server: "http://other" }).headers).toEqual({});
    expect(connection({ as: "mina", asGroups: ["a", "b"] }).headers).toMatchObject({
      "Impersonate-User": "mina",
      "Impersonate-Group": "a\nb",
    });
    expect(new ClientConfig(config, NOTHING).namespace()).toEqual({ name: "ns", explicit: false });
    expect(new ClientConfig(parseConfig("", "a"), NOTHING).connection().server).toBe("http://localhost:8080");
  });

  it.each([
    [{ context: "no" }, 'context "no" does not exist'],
    [{ user: "no" }, 'auth info "no" does not exist'],
    [{ cluster: "no" }, 'cluster "no" does not exist'],
    [{ asGroups: ["g"] }, "requesting uid, groups or user-extra for u without impersonating a user"],
    [
      { username: "b" },
      "more than one authentication method found for u; found [token basicAuth], only one is allowed",
    ],
  ])("KRD-7 %j is refused", (overrides, message) => {
    expect(() => connection(overrides)).toThrow(message);
  });

  it("KRD-7 files are merged, and what changes goes back to its file", async () => {
    const files = new MemoryFiles("/");
    files.put("/a", CONFIG);
    files.put("/b", CONFIG.replaceAll("name: c", "name: d").replace("current-context: x", ""));
    const io = { files, env: {}, home: "/" } as unknown as KubectlIo;
    const places = { paths: ["/a", "/b"] };
    const merged = await loadConfig(io, places);
    expect([...merged.clusters.keys()]).toEqual(["c", "d"]);
    merged.clusters.set("d", { value: { server: "https://new" }, origin: "/b" });
    merged.clusters.set("e", { value: { server: "https://e" }, origin: "" });
    await saveConfig(io, places, merged);
    const text = async (path: string): Promise<string> => new TextDecoder().decode(await files.read(path));
    expect(Object.keys(configObject(parseConfig(await text("/a"), "")))).not.toContain("preferences");
    expect([...parseConfig(await text("/a"), "").clusters.keys()]).toEqual(["c", "e"]);
    expect(parseConfig(await text("/b"), "").clusters.get("d")?.value).toEqual({ server: "https://new" });
  });
});

describe("KRD-8 resources", () => {
  const resource = (
    group: string,
    version: string,
    name: string,
    kind: string,
    shortNames: string[] = [],
  ): ApiResource => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced: true,
    group,
    version,
    kind,
    verbs: [],
    shortNames,
    categories: [],
    subresources: [],
  });
  const warned: string[] = [];
  const mapper = new RestMapper(
    [
      { name: "", versions: [{ version: "v1", resources: [resource("", "v1", "events", "Event", ["ev"])] }] },
      {
        name: "apps",
        versions: [{ version: "v1", resources: [resource("apps", "v1", "deployments", "Deployment", ["deploy"])] }],
      },
      {
        name: "events.k8s.io",
        versions: [{ version: "v1", resources: [resource("events.k8s.io", "v1", "events", "Event", ["ev"])] }],
      },
    ],
    (text) => warned.push(text),
  );

  it.each([
    "deployments",
    "deployment",
    "deploy",
    "Deployment",
    "deployments.apps",
    "deploy.apps",
    "deployments.v1.apps",
    "Deployment.v1.apps",
    "deployments.ap",
  ])("KRD-8 %s", (text) => {
    expect(mapper.mappingFor(text)).toMatchObject({ group: "apps", version: "v1", resource: "deployments" });
  });

  it("KRD-8 a short name of two is the first, and says so; unknown ones are refused", () => {
    expect(mapper.mappingFor("ev").group).toBe("");
    expect(warned).toContain('short name "ev" could also match lower priority resource events.events.k8s.io');
    expect(() => mapper.mappingFor("foo.bar")).toThrow('the server doesn\'t have a resource type "foo"');
    expect(() => mapper.kindFor("Podd", "v1")).toThrow('no matches for kind "Podd" in version "v1"');
  });

  it("KRD-8 selectors are read and applied", () => {
    const fits = (selector: string, labels: object): boolean =>
      selectorMatches(parseSelector(selector), labels as never);
    expect(fits("a=1,b!=2,c in (x,y),!d,e", { a: "1", c: "y", e: "" })).toBe(true);
    expect(fits("a notin (1)", { a: "1" })).toBe(false);
    expect(() => parseSelector("a in (b")).toThrow("unable to parse requirement: found '', expected: ',' or ')'");
    expect(() => parseSelector("===")).toThrow("found '==', expected: !, identifier, or 'end of string'");
  });
});

describe("KRD-9 the browser's side", () => {
  it("KRD-9 headers with several values are sent several times; warnings are UTF-8; no server is a refused connection", async () => {
    const asked: Request[] = [];
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      asked.push(new Request(url, init));
      if (url.includes("down")) throw new TypeError("Failed to fetch");
      const warning = [...new TextEncoder().encode("쓰지 마세요")].map((byte) => String.fromCharCode(byte)).join("");
      return new Response("{}", {
        headers: { "Content-Type": "application/json", Warning: `299 - "a \\"b\\"", 299 - "${warning}"` },
      });
    });
    try {
      const call = {
        method: "GET",
        server: "http://up",
        path: "/api",
        headers: { "Impersonate-Group": "a\nb", "User-Agent": "x" },
      } as const;
      const answer = await fetchApi().request(call);
      expect([asked[0]?.headers.get("Impersonate-Group"), answer.warnings]).toEqual(["a, b", ['a "b"', "쓰지 마세요"]]);
      await expect(fetchApi().request({ ...call, server: "http://down:81" })).rejects.toThrow(
        'Get "http://down:81/api": dial tcp down:81: connect: connection refused',
      );
      const stream = await fetchApi().open(call);
      let text = "";
      for await (const chunk of stream.chunks) text += chunk;
      expect(text).toBe("{}");
    } finally {
      vi.unstubAllGlobals();
    }
    expect(warningsOf("")).toEqual([]);
  });

  it("KRD-10 no file of kubectl imports a module of Node", () => {
    const folder = join(import.meta.dirname, "../../../../components/client/kubectl");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const wrong = files.filter((name) => /from "(node:|fs|path|buffer)/.test(readFileSync(join(folder, name), "utf8")));
    expect([files.length > 100, wrong]).toEqual([true, []]);
  });
});
