/** curl. */
import { fromBytes, toBytes } from "../machine/bytes.ts";
import type { Command } from "../machine/Command.ts";
import { baseName } from "../machine/FileTree.ts";
import { err, out, parseOptions, pathOf } from "./kit.ts";
import { exchange, titled, partsOf, headOf, STARTUP } from "./http.ts";

export const curl: Command = (context) => {
  const { flags, all, words } = parseOptions(context.args, [
    "X",
    "request",
    "H",
    "header",
    "d",
    "data",
    "data-raw",
    "data-binary",
    "o",
    "output",
    "w",
    "write-out",
    "m",
    "max-time",
    "connect-timeout",
    "A",
    "user-agent",
    "u",
    "user",
    "resolve",
    "retry",
    "retry-delay",
    "T",
    "b",
    "cookie",
    "e",
    "max-redirs",
    "interface",
    "cacert",
    "cert",
    "key",
    "proxy",
    "x",
  ]);
  const urls = [...words, ...all.filter(([name]) => name === "url").map(([, value]) => value)];
  if (flags.has("V") || flags.has("version")) {
    out(context, "curl 8.9.1 (x86_64-pc-linux-gnu)\n");
    return 0;
  }
  if (urls.length === 0) {
    err(context, "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  const option = (...names: readonly string[]): string | undefined =>
    names.map((name) => flags.get(name)).find((value) => value !== undefined);
  const state = (context.process.state ?? {}) as { done?: number; code?: number; hops?: number; at?: string };
  const index = state.done ?? 0;
  const given = state.at ?? (urls[index] as string);
  const headers: { [name: string]: string } = {
    "user-agent": option("A", "user-agent") ?? "curl/8.9.1",
    accept: "*/*",
  };
  for (const [name, value] of all) {
    if (name !== "H" && name !== "header") continue;
    const at = value.indexOf(":");
    if (at > 0) headers[value.slice(0, at).trim().toLowerCase()] = value.slice(at + 1).trim();
  }
  const user = option("u", "user");
  if (user !== undefined) headers["authorization"] ??= `Basic ${btoa(user)}`;
  const data = all.filter(([name]) => /^(d|data|data-raw|data-binary)$/.test(name)).map(([, value]) => value);
  let body: string | undefined;
  if (data.length > 0) {
    body = data
      .map((value) =>
        value.startsWith("@") ? context.machine.around.files.read(pathOf(context, value.slice(1))) : value,
      )
      .join("&");
    headers["content-type"] ??= "application/x-www-form-urlencoded";
  }
  const isHead = flags.has("I") || flags.has("head");
  const method = option("X", "request") ?? (isHead ? "HEAD" : body === undefined ? "GET" : "POST");
  const milliseconds = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Math.round(Number(text) * 1000);
  const isSecret = given.startsWith("https://");
  const answer = exchange(context, given.replace(/^https:\/\//, "http://"), {
    message: { method, headers, ...(body === undefined ? {} : { body: fromBytes(body) }) },
    connectTimeout: milliseconds(option("connect-timeout")),
    maxTime: milliseconds(option("m", "max-time")),
  });
  if ("wait" in answer) return answer.wait;
  const isQuiet = flags.has("s") || flags.has("silent");
  let code = answer.exitCode;
  let text = "";
  const verbose = flags.has("v") || flags.has("verbose");
  const { host, path } = partsOf(given);
  const { response } = answer;
  if (verbose && response)
    err(
      context,
      `*   Trying ${answer.address ?? host}...\n* Connected to ${host} (${answer.address ?? host})\n> ${method} ${path} HTTP/1.1\n> Host: ${host}\n${Object.keys(
        headers,
      )
        .map((name) => `> ${titled(name)}: ${headers[name]}\n`)
        .join("")}>\n`,
    );
  if (isSecret && response) {
    code = 35;
    if (!isQuiet || flags.has("S"))
      err(context, "curl: (35) OpenSSL/3.3.2: error:0A00010B:SSL routines::wrong version number\n");
  } else if (response) {
    const location = response.headers?.["location"];
    if (
      (flags.has("L") || flags.has("location")) &&
      location !== undefined &&
      response.status >= 300 &&
      response.status < 400 &&
      (state.hops ?? 0) < 10
    ) {
      context.process.state = {
        done: index,
        code: state.code ?? 0,
        hops: (state.hops ?? 0) + 1,
        at: /^https?:/.test(location) ? location : `${given.replace(/^((?:https?:\/\/)?[^/]+).*$/, "$1")}${location}`,
      };
      return curl(context);
    }
    const head = headOf(response);
    if (verbose) err(context, `${head.replace(/^/gm, "< ").replace(/< $/, "<")}\n`);
    const failed = (flags.has("f") || flags.has("fail")) && response.status >= 400;
    if (failed) {
      code = 22;
      if (!isQuiet || flags.has("S")) err(context, `curl: (22) The requested URL returned error: ${response.status}\n`);
    } else
      text = (flags.has("i") || flags.has("include") || isHead ? head : "") + (isHead ? "" : toBytes(response.body));
  } else if (!isQuiet || flags.has("S") || flags.has("show-error"))
    err(context, `${answer.error ?? `curl: (${code})`}\n`);
  const target =
    option("o", "output") ?? (flags.has("O") ? baseName(path.split("?")[0] ?? "") || "index.html" : undefined);
  if (target !== undefined && target !== "/dev/null" && target !== "-") {
    if (code === 0) context.machine.around.files.write(pathOf(context, target), text);
  } else if (target !== "/dev/null") out(context, text);
  const format = option("w", "write-out");
  if (format !== undefined) {
    const took = ((STARTUP + (answer.duration ?? 0)) / 1000).toFixed(6);
    const facts: { readonly [key: string]: string } = {
      http_code: String(response?.status ?? 0).padStart(3, "0"),
      response_code: String(response?.status ?? 0).padStart(3, "0"),
      time_total: took,
      time_connect: "0.000900",
      time_starttransfer: took,
      size_download: String(text.length),
      remote_ip: answer.address ?? "",
      url_effective: given,
      exitcode: String(code),
    };
    out(
      context,
      format
        .replace(/%\{(\w+)\}/g, (_, key: string) => facts[key] ?? "")
        .replaceAll("\\n", "\n")
        .replaceAll("\\t", "\t"),
    );
  }
  if (index + 1 < urls.length) {
    context.process.state = { done: index + 1, code };
    return curl(context);
  }
  return code;
};
