/**
 * `npm run backup -- FILE` and `npm run restore -- FILE`, while a server runs or without one. A backup is one SQLite file: a whole state between two
 * commits. What was there before a restore is kept beside it.
 */
import { existsSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readEnvironment } from "./environment.ts";
import { checkBackup, copyDatabase } from "./persistence/backupFiles.ts";
import { restore } from "./restore.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const invokedFrom = process.env.INIT_CWD ?? process.cwd();

async function backup(database: string, file: string): Promise<string> {
  if (!existsSync(database)) throw new Error(`there is no database at ${database} (데이터베이스가 없어요)`);
  if (existsSync(file)) throw new Error(`${file} is there already (이미 있는 파일이에요)`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  try {
    await copyDatabase(database, part);
    const { rooms } = await checkBackup(part);
    renameSync(part, file);
    return `backed up ${rooms} rooms into ${file} (방 ${rooms}개를 백업했어요)`;
  } finally {
    rmSync(part, { force: true });
  }
}

async function main(): Promise<void> {
  const [verb, target, ...more] = process.argv.slice(2);
  if ((verb !== "backup" && verb !== "restore") || target === undefined || more.length > 0)
    throw new Error("usage: npm run backup -- FILE, npm run restore -- FILE");
  const { databaseUrl } = readEnvironment(process.env);
  const database = resolve(root, databaseUrl.slice("file:".length));
  const file = resolve(invokedFrom, target);
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const migrations = join(root, "prisma/migrations");
  console.log(verb === "backup" ? await backup(database, file) : await restore({ database, file, stamp, migrations }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
