/** `get --raw`: the answer as it is. */
import type { CommandContext } from "../../cli/Command.ts";
import { goTypedJson, isObject } from "../../json.ts";
import { inTypedOrder } from "../../typed/asTyped.ts";
import { typeNameOf } from "../../typed/types.ts";

export async function getRaw({ session, out }: CommandContext, path: string): Promise<number> {
  const client = await session.client();
  const { body } = await client.text("GET", pathOfUri(path), { accept: "application/json, */*" });
  out(rawText(body));
  return 0;
}

/** An answer as a server of Go writes it: members of built-in kinds in the order of their types. */
export function rawText(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body;
  }
  if (!isObject(value) || typeNameOf(value) === undefined) return body;
  return `${goTypedJson(inTypedOrder(value))}${body.endsWith("\n") ? "\n" : ""}`;
}

/** Refuses what is neither a path nor a URL. */
export function checkRawPath(path: string): void {
  const refuse = (problem: string): never => {
    throw new Error(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: ${problem}`);
  };
  if (!/^(\/|[a-z][a-z\d+.-]*:)/i.test(path)) refuse("invalid URI for request");
  const escape = /%(?![\da-f]{2}).{0,2}/i.exec(path.split("?")[0] as string)?.[0];
  if (escape !== undefined) refuse(`invalid URL escape ${JSON.stringify(escape)}`);
}

/** `create --raw` and `replace --raw`: a file, or standard input, sent as it is; the answer as it is. */
export async function sendRaw({ flags, io, session, out }: CommandContext, method: "POST" | "PUT"): Promise<void> {
  const uri = flags.text("raw");
  checkRawPath(uri);
  const [file = ""] = flags.list("filename");
  const content = file === "-" ? await io.stdin() : await io.files.read(file);
  if (content === undefined) {
    const problem = (await io.files.kind(file)) === "directory" ? "read" : "open";
    throw new Error(`${problem} ${file}: ${problem === "read" ? "is a directory" : "no such file or directory"}`);
  }
  const body = typeof content === "string" ? content : new TextDecoder().decode(content);
  out(rawText((await (await session.client()).text(method, pathOfUri(uri), { body })).body));
}

/** Path and query of a URI; requests go to the server of the kubeconfig, whatever host it names. */
function pathOfUri(uri: string): string {
  return uri.replace(/^[a-z][a-z\d+.-]*:(\/\/[^/?]*)?/i, "") || "/";
}
