/** Faults asked of a cluster, and what it refuses them with. */
import { ConnectionLost } from "../client/Requests.ts";
import { RoomConnection } from "../client/RoomConnection.ts";
import type { FaultRequest } from "./faultRequests.ts";

/** How long another cluster may take to answer, ms. */
const REACH_MS = 10_000;

/** Asks a cluster this page is not connected to. Returns the refusal in words, undefined when it is done. */
async function askCluster(roomId: string, request: FaultRequest): Promise<string | undefined> {
  const connection = new RoomConnection({ roomId });
  try {
    await reach(connection);
    return await ask(connection, request);
  } catch (error) {
    return (error as Error).message;
  } finally {
    connection.close();
  }
}

/** Asks several, one after the other: a person has only so many pages open at once. Returns the refusals. */
export async function askClusters(roomIds: readonly string[], request: FaultRequest): Promise<readonly string[]> {
  const refusals: string[] = [];
  for (const id of roomIds) refusals.push(...refusalsOf([await askCluster(id, request)]));
  return refusals;
}

/** What was refused; nothing when all was done. */
export function refusalsOf(answers: readonly (string | undefined)[]): readonly string[] {
  return answers.filter((answer) => answer !== undefined);
}

export async function ask(connection: RoomConnection, request: FaultRequest): Promise<string | undefined> {
  const { method, path, contentType, body } = request;
  try {
    const result = await connection.request(method, path, {
      ...(contentType ? { contentType } : {}),
      ...(body === undefined ? {} : { body }),
    });
    if (result.status < 300) return undefined;
    return (result.body as { readonly message?: string } | undefined)?.message ?? String(result.status);
  } catch (error) {
    return (error as Error).message;
  }
}

function reach(connection: RoomConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error): void => {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => end(new ConnectionLost("the cluster does not answer", false)), REACH_MS);
    const stop = connection.subscribe(() => {
      const { phase } = connection.getSnapshot();
      if (phase === "live") end();
      else if (phase === "refused") end(new ConnectionLost("the cluster cannot be entered", false));
    });
    connection.connect();
  });
}
