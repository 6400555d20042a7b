/** Does something in a cluster this page is not connected to, by a line of its own for as long as that takes. */
import { ConnectionLost } from "./Requests.ts";
import { RoomConnection } from "./RoomConnection.ts";

/** How long another cluster may take to answer, ms. */
const REACH_MS = 10_000;

export async function inCluster<T>(roomId: string, run: (connection: RoomConnection) => Promise<T>): Promise<T> {
  const connection = new RoomConnection({ roomId });
  try {
    await reach(connection);
    return await run(connection);
  } finally {
    connection.close();
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
