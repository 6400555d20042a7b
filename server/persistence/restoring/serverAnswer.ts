/** What a server says to whoever asks it to take a backup: one small file, since both can write beside the database and nothing else is needed. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { restoreFiles } from "./restoreFiles.ts";

/** In this order: it goes down (or `no`), it waits for the files, it is back. */
export type ServerAnswer =
  | { readonly says: "no"; readonly why: string }
  | { readonly says: "going" | "waiting" | "back" };

export function answer(database: string, said: ServerAnswer): void {
  const file = restoreFiles(database).answer;
  writeFileSync(`${file}.part`, JSON.stringify(said));
  renameSync(`${file}.part`, file);
}

export function readAnswer(database: string): ServerAnswer | undefined {
  try {
    return JSON.parse(readFileSync(restoreFiles(database).answer, "utf8")) as ServerAnswer;
  } catch {
    return undefined;
  }
}

export function forgetAnswer(database: string): void {
  rmSync(restoreFiles(database).answer, { force: true });
}
