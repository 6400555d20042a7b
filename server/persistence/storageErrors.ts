/** Turns whatever the database says into a StorageError that tells what happened and what can be done. */
import { StorageError } from "../rooms/StoragePort.ts";

const TEXTS = {
  full: "the disk is full: the last change was not saved, everything before it is safe; free some space",
  locked: "another program holds the database file: the last change was not saved, everything before it is safe",
  damaged: "the database file is damaged; stop the server and restore it from a copy",
  unavailable: "the database could not be used",
} as const;

export function storageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const text = wholeText(error);
  const trouble = /SQLITE_FULL|database or disk is full|ENOSPC/i.test(text)
    ? "full"
    : /SQLITE_BUSY|SQLITE_LOCKED|database is locked|database table is locked|SocketTimeout/i.test(text)
      ? "locked"
      : /SQLITE_CORRUPT|SQLITE_NOTADB|malformed|not a database/i.test(text)
        ? "damaged"
        : "unavailable";
  const detail = trouble === "unavailable" ? `: ${error instanceof Error ? error.message : String(error)}` : "";
  return new StorageError(trouble, TEXTS[trouble] + detail, { cause: error });
}

/** The messages and codes of an error and all it was caused by. */
function wholeText(error: unknown): string {
  let text = "";
  let current: unknown = error;
  for (let depth = 0; depth < 8 && typeof current === "object" && current !== null; depth++) {
    const { message, code, meta, cause } = current as {
      message?: unknown;
      code?: unknown;
      meta?: unknown;
      cause?: unknown;
    };
    text += ` ${String(message)} ${String(code)}`;
    if (meta !== undefined) text += ` ${safeJson(meta)}`;
    current = cause;
  }
  return text;
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}
