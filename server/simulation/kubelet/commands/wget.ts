/** wget. */
import { toBytes } from "../machine/bytes.ts";
import type { Command } from "../machine/Command.ts";
import { FileError } from "../machine/Files.ts";
import { baseName } from "../machine/FileTree.ts";
import { err, fail, out, parseOptions, pathOf } from "./kit.ts";
import { exchange, partsOf, STATUS } from "./http.ts";

export const wget: Command = (context) => {
  const { flags, all, words } = parseOptions(
    context.args.map((arg) => (arg === "-qO-" ? "-qO-" : arg)),
    ["O", "output-document", "T", "timeout", "t", "tries", "U", "header", "post-data", "P"],
  );
  const [url] = words;
  const busybox = context.machine.around.flavor === "busybox";
  if (url === undefined) return fail(context, busybox ? "missing URL" : "missing URL", 1);
  const headers: { [name: string]: string } = { "user-agent": "Wget" };
  for (const [name, value] of all)
    if (name === "header")
      headers[value.split(":")[0]?.trim().toLowerCase() ?? ""] = value.slice(value.indexOf(":") + 1).trim();
  const body = flags.get("post-data");
  const limit = flags.get("T") ?? flags.get("timeout");
  const answer = exchange(context, url.replace(/^https:\/\//, "http://"), {
    message: {
      method: flags.has("spider") ? "HEAD" : body === undefined ? "GET" : "POST",
      headers,
      ...(body === undefined ? {} : { body }),
    },
    ...(limit === undefined
      ? {}
      : { maxTime: Math.round(Number(limit) * 1000), connectTimeout: Math.round(Number(limit) * 1000) }),
  });
  if ("wait" in answer) return answer.wait;
  const { host, port, path } = partsOf(url);
  const quiet = flags.has("q");
  const say = (text: string): void => {
    if (!quiet) err(context, text);
  };
  if (answer.exitCode === 6) {
    err(context, busybox ? `wget: bad address '${host}'\n` : `wget: unable to resolve host address '${host}'\n`);
    return busybox ? 1 : 4;
  }
  say(busybox ? `Connecting to ${host} (${answer.address ?? host}:${port})\n` : `Connecting to ${host}:${port}... `);
  if (!answer.response) {
    const why =
      answer.exitCode === 28
        ? "Connection timed out"
        : answer.exitCode === 52
          ? "error getting response"
          : "Connection refused";
    err(
      context,
      busybox
        ? answer.exitCode === 28 && limit !== undefined
          ? "wget: download timed out\n"
          : answer.exitCode === 52
            ? "wget: error getting response\n"
            : `wget: can't connect to remote host (${answer.address ?? host}): ${why}\n`
        : `failed: ${why}.\n`,
    );
    return busybox ? 1 : 4;
  }
  const { status, body: content } = answer.response;
  if (status >= 400) {
    err(
      context,
      busybox
        ? `wget: server returned error: HTTP/1.1 ${status} ${STATUS[status] ?? ""}\n`
        : `ERROR ${status}: ${STATUS[status] ?? ""}.\n`,
    );
    return busybox ? 1 : 8;
  }
  if (flags.has("spider")) {
    say("remote file exists\n");
    return 0;
  }
  const target = flags.get("O") ?? flags.get("output-document") ?? (baseName(path.split("?")[0] ?? "") || "index.html");
  if (target === "-") out(context, toBytes(content));
  else if (target !== "/dev/null") {
    say(`saving to '${target}'\n`);
    try {
      context.machine.around.files.write(pathOf(context, target), toBytes(content));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return fail(context, `can't open '${target}': ${error.message}`);
    }
    say(`'${target}' saved\n`);
  }
  return 0;
};
