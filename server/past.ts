/** What the thread runs that reads rooms' past (`transport/past/PastReader.ts`). `workerData`: the URL of the database. */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { clusterFactory } from "./clusterFactory.ts";
import { openForReading } from "./persistence/openDatabase.ts";
import { prismaStorage } from "./persistence/prismaStorage.ts";
import { PastReader } from "./transport/past/PastReader.ts";
import type { Numbered } from "./threads/CallThread.ts";
import type { AskedOfReader } from "./transport/past/pastMessages.ts";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const reader = new PastReader({
  factory: clusterFactory({ root, freeze: false }),
  storage: prismaStorage(await openForReading(workerData as string)),
  answer: (message) => parentPort?.postMessage(message),
});
parentPort?.on("message", (asked: Numbered<AskedOfReader>) => reader.look(asked));
