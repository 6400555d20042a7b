/**
 * `/api/admin`, for the operator: which rooms there are, how large, deleting them and bringing them back. Behind a secret of the
 * environment, sent as a bearer; without one there is nothing here.
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { RoomError } from "../rooms/RoomError.ts";
import type { RoomDirectory } from "../rooms/RoomDirectory.ts";
import { hashToken } from "../rooms/secrets.ts";
import type { StoragePort } from "../rooms/StoragePort.ts";
import { sendJson } from "./httpBody.ts";

export interface AdminOptions {
  readonly directory: RoomDirectory;
  readonly storage: Pick<StoragePort, "listRooms" | "roomSize">;
  readonly secret: string;
}

/** Whether the request carries the secret; takes as long for a wrong one. */
export function carriesSecret(request: IncomingMessage, secret: string): boolean {
  const given = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
  return timingSafeEqual(Buffer.from(hashToken(given)), Buffer.from(hashToken(secret)));
}

export async function serveAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  options: AdminOptions,
): Promise<void> {
  const answer = (status: number, body: unknown): Promise<void> => sendJson(request, response, { status, body });
  const refuse = (status: number, code: string, en: string, ko: string): Promise<void> =>
    answer(status, { error: { code, text: { en, ko } } });
  if (!carriesSecret(request, options.secret))
    return refuse(401, "not-allowed", "the operator's secret is needed", "운영자 비밀 값이 필요해요");
  const url = new URL(request.url ?? "/", "http://server");
  const [part, id, action, ...more] = url.pathname.split("/").filter(Boolean).slice(2);
  const { directory } = options;
  const route = `${request.method} ${part ?? ""}${id === undefined ? "" : "/x"}${action === undefined ? "" : `/${action}`}`;
  try {
    if (more.length === 0)
      switch (route) {
        case "GET rooms":
          return answer(200, { rooms: await rooms(options) });
        case "DELETE rooms/x": {
          if (url.searchParams.get("now") === "true") await directory.purge(id as string);
          else await directory.delete(id as string);
          return answer(200, {});
        }
        case "POST rooms/x/undelete":
          await directory.undelete(id as string);
          return answer(200, {});
      }
  } catch (error) {
    if (!(error instanceof RoomError)) throw error;
    return refuse(error.status, error.code, error.text.en, error.text.ko);
  }
  return refuse(404, "unknown-room", "there is nothing here", "여기에는 아무것도 없어요");
}

async function rooms({ directory, storage }: AdminOptions): Promise<readonly object[]> {
  const known = await storage.listRooms();
  return Promise.all(
    known.map(async ({ record, people, usedAt }) => {
      const { id, name, mode, createdAt, parentId, deletedAt } = record;
      const bytes = await storage.roomSize(id);
      return {
        id,
        name,
        mode,
        parent: parentId,
        createdAt,
        usedAt,
        deletedAt,
        people,
        bytes,
        awake: directory.isAwake(id),
      };
    }),
  );
}
