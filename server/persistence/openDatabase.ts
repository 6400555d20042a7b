/**
 * Opens the SQLite file through Prisma and brings its tables up to date.
 *
 * Journal: WAL, so that readers and the one writer do not wait for each other. Durability: `synchronous` stays FULL, each
 * commit reaches the disk before it is acknowledged, so that not only a killed process but a power cut loses nothing;
 * commits of one moment share the cost (see GroupCommit.ts).
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PrismaClient } from "./client/client.ts";
import { retryWhileLocked } from "./GroupCommit.ts";
import { OneConnection } from "./OneConnection.ts";
import { storageError } from "./storageErrors.ts";

/** The driver waits for a lock synchronously, so hardly at all; `retryWhileLocked` does the waiting. */
const DRIVER_TIMEOUT_MS = 10;
/** Prisma keeps a plan for each query it has not seen; what is written of a person is a new one each time. */
const MOST_PLANS = 100;

/** `url`: `file:` and a path; its folder is made. `migrations`: the folder of Prisma's migrations. Throws StorageError. */
export async function openDatabase(url: string, migrations: string): Promise<PrismaClient> {
  if (!url.startsWith("file:"))
    throw storageError(new Error(`DATABASE_URL must begin with file:, it is ${url.slice(0, 40)}`));
  try {
    mkdirSync(dirname(url.slice("file:".length)), { recursive: true });
    const client = connect(url);
    await retryWhileLocked(() => client.$queryRawUnsafe("PRAGMA journal_mode = WAL"));
    await migrate(client, migrations);
    return client;
  } catch (error) {
    throw storageError(error);
  }
}

/** The same file once more, beside the server that has it open, for nothing but reading. */
export async function openForReading(url: string): Promise<PrismaClient> {
  const client = connect(url);
  await retryWhileLocked(() => client.$queryRawUnsafe("PRAGMA query_only = ON"));
  return client;
}

function connect(url: string): PrismaClient {
  return new PrismaClient({
    adapter: new OneConnection({ url, timeout: DRIVER_TIMEOUT_MS } as { url: string }),
    queryPlanCacheMaxSize: MOST_PLANS,
  });
}

/** Applies what is missing of the migrations, in Prisma's own bookkeeping, each whole or not at all. */
async function migrate(client: PrismaClient, folder: string): Promise<void> {
  await client.$executeRawUnsafe(`CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
    "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`);
  const { applied, names } = await compareMigrations(client, folder);
  for (const name of names) {
    if (applied.has(name)) continue;
    const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
    const checksum = createHash("sha256").update(sql).digest("hex");
    await client.$transaction([
      ...statements(sql).map((statement) => client.$executeRawUnsafe(statement)),
      client.$executeRawUnsafe(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "started_at", "applied_steps_count") VALUES (?, ?, ?, ?, ?, 1)`,
        randomUUID(),
        checksum,
        Date.now(),
        name,
        Date.now(),
      ),
    ]);
  }
}

/** What a database has of the migrations, and all there are. Throws when it has others: it is of a newer version. */
export async function compareMigrations(
  client: PrismaClient,
  folder: string,
): Promise<{ readonly applied: ReadonlySet<string>; readonly names: readonly string[] }> {
  const rows = await client.$queryRawUnsafe<{ migration_name: string }[]>(
    `SELECT "migration_name" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`,
  );
  const applied = new Set(rows.map((row) => row.migration_name));
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  for (const name of applied) {
    if (!names.includes(name)) throw new Error(`the database is of a newer Podroom: it has the migration ${name}`);
  }
  return { applied, names };
}

/** Statements of a migration; ours hold no semicolon but at their ends. */
function statements(sql: string): readonly string[] {
  return sql
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
