/** Addresses that open a new room: with a manifest, or as another room is or was. Pure. */
import { packText, unpackText } from "./packText.ts";

export type NewRoomAsk =
  | { readonly what: "manifest"; readonly yaml: string; readonly name: string }
  /** `time`: cluster ms; undefined: now. `token`: of the room's fork link; undefined: whoever asks is in the room. */
  | {
      readonly what: "fork";
      readonly room: string;
      readonly time: number | undefined;
      readonly token: string | undefined;
      readonly name: string;
    }
  | { readonly what: "nothing" }
  | { readonly what: "unreadable" };

/** `/new#z=…`: what stands behind # stays in the browser and may be long. */
export function manifestLink(origin: string, yaml: string): string {
  return `${origin}/new#z=${packText(yaml)}`;
}

export function forkLink(origin: string, room: string, time?: number): string {
  return `${origin}/new?fork=${room}${time === undefined ? "" : `&t=${Math.round(time)}`}`;
}

/** `/new?yaml=…`, `/new?z=…`, `/new#z=…`, `/new?fork=<room>&t=<ms>`, `/new?fork=<room>#k=<token>`; each with `&name=`. */
export function askOf(search: string, hash: string): NewRoomAsk {
  const query = new URLSearchParams(search);
  const name = (query.get("name") ?? "").slice(0, 80);
  const hidden = new URLSearchParams(hash.replace(/^#/, ""));
  const room = query.get("fork");
  if (room !== null) {
    const text = query.get("t");
    const time = text !== null && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
    if (!/^[\w-]{1,64}$/.test(room) || (text !== null && time === undefined)) return { what: "unreadable" };
    return { what: "fork", room, time, token: hidden.get("k") ?? undefined, name };
  }
  const packed = query.get("z") ?? hidden.get("z");
  const yaml = query.get("yaml") ?? (packed === null ? null : unpackText(packed));
  if (yaml === undefined) return { what: "unreadable" };
  return yaml === null || yaml.trim() === "" ? { what: "nothing" } : { what: "manifest", yaml, name };
}
