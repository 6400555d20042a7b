/** The log of a room as people read it: who did what, when. */
import type { PastCommand } from "../../protocol/messages.ts";
import { type LogEntry, decodeEntries } from "../LogEntry.ts";
import { describeRequest } from "../describeRequest.ts";
import type { StoragePort } from "../StoragePort.ts";

export interface Page {
  /** Commands before this number; left out: the newest. */
  readonly before?: number;
  readonly limit: number;
}

/** A page of a room's commands, newest first. What is said and done in the class beside the cluster is not part of it. */
export async function pastCommands(
  storage: Pick<StoragePort, "readLog">,
  roomId: string,
  { before, limit, end }: Page & { readonly end: number },
): Promise<readonly PastCommand[]> {
  const until = Math.min(before ?? end, end);
  const batches = await storage.readLog(roomId, Math.max(1, until - limit));
  return batches
    .flatMap(({ entries }) => decodeEntries(entries))
    .filter(({ seq }) => seq < until && seq >= until - limit)
    .flatMap(asRead)
    .reverse();
}

function asRead({ seq, time, who, command }: LogEntry): PastCommand[] {
  const head = { seq, time, person: who };
  switch (command.type) {
    case "request": {
      const { request } = command;
      const { verb, resource, namespace, name } = describeRequest(request.method, request.path, namedIn(request.body));
      const typed = request.typedBy === undefined ? {} : { typedBy: request.typedBy };
      return [{ ...head, type: "request", verb, resource, namespace, name, ...typed }];
    }
    case "clock": {
      const { speed, step } = command;
      return [
        { ...head, type: "clock", ...(speed === undefined ? {} : { speed }), ...(step === undefined ? {} : { step }) },
      ];
    }
    case "restore":
      return [{ ...head, type: "restore", to: command.to }];
    case "class":
      return [];
  }
}

/** Names in YAML are looked for at the beginning only: a page of a thousand commands is read at a time. */
const LOOKED_THROUGH = 4_000;
const YAML_NAMES = [
  /(?:^|\n)metadata:[ \t]*\n(?=( +))(?:\1[^\n]*\n)*?\1name:[ \t]*["']?(?<name>[\w.-]+)/,
  /(?:^|\n)metadata:[ \t]*\{(?:[^{}\n]*\{[^{}\n]*\})*[^{}\n]*?(?<![\w.-])name:[ \t]*["']?(?<name>[\w.-]+)/,
];

/** The name an object that is sent carries, as JSON or YAML. */
function namedIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "") as unknown;
  } catch {
    const start = text?.slice(0, LOOKED_THROUGH) ?? "";
    const name = YAML_NAMES.map((pattern) => pattern.exec(start)?.groups?.["name"]).find(
      (found) => found !== undefined,
    );
    return { metadata: { name } };
  }
}
