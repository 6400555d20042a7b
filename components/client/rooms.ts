/** Making and joining rooms: what the page asks over plain HTTP, see docs/http.md. Errors are RoomProblem. */
import type {
  BilingualText,
  LinkKind,
  LinkView,
  NamespaceLimits,
  PastCommand,
  PersonView,
  Role,
  RoomMode,
  RoomView,
} from "../../server/protocol/messages.ts";
import type { LessonLanguage } from "../../server/protocol/lessons.ts";
import type { Results } from "../../server/protocol/results.ts";

export class RoomProblem extends Error {
  constructor(
    readonly code: string,
    readonly text: BilingualText,
    readonly status: number,
  ) {
    super(text.en);
  }
}

/** What to tell people of whatever a call rejected with. */
export function problemText(error: unknown, locale: keyof BilingualText): string {
  return error instanceof RoomProblem ? error.text[locale] : String(error);
}

const UNREACHABLE = {
  code: "unreachable",
  text: { en: "the server cannot be reached", ko: "서버에 연결할 수 없어요" },
};

/** The server's front door counts requests before it knows what they are about, and answers in plain text. */
const TOO_FAST = {
  code: "too-fast",
  text: { en: "too many requests; try again in a moment", ko: "요청이 너무 많아요. 잠시 뒤에 다시 시도하세요" },
};

export interface NewRoomRequest {
  readonly name?: string;
  readonly mode?: RoomMode;
  readonly template?: "course" | "none" | number;
  readonly manifests?: string | readonly (string | object)[];
  readonly nickname?: string;
}

export interface NewRoomAnswer {
  readonly room: RoomView;
  readonly you: PersonView;
  readonly links: { readonly [role in Role]: string };
  readonly kubeconfig: string;
  readonly problems: readonly string[];
}

export function createRoom(request: NewRoomRequest): Promise<NewRoomAnswer> {
  return call("POST", "/api/rooms", request);
}

/** A new room that lived through what a file of a room holds; `problems` is what is not as it was. */
export async function importRoom(file: Blob): Promise<NewRoomAnswer> {
  const response = await reach("/api/rooms/import", { method: "POST", credentials: "same-origin", body: file });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as NewRoomAnswer;
}

/** Where the room is as one file. */
export const roomFile = (roomId: string): string => `/api/rooms/${roomId}/export`;

/** The id of the room that has this code. */
export function findRoom(code: string): Promise<{ readonly room: string }> {
  return call("POST", "/api/rooms/find", { code });
}

/** They are in, or wait at the door. */
export type Joined =
  | { readonly room: RoomView; readonly you: PersonView; readonly waiting?: undefined }
  | { readonly waiting: { readonly nickname: string } };

/** With a link's token, or without for somebody this browser was before; `device`: the token of a personal link. */
export function joinRoom(
  roomId: string,
  request: { readonly token?: string; readonly nickname?: string; readonly device?: string },
): Promise<Joined> {
  return call("POST", `/api/rooms/${roomId}/join`, request);
}

/** What stands behind a link, for whoever follows it. */
export interface Knocked {
  /** The room's. */
  readonly name: string;
  readonly role: Role;
  /** An instructor has to let them in. */
  readonly waits: boolean;
}

/** Rejects when the link lets nobody in. */
export function knock(roomId: string, token: string): Promise<Knocked> {
  return call("POST", `/api/rooms/${roomId}/knock`, { token });
}

/** A link by which one goes on, as oneself, on another device: once, until `expiresAt` (the server's clock, as `now`). */
export function moveDevice(
  roomId: string,
): Promise<{ readonly link: string; readonly expiresAt: number; readonly now: number }> {
  return call("POST", `/api/rooms/${roomId}/device`, {});
}

/** Lets people at the door in, or turns them away. */
export function answerWaiting(roomId: string, people: "all" | readonly string[], letIn: boolean): Promise<unknown> {
  return call("POST", `/api/rooms/${roomId}/waiting`, { people, letIn });
}

/** What is stored of oneself goes; at the door: one waits no more. */
export function forgetMe(roomId: string): Promise<unknown> {
  return call("DELETE", `/api/rooms/${roomId}/mine`);
}

/** Where what is stored of oneself is as a file. */
export const ownFile = (roomId: string): string => `/api/rooms/${roomId}/mine`;

export function recentRooms(): Promise<{ readonly rooms: readonly (RoomView & { readonly createdAt: number })[] }> {
  return call("GET", "/api/rooms");
}

/** The end of a link: in so many ms, or at a wall time, ms; and how many come in by it. Left out: none. */
export interface LinkEnd {
  readonly lasts?: number;
  readonly expiresAt?: number;
  readonly most?: number;
}

/** What there is of links, without their tokens; `now` is the server's clock. */
export interface LinkList {
  readonly links: readonly LinkView[];
  readonly now: number;
}

export function listLinks(roomId: string): Promise<LinkList> {
  return call("GET", `/api/rooms/${roomId}/links`);
}

/** A new link; the old one ends, and who came by it is put out unless they are kept. */
export function renewLink(
  roomId: string,
  kind: LinkKind,
  { keep = false, ...end }: LinkEnd & { readonly keep?: boolean } = {},
): Promise<{ readonly link: string }> {
  return call("POST", `/api/rooms/${roomId}/links/${kind}`, { ...end, ...(keep ? { keep } : {}) });
}

/** Another end for the link as it is. */
export function limitLink(roomId: string, kind: LinkKind, end: LinkEnd): Promise<LinkList> {
  return call("PATCH", `/api/rooms/${roomId}/links/${kind}`, end);
}

/** Nobody comes in by the link any more. */
export function revokeLink(roomId: string, kind: LinkKind): Promise<unknown> {
  return call("DELETE", `/api/rooms/${roomId}/links/${kind}`);
}

/** Where the operator lets rooms be shown inside other pages, and whether this one has a link for that. */
export function showEmbed(roomId: string): Promise<{ readonly origins: readonly string[]; readonly link: boolean }> {
  return call("GET", `/api/rooms/${roomId}/embed`);
}

export function renameRoom(roomId: string, name: string): Promise<{ readonly room: RoomView }> {
  return call("PATCH", `/api/rooms/${roomId}`, { name });
}

export function deleteRoom(roomId: string): Promise<unknown> {
  return call("DELETE", `/api/rooms/${roomId}`);
}

export function setRoomMode(
  roomId: string,
  mode: RoomMode,
  limits?: NamespaceLimits,
): Promise<{ readonly room: RoomView }> {
  return call("PUT", `/api/rooms/${roomId}/mode`, { mode, ...(limits ? { limits } : {}) });
}

/** The students' clusters in a room where each has one. */
export function roomClusters(
  roomId: string,
): Promise<{ readonly clusters: readonly { readonly id: string; readonly person: string }[] }> {
  return call("GET", `/api/rooms/${roomId}/clusters`);
}

/** What students have of their own begins anew; clusters as the room's was at `time`, cluster ms, left out: as it is. */
export function resetClusters(roomId: string, to: "all" | readonly string[], time?: number): Promise<unknown> {
  return call("POST", `/api/rooms/${roomId}/reset`, { to, ...(time === undefined ? {} : { time }) });
}

export function changePerson(
  roomId: string,
  person: string,
  change: { readonly nickname?: string; readonly role?: Role },
): Promise<{ readonly person: PersonView }> {
  return call("PATCH", `/api/rooms/${roomId}/people/${person}`, change);
}

export function removePerson(roomId: string, person: string): Promise<unknown> {
  return call("DELETE", `/api/rooms/${roomId}/people/${person}`);
}

/** The id of the cluster one works in; a fork of one's own is made now where the room's mode gives one. */
export function ownCluster(roomId: string): Promise<{ readonly cluster: string }> {
  return call("POST", `/api/rooms/${roomId}/cluster`);
}

/** What was done in a room, newest first: before command number `before`, or the newest. */
export async function pastCommands(
  roomId: string,
  { before, limit = 1_000 }: { readonly before?: number; readonly limit?: number } = {},
): Promise<readonly PastCommand[]> {
  const query = `limit=${limit}${before === undefined ? "" : `&before=${before}`}`;
  const { commands } = await call<{ readonly commands: readonly PastCommand[] }>(
    "GET",
    `/api/rooms/${roomId}/history?${query}`,
  );
  return commands;
}

/** A new room that begins as this one was at a cluster time, ms, or is now; whoever asks teaches there. `token`: of its fork link. */
export function forkRoom(
  roomId: string,
  request: { readonly time?: number; readonly name?: string; readonly token?: string } = {},
): Promise<NewRoomAnswer> {
  return call("POST", `/api/rooms/${roomId}/fork`, request);
}

/** Puts the cluster back to how it was at a cluster time, ms. */
export function restoreRoom(roomId: string, time: number): Promise<{ readonly room: RoomView }> {
  return call("POST", `/api/rooms/${roomId}/restore`, { time });
}

/** What came of lessons, of all students. */
export async function fetchResults(roomId: string, language: LessonLanguage): Promise<Results> {
  const { results } = await call<{ readonly results: Results }>(
    "GET",
    `/api/rooms/${roomId}/results?language=${language}`,
  );
  return results;
}

/** Where the results of a course are as a file. */
export const resultsFile = (roomId: string, kind: "csv" | "json", language: LessonLanguage, course: string): string =>
  `/api/rooms/${roomId}/results/${kind}?language=${language}&course=${encodeURIComponent(course)}`;

/** Where what the class was asked is as a file. */
export const questionsFile = (roomId: string, language: LessonLanguage): string =>
  `/api/rooms/${roomId}/results/questions.csv?language=${language}`;

/** Where one's own results are as a file. */
export const ownResultsFile = (roomId: string, kind: "csv" | "json", language: LessonLanguage): string =>
  `/api/rooms/${roomId}/mine/results.${kind}?language=${language}`;

/** A new kubeconfig of this person, YAML. */
export async function fetchKubeconfig(roomId: string): Promise<string> {
  const response = await fetch(`/api/rooms/${roomId}/kubeconfig`, { method: "POST", credentials: "same-origin" });
  if (!response.ok) throw await problemOf(response);
  return response.text();
}

/** What of a request a page that goes can still send, bytes. */
const MOST_AT_LAST = 60_000;

/** Asks for JSON; throws RoomProblem. `last`: the page goes, and does not hear the answer. */
export async function call<T>(method: string, path: string, body?: unknown, last = false): Promise<T> {
  const response = await reach(path, {
    method,
    credentials: "same-origin",
    ...(last && JSON.stringify(body ?? "").length * 3 < MOST_AT_LAST ? { keepalive: true } : {}),
    ...(body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

/** As fetch; a server that cannot be reached is a RoomProblem too. */
async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw new RoomProblem(UNREACHABLE.code, UNREACHABLE.text, 0);
  }
}

async function problemOf(response: Response): Promise<RoomProblem> {
  const body = (await response.json().catch(() => ({}))) as { readonly error?: typeof UNREACHABLE };
  const { code, text } = body.error ?? (response.status === 429 ? TOO_FAST : UNREACHABLE);
  return new RoomProblem(code, text, response.status);
}
