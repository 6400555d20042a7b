/**
 * A student who means harm, in a process of their own that others come before: from several pages a flood of commands and huge
 * objects, pages that read nothing, and 10,000 watches.
 */
import { readdirSync } from "node:fs";
import { get } from "node:http";
import { setPriority } from "node:os";
import { CLIENT_EVENT, PROTOCOL_VERSION } from "../server/protocol/messages.ts";
import { type WireClient, wireClient } from "./wireClient.ts";

export interface HostileOptions {
  readonly url: string;
  readonly room: string;
  readonly cookie: string;
  readonly namespace: string;
  /** A token of a kubeconfig of theirs. */
  readonly token: string;
}

const PAGES = 6;
const DEAF_PAGES = 4;
const WATCHES = 10_000;
const WATCHES_AT_ONCE = 200;
const HUGE = 1_000_000;
/** Of each page, a second: more than the server takes. */
const COMMANDS_A_SECOND = 60;
const EVERY_MS = 50;

/** On Linux each thread has its own priority, and the collector's are there already; elsewhere (0) the process has one. */
const ownThreads = (): readonly number[] =>
  process.platform === "linux" ? readdirSync("/proc/self/task").map(Number) : [0];

/** Goes on until it is ended. */
export function runHostile(options: HostileOptions): void {
  // What its own work takes of this machine is not to slow down the others: it would be on another one.
  for (const thread of ownThreads()) setPriority(thread, 19);
  const { url, room, cookie } = options;
  const pages: WireClient[] = [];
  // Whoever is cut off comes again.
  const open = (deaf: boolean): void => {
    const page = wireClient(url, cookie, {
      received: () => {},
      connected: (client) => {
        client.emit(CLIENT_EVENT, { type: "join", version: PROTOCOL_VERSION, room });
        if (deaf) client.pause();
        else pages.push(client);
      },
      closed: () => {
        if (page) pages.splice(0, pages.length, ...pages.filter((other) => other !== page));
        setTimeout(() => open(deaf), 1_000);
      },
    });
  };
  for (let page = 0; page < PAGES + DEAF_PAGES; page++) open(page >= PAGES);
  let id = 0;
  setInterval(() => {
    for (const page of pages)
      for (let index = 0; index < (COMMANDS_A_SECOND * EVERY_MS) / 1000; index++)
        page.emit(CLIENT_EVENT, command(options, ++id));
  }, EVERY_MS);
  void watchAll(options);
  process.on("message", () => process.exit(0));
  process.send?.({ report: "ready" });
}

function command({ namespace }: HostileOptions, id: number): object {
  const path = `/api/v1/namespaces/${namespace}`;
  const write = (method: string, where: string, contentType: string, body: object): object => ({
    type: "request",
    id,
    method,
    path: where,
    contentType,
    body: JSON.stringify(body),
  });
  if (id % 40 === 0)
    return write("POST", `${path}/configmaps`, "application/json", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `huge-${id}` },
      data: { text: "x".repeat(HUGE) },
    });
  if (id % 40 === 20)
    return write("PATCH", `${path}/configmaps/huge-${id - 20}`, "application/merge-patch+json", {
      metadata: { labels: { again: `${id}` } },
    });
  if (id % 4 === 1) return { type: "request", id, method: "GET", path: "/api/v1/pods" };
  if (id % 4 === 2)
    return write("POST", `${path}/pods`, "application/json", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `flood-${id}` },
      spec: { containers: [{ name: "c", image: "nginx" }] },
    });
  return write("POST", `${path}/configmaps`, "application/json", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `flood-${id}` },
  });
}

async function watchAll({ url, room, token }: HostileOptions): Promise<void> {
  const path = `${url}/clusters/${room}/t/${token}/api/v1/pods?watch=1`;
  for (let opened = 0; opened < WATCHES; opened += WATCHES_AT_ONCE)
    await Promise.all(
      Array.from(
        { length: WATCHES_AT_ONCE },
        () =>
          new Promise<void>((resolve) => {
            // Nobody reads what comes.
            const request = get(path, { agent: false }, (response) => {
              if (response.statusCode !== 200) response.resume();
              resolve();
            });
            request.on("error", () => resolve());
          }),
      ),
    );
}
