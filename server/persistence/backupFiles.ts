/** Database files as a whole: copied while somebody writes, checked, taken out of use. */
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaClient } from "./client/client.ts";
import { retryWhileLocked } from "./GroupCommit.ts";
import { storageError } from "./storageErrors.ts";

async function using<T>(file: string, action: (client: PrismaClient) => Promise<T>): Promise<T> {
  const client = new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${file}` }) });
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

/** Takes in what stands in the journal; throws while another process has the database open. */
export async function releaseDatabase(file: string): Promise<void> {
  await using(file, async (client) => {
    const rows = await client
      .$queryRawUnsafe<{ journal_mode: string }[]>("PRAGMA journal_mode = DELETE")
      .catch(() => []);
    if (rows[0]?.journal_mode !== "delete")
      throw new Error("a server uses this database: stop it first (서버를 먼저 멈추세요)");
  });
}
