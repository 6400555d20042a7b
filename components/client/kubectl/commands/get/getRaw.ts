/** `get --raw`: the answer as it is. */
import type { CommandContext } from "../../cli/Command.ts";
import { goTypedJson, isObject } from "../../json.ts";
import { inTypedOrder } from "../../typed/asTyped.ts";
import { typeNameOf } from "../../typed/types.ts";

export async function getRaw({ session, out }: CommandContext, path: string): Promise<number> {
  const client = await session.client();
  const { body } = await client.text("GET", path, { accept: "application/json, */*" });
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
  if (!/^(\/|[a-z]+:)/i.test(path))
    throw new Error(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`);
}
