/** Faults asked of a cluster, and what it refuses them with. */
import { inCluster } from "../client/inCluster.ts";
import type { RoomConnection } from "../client/RoomConnection.ts";
import { refusalIn } from "../client/answers.ts";
import type { FaultRequest } from "./faultRequests.ts";

/** Asks a cluster this page is not connected to. Returns the refusal in words, undefined when it is done. */
async function askCluster(roomId: string, request: FaultRequest): Promise<string | undefined> {
  try {
    return await inCluster(roomId, (connection) => ask(connection, request));
  } catch (error) {
    return (error as Error).message;
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
    const answer = await connection.request(method, path, {
      ...(contentType ? { contentType } : {}),
      ...(body === undefined ? {} : { body }),
    });
    return refusalIn(answer);
  } catch (error) {
    return (error as Error).message;
  }
}
