/**
 * What lies beside a database while a backup takes its place, and how each interrupted state of it ends. A copy counts once it has its name; it
 * takes the place by being renamed, when the old database is closed and whole in one file, so that one of the two is always there.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";

export interface RestoreFiles {
  /** Checked and whole: what the server is asked to take. */
  readonly copy: string;
  /** The copy while it is made. */
  readonly part: string;
  /** Held by whoever may move these files, see lockFiles.ts. */
  readonly lock: string;
  /** What the server says to whoever asked, see serverAnswer.ts. */
  readonly answer: string;
}

export const restoreFiles = (database: string): RestoreFiles => ({
  copy: `${database}.restoring`,
  part: `${database}.restoring.part`,
  lock: `${database}.restore-lock`,
  answer: `${database}.restore-answer`,
});

/** What SQLite puts beside a database. */
const BESIDE = ["-wal", "-shm", "-journal"];

export function removeDatabase(file: string): void {
  for (const rest of ["", ...BESIDE]) rmSync(`${file}${rest}`, { force: true });
}

/** Lets whoever can open the database open `file`, made by somebody else perhaps. Throws where this one may not. */
export function openAs(database: string, file: string): void {
  const old = statSync(database, { throwIfNoEntry: false });
  if (!old) return;
  const made = statSync(file);
  if (made.mode !== old.mode) chmodSync(file, old.mode);
  if (made.uid !== old.uid || made.gid !== old.gid) chownSync(file, old.uid, old.gid);
}

/** Gives the finished copy its name: from then on it counts. */
export function finishCopy(database: string): void {
  const { copy, part } = restoreFiles(database);
  openAs(database, part);
  sync(part);
  renameSync(part, copy);
  sync(dirname(copy));
}

/**
 * Puts the old database aside, where there is one, and the copy in its place. No process may have the old one open. `withRest`: with what
 * SQLite has beside it, which could not be taken in. Where the old one is kept.
 */
export function swap(database: string, stamp: string, withRest: boolean): string | undefined {
  const kept = existsSync(database) ? `${database}.before-${stamp}` : undefined;
  if (kept !== undefined) {
    if (withRest)
      for (const rest of BESIDE)
        if (existsSync(`${database}${rest}`)) renameSync(`${database}${rest}`, `${kept}${rest}`);
    renameSync(database, kept);
  }
  place(database);
  return kept;
}

/**
 * Ends what an interrupted restore left, for whoever holds the lock: with no database in its place the copy takes it, otherwise the copy goes and
 * nothing has changed.
 */
export function settle(database: string): "finished" | "dropped" | undefined {
  const { copy, part, answer } = restoreFiles(database);
  rmSync(answer, { force: true });
  removeDatabase(part);
  if (!existsSync(copy)) return undefined;
  if (!existsSync(database)) {
    place(database);
    return "finished";
  }
  removeDatabase(copy);
  return "dropped";
}

/** Nothing of another database may stand beside it: SQLite would take it for its own. */
function place(database: string): void {
  for (const rest of BESIDE) rmSync(`${database}${rest}`, { force: true });
  renameSync(restoreFiles(database).copy, database);
  sync(dirname(database));
}

/** Onto the disk, for a power cut; where folders cannot be, the file system sees to it. */
function sync(path: string): void {
  try {
    const file = openSync(path, "r");
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {
    // Not every file system has it.
  }
}
