/** `get --raw`: the answer as it is. */
import type { CommandContext } from "../../cli/Command.ts";

export async function getRaw({ session, out }: CommandContext, path: string): Promise<number> {
  const client = await session.client();
  const { body } = await client.text("GET", path, { accept: "application/json, */*" });
  out(body);
  return 0;
}

/** Refuses what is neither a path nor a URL. */
export function checkRawPath(path: string): void {
  if (!/^(\/|[a-z]+:)/i.test(path))
    throw new Error(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`);
}
