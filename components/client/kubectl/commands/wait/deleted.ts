/** Waits until an object is gone, or another has taken its name. */
import type { CommandContext } from "../../cli/Command.ts";
import { isNotFound } from "../../errors.ts";
import { at, type JsonObject } from "../../json.ts";
import { type Info, pathOf } from "../../resources/Info.ts";
import { followObject, WaitTimeout } from "../writing/following.ts";
import { objectName } from "../writing/selecting.ts";

export interface DeletedOptions {
  /** In ms since 1970; undefined: look once. */
  readonly deadline: number | undefined;
  /** What was deleted. */
  readonly uid?: string | undefined;
}

export async function waitUntilDeleted(
  context: CommandContext,
  info: Info,
  { deadline, uid }: DeletedOptions,
): Promise<void> {
  // Several objects share a deadline; after it the client asks nothing any more.
  if (deadline !== undefined && context.io.now() >= deadline)
    throw new Error("client rate limiter Wait returned an error: context deadline exceeded");
  const client = await context.session.client();
  let found: JsonObject;
  try {
    found = (await client.json("GET", pathOf(info))) as JsonObject;
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  const isOther = (object: JsonObject | undefined): boolean =>
    object === undefined || (uid !== undefined && at(object, "metadata", "uid") !== uid);
  if (isOther(found)) return;
  if (deadline === undefined) throw new Error(`condition not met for ${objectName(info)}`);
  try {
    await followObject(context, info, { deadline, first: isOther, next: ({ type }) => type === "DELETED" });
  } catch (error) {
    throw error instanceof WaitTimeout ? new WaitTimeout(` on ${objectName(info)}`) : error;
  }
}
