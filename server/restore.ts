/**
 * A backup takes the place of the database, whether or not a server runs on it. All that moves files is done here, by a process that ends: a server
 * that runs is asked to go down and begins anew in a process of its own, which waits for this one (docs/decisions/0013-restoring-while-running.md).
 */
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  checkBackup,
  checkVersion,
  copyDatabase,
  readyForUse,
  type ReleaseState,
  releasing,
} from "./persistence/backupFiles.ts";
import { lockFiles } from "./persistence/restoring/lockFiles.ts";
import { finishCopy, restoreFiles, settle, swap } from "./persistence/restoring/restoreFiles.ts";
import { forgetAnswer, readAnswer } from "./persistence/restoring/serverAnswer.ts";

/** A server that opens the database has it for a moment. */
const LOCK_MS = 1_500;
/** A server looks once a second; one that is busy later. */
const ANSWER_MS = 20_000;
/** It cuts an orderly end short itself, sooner. */
const DOWN_MS = 40_000;
const BACK_MS = 60_000;
/** Whether a server has a damaged database open cannot be seen of it. */
const ANSWER_FOR_DAMAGED_MS = 5_000;
const LOOK_MS = 100;

export interface RestoreTask {
  readonly database: string;
  readonly file: string;
  /** Ends the name by which what was there before is kept. */
  readonly stamp: string;
  readonly migrations: string;
}

interface Restored {
  readonly rooms: number;
  readonly kept: string | undefined;
  /** A server ran, and begins anew. */
  readonly ran: boolean;
}

/** What to tell of it. Throws an Error that says why nothing has changed. */
export async function restore(task: RestoreTask): Promise<string> {
  const { database, file } = task;
  if (!existsSync(file)) throw new Error(`there is no ${file} (파일이 없어요)`);
  mkdirSync(dirname(database), { recursive: true });
  const unlock = await lockFiles(database, LOCK_MS);
  if (!unlock)
    throw new Error(
      "another restore is under way, or a server is just beginning: nothing has changed (다른 복원이 진행 중이거나 서버가 막 시작하고 있어요. 아무것도 바꾸지 않았어요)",
    );
  let restored: Restored;
  try {
    restored = await whileLocked(task);
  } catch (error) {
    settle(database);
    throw error;
  } finally {
    await unlock();
  }
  const { rooms, kept, ran } = restored;
  const what = `restored ${rooms} rooms (방 ${rooms}개를 되돌렸어요)`;
  const before = kept === undefined ? "" : `; what was there before is ${kept} (전에 있던 것)`;
  if (!ran) return what + before;
  const isBack = await comesBack(database);
  forgetAnswer(database);
  return `${what}${before}; ${isBack ? IS_BACK : NOT_BACK}`;
}

const IS_BACK = "the server goes on with them (서버가 이어서 돌고 있어요)";
const NOT_BACK =
  "the server is not back yet, look at its log (서버가 아직 돌아오지 않았어요. 서버의 로그를 확인하세요)";

async function whileLocked({ database, file, stamp, migrations }: RestoreTask): Promise<Restored> {
  settle(database);
  const { rooms } = await checkBackup(file);
  await checkVersion(file, migrations);
  const { part } = restoreFiles(database);
  await copyDatabase(file, part);
  await readyForUse(part, migrations);
  finishCopy(database);
  return { rooms, ...(await takePlace(database, stamp)) };
}

async function takePlace(database: string, stamp: string): Promise<Omit<Restored, "rooms">> {
  const release = existsSync(database) ? releasing(database) : async (): Promise<ReleaseState> => "released";
  let state = await release();
  let ran = false;
  if (state !== "released") {
    ran = await serverGoes(database, state === "unreadable" ? ANSWER_FOR_DAMAGED_MS : ANSWER_MS);
    if (!ran && state === "in use")
      throw new Error(
        "a program has the database open and did not make way: nothing has changed. Is it a server of this version? Otherwise stop it first (데이터베이스를 쓰는 프로그램이 비켜 주지 않아 아무것도 바꾸지 않았어요. 서버를 먼저 멈추세요)",
      );
    if (ran) state = await whenDown(database, release);
  }
  const kept = swap(database, stamp, state === "unreadable");
  // What the server said stays for the one that begins: it tells when it is back.
  if (!ran) forgetAnswer(database);
  return { kept, ran };
}

/** Whether a server said that it goes down for this. Throws when it says that it does not. */
async function serverGoes(database: string, patience: number): Promise<boolean> {
  const going = await within(patience, () => {
    const said = readAnswer(database);
    if (said?.says === "no") throw new Error(`the server does not take it, nothing has changed: ${said.why}`);
    return said;
  });
  return going !== undefined;
}

/** When the old process has ended: the files are free, or the new one waits for them. */
async function whenDown(database: string, release: () => Promise<ReleaseState>): Promise<ReleaseState> {
  const down = await within(DOWN_MS, async () => {
    const isWaiting = readAnswer(database)?.says === "waiting";
    const state = await release();
    return state === "released" || (isWaiting && state === "unreadable") ? state : undefined;
  });
  if (down === undefined)
    throw new Error(
      "the database is still in use: nothing has changed (데이터베이스가 아직 사용 중이라 아무것도 바꾸지 않았어요)",
    );
  return down;
}

async function comesBack(database: string): Promise<boolean> {
  const back = await within(BACK_MS, () => (readAnswer(database)?.says === "back" ? true : undefined));
  return back === true;
}

/** What `look` finds, looked for again and again for so many ms; undefined: nothing came. */
async function within<T>(patience: number, look: () => T | undefined | Promise<T | undefined>): Promise<T | undefined> {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined || Date.now() >= end) return found;
    await sleep(LOOK_MS);
  }
}
