/** A server's way to its database: what an interrupted restore left is ended first, and none begins before it is open. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { StoragePort } from "../../rooms/StoragePort.ts";
import { storageError } from "../storageErrors.ts";
import { lockFiles, type Unlock } from "./lockFiles.ts";
import { settle } from "./restoreFiles.ts";
import { answer, readAnswer } from "./serverAnswer.ts";

export interface Opening {
  readonly open: () => Promise<StoragePort>;
  /** A restore is under way, and is waited for: told once. */
  readonly waiting: () => void;
  readonly settled: (how: "finished" | "dropped") => void;
}

/** `database`: the file. `awaited`: who restored waits to hear that the server is back. Throws StorageError. */
export async function openSettled(
  database: string,
  { open, waiting, settled }: Opening,
): Promise<{ readonly storage: StoragePort; readonly awaited: boolean }> {
  let unlock: Unlock | undefined;
  try {
    mkdirSync(dirname(database), { recursive: true });
    unlock = await lockFiles(database, Number.POSITIVE_INFINITY, () => {
      if (readAnswer(database)) answer(database, { says: "waiting" });
      waiting();
    });
    const said = readAnswer(database);
    const how = settle(database);
    if (how) settled(how);
    return { storage: await open(), awaited: said !== undefined && how === undefined };
  } catch (error) {
    throw storageError(error);
  } finally {
    await unlock?.();
  }
}
