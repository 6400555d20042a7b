/**
 * Images that a room's instructor describes: ConfigMaps in the namespace `podroom` with the label `podroom.io/image`.
 *
 * Keys of `data`, all but `image` with a usual value: `image` (repository), `tags` (words; any without), `size` (quantity),
 * `ports` (numbers), `grpc` (further ports, where gRPC's health protocol is answered), `log` (lines at the start), `memory` and `cpu` (quantities, held and used all the time), `requestCpu`
 * (core-ms a request costs), `delay` (ms an answer takes), `startup` (seconds before it listens), `sigterm` (`exit`, `ignore`),
 * `exit` (`CODE after SECONDS`), `env` (names that must be set, else it exits 1), `base` (busybox, alpine, debian, ubuntu),
 * `programs` (words), `responses` (lines `[METHOD] PATH STATUS [BODY]`; `*` stands for any path, and `$hostname`, `$version`,
 * `$node`, `$ip`, `$path` for what they are), `login` (`user:password` that a pull secret must hold).
 */
import type { ConfigMap } from "../../../protocol/kubernetes/index.ts";
import { milliValue, QuantityError, wholeValue } from "../../runtime/quantity.ts";
import type { Store } from "../../store/Store.ts";
import type { ImageBase } from "./fileSystems.ts";
import { type ImageModel, text } from "./ImageModel.ts";
import { portTaken } from "./servers.ts";

const CUSTOM_NAMESPACE = "podroom";
const LABEL = "podroom.io/image";
const KEYS = new Set([
  "image",
  "tags",
  "size",
  "ports",
  "grpc",
  "log",
  "memory",
  "cpu",
  "requestCpu",
  "delay",
  "startup",
  "sigterm",
  "exit",
  "env",
  "base",
  "programs",
  "responses",
  "login",
]);
const LIMIT = 32_768;

export interface CustomImage {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly model: ImageModel;
  readonly login?: string;
}

/** What is wrong with a description, in words for whoever wrote it. */
export class ImageDescriptionProblem extends Error {}

interface Response {
  readonly method: string | undefined;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

const parsed = new WeakMap<ConfigMap, CustomImage | ImageDescriptionProblem>();

/** The custom image of a repository; the problem when its description has one; undefined when nobody described it. */
export function customImage(store: Store, repository: string): CustomImage | ImageDescriptionProblem | undefined {
  for (const object of store.list("configmaps", CUSTOM_NAMESPACE)) {
    const map = object as ConfigMap;
    if (map.metadata.labels?.[LABEL] === undefined || normalRepository(map.data?.["image"] ?? "") !== repository)
      continue;
    let known = parsed.get(map);
    if (!known) {
      try {
        known = parseImage(map);
      } catch (error) {
        if (!(error instanceof ImageDescriptionProblem)) throw error;
        known = error;
      }
      parsed.set(map, known);
    }
    return known;
  }
  return undefined;
}

function normalRepository(image: string): string {
  const bare = image.trim();
  const first = bare.split("/")[0] ?? "";
  if (bare.includes("/") && /[.:]|^localhost$/.test(first)) return bare;
  return bare.includes("/") ? `docker.io/${bare}` : `docker.io/library/${bare}`;
}

/** Reads a description. Throws ImageDescriptionProblem. */
function parseImage({ metadata, data = {} }: ConfigMap): CustomImage {
  const problem = (key: string, what: string): ImageDescriptionProblem =>
    new ImageDescriptionProblem(`ConfigMap ${metadata.namespace}/${metadata.name}: ${key}: ${what}`);
  for (const key of Object.keys(data)) {
    if (!KEYS.has(key)) throw problem(key, `unknown key; known are ${[...KEYS].join(", ")}`);
    if ((data[key]?.length ?? 0) > LIMIT) throw problem(key, `longer than ${LIMIT} characters`);
  }
  const quantity = (key: string, usual: string, read: (value: string) => number): number => {
    try {
      return read((data[key] ?? usual).trim());
    } catch (error) {
      if (error instanceof QuantityError) throw problem(key, `${JSON.stringify(data[key])} is no quantity`);
      throw error;
    }
  };
  const number = (key: string, usual: number): number => {
    const value = data[key] === undefined ? usual : Number(data[key]);
    if (!Number.isFinite(value) || value < 0) throw problem(key, `${JSON.stringify(data[key])} is no number`);
    return value;
  };
  const words = (key: string): string[] => (data[key] ?? "").split(/[\s,]+/).filter((word) => word !== "");
  const portsOf = (key: string): number[] => {
    const found = words(key).map(Number);
    for (const port of found)
      if (!Number.isInteger(port) || port < 1 || port > 65_535) throw problem(key, `${port} is no port`);
    return found;
  };
  const grpc = portsOf("grpc");
  const ports = [...portsOf("ports"), ...grpc];
  const base = (data["base"] ?? "debian").trim() as ImageBase;
  if (!["busybox", "alpine", "debian", "ubuntu"].includes(base))
    throw problem("base", "one of busybox, alpine, debian, ubuntu");
  const sigterm = (data["sigterm"] ?? "exit").trim();
  if (sigterm !== "exit" && sigterm !== "ignore") throw problem("sigterm", "exit or ignore");
  const exit =
    data["exit"] === undefined ? undefined : /^\s*(\d{1,3})\s+after\s+(\d+(?:\.\d+)?)s?\s*$/.exec(data["exit"]);
  if (exit === null) throw problem("exit", "CODE after SECONDS");
  const responses = (data["responses"] ?? "* 200 $hostname")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): Response => {
      const match = /^\s*(?:(GET|HEAD|POST|PUT|PATCH|DELETE)\s+)?(\/\S*|\*)\s+(\d{3})(?:\s(.*))?$/.exec(line);
      if (!match) throw problem("responses", `${JSON.stringify(line)} is not [METHOD] PATH STATUS [BODY]`);
      return {
        method: match[1],
        path: match[2] as string,
        status: Number(match[3]),
        body: (match[4] ?? "").replaceAll("\\n", "\n"),
      };
    });
  const startup = number("startup", 0) * 1000;
  const memory = quantity("memory", "10Mi", wholeValue);
  const cores = quantity("cpu", "1m", milliValue) / 1000;
  const log = (data["log"] ?? "").split("\n").filter((line) => line !== "");
  const required = words("env");
  const model: ImageModel = {
    size: quantity("size", "20Mi", wholeValue),
    files: { base, programs: words("programs") },
    argv: ["/app"],
    start({ isTaken, env }) {
      const lacking = required.find((name) => env[name] === undefined);
      if (lacking !== undefined)
        return {
          listens: [],
          logs: [`${lacking} is not set`],
          steps: [{ after: 100, exit: 1 }],
          onTerm: { exit: 0, after: 10 },
        };
      const taken = ports.find((port) => isTaken(port));
      if (taken !== undefined) return portTaken([`listen tcp :${taken}: bind: address already in use`]);
      return {
        listens: startup > 0 ? [] : ports,
        grpc,
        logs: log,
        memory,
        cores,
        steps: [
          ...(startup > 0 ? [{ after: startup, listen: ports }] : []),
          ...(exit ? [{ after: Number(exit[2]) * 1000, exit: Number(exit[1]) }] : []),
        ],
        onTerm: sigterm === "ignore" ? "ignored" : { exit: 0, after: 50 },
      };
    },
    http({ method, path, podName, image, nodeName, podIP }) {
      const [bare = "/"] = path.split("?");
      const found = responses.find(
        (each) => (each.method === undefined || each.method === method) && (each.path === "*" || each.path === bare),
      );
      if (!found) return { response: text(404, `404 page not found\n`), work: number("requestCpu", 0.5) };
      const facts: { readonly [name: string]: string } = {
        hostname: podName,
        version: image.slice(image.lastIndexOf(":") + 1),
        node: nodeName,
        ip: podIP,
        path: bare,
      };
      const body = found.body.replace(/\$(hostname|version|node|ip|path)\b/g, (_, name: string) => facts[name] ?? "");
      return {
        response: { ...text(found.status, body === "" ? "" : `${body}\n`), duration: number("delay", 0) },
        work: number("requestCpu", 0.5),
        log: `${method} ${path} ${found.status}`,
      };
    },
  };
  return {
    repository: normalRepository(data["image"] ?? ""),
    tags: words("tags"),
    model,
    ...(data["login"] ? { login: data["login"].trim() } : {}),
  };
}
