/** What the thread runs that stores rooms (`persistence/thread/`). `workerData`: `StoreData`. */
import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "./persistence/openDatabase.ts";
import { prismaStorage } from "./persistence/prismaStorage.ts";
import { answerCalls } from "./persistence/thread/answerCalls.ts";
import type { StoreData } from "./persistence/thread/messages.ts";

const { url, migrations } = workerData as StoreData;
if (parentPort) answerCalls(parentPort, async () => prismaStorage(await openDatabase(url, migrations)));
