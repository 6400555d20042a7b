/**
 * `npm run bench [-- NAME …] [--json]`: measures what README.md tells of and prints a table of ratios, or a line of JSON a
 * row. A name chooses the subjects and rows it is part of. Each subject runs in a process of its own (isolation.ts).
 */
import type { BenchRow } from "./BenchRow.ts";
import { broadcastRows } from "./broadcast.ts";
import { busyDaysRows } from "./busyDays.ts";
import { classDayRows } from "./classDays.ts";
import { type ClassOptions, runClasses } from "./classPart.ts";
import { type ClientOptions, runClients } from "./clientPart.ts";
import { deployInProcess, deploymentRows } from "./deployment.ts";
import { durableEchoRows } from "./durableEcho.ts";
import { forkRows } from "./forks.ts";
import { hostileRows } from "./hostile.ts";
import { type HostileOptions, runHostile } from "./hostilePart.ts";
import { giveBack, inProcess, PART_FLAG } from "./isolation.ts";
import { type LoadOptions, runLoad, runWatches, type WatchesOptions } from "./httpLoad.ts";
import { apiInformerRows, apiLargeRows, apiReadRows, apiWatchRows, apiWriteRows } from "./kubernetesApi.ts";
import { labelChangeRows } from "./labelChange.ts";
import { largeObjectRows } from "./largeObjects.ts";
import { lessonRows, schoolRows } from "./lessons.ts";
import { mapFramesRows } from "./mapFrames.ts";
import { momentRows } from "./pastMoments.ts";
import { monitorRows } from "./monitorFrames.ts";
import { pageLoadRows } from "./pageLoads.ts";
import { quietRoomsRows } from "./quietRooms.ts";
import { SCHEDULER_ROWS, schedulerRows } from "./scheduler.ts";
import { snapshotRows } from "./snapshotPauses.ts";
import { printTable } from "./table.ts";
import { wakingRows } from "./waking.ts";

/** Subjects in the order they run, and the rows each gives. */
const SUBJECTS: readonly {
  readonly name: string;
  readonly rows: readonly string[];
  readonly run: () => Promise<readonly BenchRow[]>;
}[] = [
  { name: "deploy", rows: ["deployment-1000", "deployment-growth-4000"], run: deploymentRows },
  { name: "label", rows: ["label-change-1000-pods", "label-change-5000-pods"], run: labelChangeRows },
  {
    name: "broadcast",
    rows: ["broadcast-300-cpu", "broadcast-300-p99", "broadcast-30-rights"],
    run: broadcastRows,
  },
  {
    name: "quiet",
    rows: ["quiet-room-memory", "quiet-rooms-cpu", "asleep-rooms-cpu", "asleep-room-memory"],
    run: quietRoomsRows,
  },
  { name: "durable", rows: ["durable-apply-p50"], run: durableEchoRows },
  { name: "wake", rows: ["wake-1000-pods", "log-replay"], run: wakingRows },
  { name: "snapshot", rows: ["snapshot-hold-5000-pods"], run: snapshotRows },
  {
    name: "map",
    rows: ["map-1000-frame", "map-1000-slow-frames", "map-1000-longest-frame"],
    run: mapFramesRows,
  },
  { name: "pages", rows: ["landing-interactive", "room-live"], run: pageLoadRows },
  {
    name: "api-reads",
    rows: ["api-get-pod", "api-list-1000-changed", "api-list-1000-unchanged"],
    run: apiReadRows,
  },
  { name: "api-writes", rows: ["api-create-durable"], run: apiWriteRows },
  { name: "api-watches", rows: ["api-watches-500-quiet", "api-watches-500-change"], run: apiWatchRows },
  { name: "api-informer", rows: ["api-informer-5000"], run: apiInformerRows },
  { name: "api-large", rows: ["api-large-object-hold", "api-large-body-hold"], run: apiLargeRows },
  { name: "days", rows: ["busy-day-cpu", "busy-day-memory", "node-fails-1000"], run: busyDaysRows },
  { name: "lesson", rows: ["class-30-cpu", "class-30-p99"], run: lessonRows },
  { name: "school", rows: ["class-20-rooms-cpu", "class-20-rooms-p99"], run: schoolRows },
  { name: "large-objects", rows: ["large-object-frame"], run: largeObjectRows },
  { name: "hostile", rows: ["hostile-student"], run: hostileRows },
  { name: "day-of-classes", rows: ["class-day-memory"], run: classDayRows },
  {
    name: "forks",
    rows: ["fork-untouched-memory", "fork-change-memory", "forks-30-memory"],
    run: forkRows,
  },
  { name: "moments", rows: ["history-seek", "history-hold"], run: momentRows },
  { name: "monitor", rows: ["monitor-200-frame", "monitor-200-cpu"], run: monitorRows },
  { name: "scheduler", rows: SCHEDULER_ROWS, run: schedulerRows },
];

async function runPart(part: string, options: unknown): Promise<void> {
  if (part === "http-watches") return runWatches(options as WatchesOptions);
  if (part === "hostile-person") return runHostile(options as HostileOptions);
  if (part === "classes") return runClasses(options as ClassOptions);
  if (part === "clients") return runClients(options as ClientOptions);
  if (part === "http-load") await runLoad(options as LoadOptions);
  else if (part === "deploy") await giveBack(deployInProcess(options as Parameters<typeof deployInProcess>[0]));
  else {
    const subject = SUBJECTS.find(({ name }) => `subject-${name}` === part);
    if (!subject) throw new Error(`there is no part ${part}`);
    await giveBack(await subject.run());
  }
  process.exit(0);
}

async function runAll(args: readonly string[]): Promise<void> {
  const json = args.includes("--json");
  const wanted = args.filter((argument) => !argument.startsWith("--"));
  const chosen = (name: string): boolean => wanted.length === 0 || wanted.some((part) => name.includes(part));
  const subjects = SUBJECTS.filter(({ name, rows }) => chosen(name) || rows.some(chosen));
  if (subjects.length === 0)
    throw new Error(`nothing is named ${wanted.join(", ")}; there are ${SUBJECTS.map(({ name }) => name).join(", ")}`);
  const all: BenchRow[] = [];
  for (const { name } of subjects) {
    if (!json && process.stderr.isTTY) process.stderr.write(`measuring ${name} …\n`);
    for (const row of await inProcess<readonly BenchRow[]>(`subject-${name}`)) {
      if (!chosen(name) && !chosen(row.name)) continue;
      all.push(row);
      if (json) console.log(JSON.stringify(row));
    }
  }
  if (!json) printTable(all);
}

const [flag, part = "", options = "{}"] = process.argv.slice(2);
if (flag === PART_FLAG) await runPart(part, JSON.parse(options));
else await runAll(process.argv.slice(2));
