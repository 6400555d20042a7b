/** Database files as a whole: copied while somebody writes, checked, made ready to take a database's place, taken out of use. */
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "./client/client.ts";
import { retryWhileLocked } from "./GroupCommit.ts";
import { compareMigrations, openDatabase } from "./openDatabase.ts";
import { storageError } from "./storageErrors.ts";

const open = (file: string): PrismaClient => new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${file}` }) });

async function using<T>(file: string, action: (client: PrismaClient) => Promise<T>): Promise<T> {
  const client = open(file);
  try {
    return await action(client);
  } catch (error) {
    throw storageError(error);
  } finally {
    await client.$disconnect();
  }
}

/** A new file with the database's state between two commits. The source may be in use. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  await using(from, (client) => retryWhileLocked(() => client.$executeRawUnsafe("VACUUM INTO ?", to)));
}

/** Throws unless the file is a whole database of Podroom. */
export async function checkBackup(file: string): Promise<{ readonly rooms: number }> {
  return using(file, async (client) => {
    const [check] = await client.$queryRawUnsafe<{ integrity_check: string }[]>("PRAGMA integrity_check");
    if (check?.integrity_check !== "ok") throw new Error(`${file} is damaged: ${check?.integrity_check}`);
    const rows = await client.$queryRawUnsafe<{ rooms: unknown }[]>(
      `SELECT count(*) AS "rooms" FROM "Room" WHERE EXISTS (SELECT 1 FROM "_prisma_migrations")`,
    );
    return { rooms: Number(rows[0]?.rooms ?? 0) };
  });
}

/** Throws when the file is of a version that has other migrations than those in the folder. */
export async function checkVersion(file: string, migrations: string): Promise<void> {
  await using(file, (client) => compareMigrations(client, migrations));
}

/**
 * Makes a copy of a backup ready to take a database's place: its tables up to date, in one file alone. Its rooms begin epochs of their own, since a
 * page may hold what was there before under the same numbers; and they slept since, so that the time from then on does not pass in them.
 */
export async function readyForUse(file: string, migrations: string): Promise<void> {
  const client = await openDatabase(`file:${file}`, migrations);
  try {
    await client.$executeRawUnsafe(`UPDATE "Room" SET "epoch" = lower(hex(randomblob(12)))`);
    await client.$executeRawUnsafe(`UPDATE "Snapshot" SET "asleep" = 1`);
    await client.$executeRawUnsafe(
      `UPDATE "LogBatch" SET "asleep" = 1 WHERE ("roomId", "firstSeq") IN (SELECT "roomId", max("firstSeq") FROM "LogBatch" GROUP BY "roomId")`,
    );
    // By the connection that used it: the driver leaves it open for a while.
    await takeInJournal(client);
  } catch (error) {
    throw storageError(error);
  } finally {
    await client.$disconnect();
  }
}

export type ReleaseState = "released" | "in use" | "unreadable";

/**
 * Takes a database out of use: what stands in its journal is taken in, so that the file is whole alone; not while another process has it open. Can
 * be tried again, by one connection, which stays.
 */
export function releasing(file: string): () => Promise<ReleaseState> {
  const client = open(file);
  return async () => {
    try {
      return (await takeInJournal(client)) ? "released" : "in use";
    } catch (error) {
      const { trouble } = storageError(error);
      if (trouble === "locked") return "in use";
      if (trouble === "damaged") return "unreadable";
      throw storageError(error);
    }
  };
}

/** Whether it was done. */
async function takeInJournal(client: PrismaClient): Promise<boolean> {
  const rows = await client.$queryRawUnsafe<{ journal_mode: string }[]>("PRAGMA journal_mode = DELETE");
  return rows[0]?.journal_mode === "delete";
}
