/** What the operator's page asks, see docs/http.md. Who is signed in is known by a cookie no script reads. Errors are RoomProblem. */
import type { AdminOverview, AdminRoom, AdminSession } from "../../server/protocol/admin.ts";
import { call } from "./rooms.ts";

export function signIn(secret: string): Promise<{ readonly session: AdminSession }> {
  return call("POST", "/api/admin/session", { secret });
}

/** The session goes on. */
export function staySignedIn(): Promise<{ readonly session: AdminSession }> {
  return call("PUT", "/api/admin/session");
}

export function signOut(): Promise<unknown> {
  return call("DELETE", "/api/admin/session");
}

export function fetchOverview(): Promise<AdminOverview> {
  return call("GET", "/api/admin/overview");
}

export interface RoomList {
  readonly now: number;
  readonly rooms: readonly AdminRoom[];
}

export function fetchAllRooms(): Promise<RoomList> {
  return call("GET", "/api/admin/rooms");
}

export function deleteRoom(id: string): Promise<unknown> {
  return call("DELETE", `/api/admin/rooms/${id}`);
}

/** Gone for good. */
export function purgeRoom(id: string): Promise<unknown> {
  return call("DELETE", `/api/admin/rooms/${id}?now=true`);
}

export function undeleteRoom(id: string): Promise<unknown> {
  return call("POST", `/api/admin/rooms/${id}/undelete`);
}

/** A new link for instructors; the one before lets nobody in any more. */
export function newInstructorLink(id: string): Promise<{ readonly link: string }> {
  return call("POST", `/api/admin/rooms/${id}/instructor-link`);
}
