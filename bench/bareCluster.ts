/** A bare cluster without a room, asked as an admin. */
import type { Cluster } from "../server/simulation/cluster.ts";

const ADMIN = { username: "admin", groups: ["system:masters", "system:authenticated"] };

/** Throws when it is refused. */
export function post(cluster: Cluster, path: string, body: object): void {
  const request = {
    method: "POST",
    path,
    user: ADMIN,
    contentType: "application/json",
    body: JSON.stringify(body),
  } as const;
  const { status, body: answer } = cluster.apply({ type: "request", request }, 1);
  if (status >= 400) throw new Error(JSON.stringify(answer));
}

/** Until nothing but housekeeping is due. */
export function runAll(cluster: Cluster): void {
  for (let due = cluster.nextDue("foreground"); due !== undefined; due = cluster.nextDue("foreground"))
    cluster.advance(due);
}
