/**
 * A lock that ends with the process that holds it, however it ends: SQLite's own, on a file that holds nothing. Who has it may move the files of
 * restoreFiles.ts: a command that restores, from its beginning to its end, and a server while it opens the database.
 */
import { closeSync, openSync, rmSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "../client/client.ts";
import { storageError } from "../storageErrors.ts";
import { openAs, restoreFiles } from "./restoreFiles.ts";

const RETRY_MS = 100;

export type Unlock = () => Promise<void>;

/** Waits so long for a database's lock, ms; undefined when another still has it. `waiting` is called once when it is not there at once. */
export async function lockFiles(database: string, patience: number, waiting?: () => void): Promise<Unlock | undefined> {
  const end = Date.now() + patience;
  let told = false;
  for (;;) {
    const attempt = await Attempt.on(database);
    while (attempt.isOfTheFile) {
      if (await attempt.succeeds()) return () => attempt.unlock();
      if (Date.now() >= end) {
        await attempt.close();
        return undefined;
      }
      if (!told) waiting?.();
      told = true;
      await sleep(RETRY_MS);
    }
    // Whoever had it removed the file: what was locked would be locked for nobody.
    await attempt.close();
  }
}

class Attempt {
  private constructor(
    private readonly file: string,
    private readonly inode: number | undefined,
    private readonly client: PrismaClient,
  ) {}

  static async on(database: string): Promise<Attempt> {
    const file = restoreFiles(database).lock;
    closeSync(openSync(file, "a"));
    openAs(database, file);
    const inode = statSync(file, { throwIfNoEntry: false })?.ino;
    const client = new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${file}` }) });
    // Opens it.
    await client.$queryRawUnsafe("PRAGMA journal_mode = MEMORY").catch(() => undefined);
    return new Attempt(file, inode, client);
  }

  get isOfTheFile(): boolean {
    return this.inode !== undefined && statSync(this.file, { throwIfNoEntry: false })?.ino === this.inode;
  }

  async succeeds(): Promise<boolean> {
    try {
      await this.client.$executeRawUnsafe("BEGIN EXCLUSIVE");
    } catch (error) {
      if (storageError(error).trouble === "locked") return false;
      await this.close();
      throw storageError(error);
    }
    if (this.isOfTheFile) return true;
    await this.client.$executeRawUnsafe("ROLLBACK");
    return false;
  }

  async unlock(): Promise<void> {
    rmSync(this.file, { force: true });
    // Said, since the driver leaves the file open for a while.
    await this.client.$executeRawUnsafe("ROLLBACK");
    await this.close();
  }

  close(): Promise<void> {
    return this.client.$disconnect();
  }
}
