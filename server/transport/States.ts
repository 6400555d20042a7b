/**
 * Whole states of an open room, encoded once for all who see the same and come within two seconds. Over a socket they go as they are;
 * over HTTP packed, a tenth as long (roomsRest/stateRoutes.ts).
 */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import type { KubeObject } from "../protocol/kubernetes/index.ts";
import { UNSHOWN_RESOURCES } from "../rooms/frames.ts";
import type { Rights } from "../rooms/rights.ts";
import type { Room } from "../rooms/Room.ts";
import { breathe } from "../rooms/TurnScheduler.ts";
import type { Store } from "../simulation/store/Store.ts";
import { objectText } from "./objectText.ts";

/** Characters of a state part. */
const PART_LENGTH = 256 * 1024;
/** Who comes within this time shares one encoded state, ms. */
const SHARED_MS = 2_000;
const SLICE_MS = 5;

export interface EncodedState {
  readonly revision: number;
  /** The JSON of each part, see `StatePart`. */
  readonly parts: readonly string[];
  /** The parts as one JSON list, by gzip. */
  packed(): Promise<Buffer>;
}

const known = new WeakMap<Room, States>();

export function statesOf(room: Room): States {
  let states = known.get(room);
  if (!states) known.set(room, (states = new States(room)));
  return states;
}

const marks = new WeakMap<Rights, string>();

/** By which a browser's state and a person's rights are told to be of the same kind: equal for those who may see the same. */
export function rightsMark(rights: Rights): string {
  let mark = marks.get(rights);
  if (mark === undefined) {
    mark = createHash("sha256").update(rights.key).digest("base64url").slice(0, 16);
    marks.set(rights, mark);
  }
  return mark;
}

class States {
  private readonly states = new Map<string, Promise<EncodedState>>();

  constructor(private readonly room: Room) {}

  /** The whole state as somebody with these rights sees it. */
  of(rights: Rights): Promise<EncodedState> {
    const key = `${this.room.record.epoch} ${rights.key}`;
    let state = this.states.get(key);
    if (state) return state;
    state = this.encode(rights);
    this.states.set(key, state);
    const forget = (): void => {
      if (this.states.get(key) === state) this.states.delete(key);
    };
    state.then(() => setTimeout(forget, SHARED_MS).unref(), forget);
    return state;
  }

  private async encode(rights: Rights): Promise<EncodedState> {
    const { cluster, record } = this.room;
    let seen:
      | {
          readonly revision: number;
          readonly time: number;
          readonly tables: readonly (readonly [string, readonly KubeObject[]])[];
        }
      | undefined;
    await this.room.observe(
      () => ({
        revision: cluster.store.revision,
        time: cluster.runtime.now,
        tables: [...cluster.store.resources()]
          .filter((resource) => !UNSHOWN_RESOURCES.has(resource))
          .map((resource) => {
            const objects = [...cluster.store.list(resource)];
            return [
              resource,
              objects.filter(({ metadata }) => rights.maySee(resource, metadata.namespace ?? "")),
            ] as const;
          }),
      }),
      (captured) => {
        seen = captured;
      },
    );
    if (!seen) throw new Error("the room gave no state");
    const { revision, time, tables } = seen;
    const causes: { [uid: string]: number } = {};
    const bodies: { readonly objects: string; readonly trimmed: string }[] = [];
    let body = "";
    let trimmed: { [uid: string]: number } = {};
    const endPart = (): void => {
      const sizes = Object.keys(trimmed).length > 0 ? `,"trimmed":${JSON.stringify(trimmed)}` : "";
      bodies.push({ objects: body, trimmed: sizes });
      body = "";
      trimmed = {};
    };
    await breathe();
    let began = performance.now();
    for (const [resource, objects] of tables) {
      let list = "";
      const close = (): void => {
        if (list) body += `${body ? "," : ""}${JSON.stringify(resource)}:[${list}]`;
        list = "";
      };
      for (const object of objects) {
        const told = objectText(object);
        list += `${list ? "," : ""}${told.text}`;
        if (told.trimmed !== undefined) trimmed[object.metadata.uid] = told.trimmed;
        noteCause(cluster.store, resource, object, causes);
        if (body.length + list.length >= PART_LENGTH) {
          close();
          endPart();
        }
        if (performance.now() - began < SLICE_MS) continue;
        await breathe();
        began = performance.now();
      }
      close();
    }
    endPart();
    const head = `"epoch":${JSON.stringify(record.epoch)},"rights":"${rightsMark(rights)}","revision":${revision},"time":${time}`;
    const parts = bodies.map(({ objects, trimmed: sizes }, part) => {
      const last = part === bodies.length - 1;
      const told = last ? `,"causes":${JSON.stringify(causes)}` : "";
      return `{"type":"state","part":${part},"last":${last},${head},"objects":{${objects}}${sizes}${told}}`;
    });
    return { revision, parts, packed: once(() => pack(parts)) };
  }
}

/** Whose doing the newest change of an object was; what changes all the time by itself is not worth the bytes. */
function noteCause(store: Store, resource: string, { metadata }: KubeObject, into: { [uid: string]: number }): void {
  if (/^events$|^endpoints/.test(resource)) return;
  const known = store.provenanceOf(metadata.uid);
  const cause = known?.changed || known?.created || 0;
  if (cause !== 0) into[metadata.uid] = cause;
}

/** In pieces, beside the event loop. */
function pack(parts: readonly string[]): Promise<Buffer> {
  const pieces = parts.map(
    (part, index) => `${index === 0 ? "[" : ","}${part}${index === parts.length - 1 ? "]" : ""}`,
  );
  return buffer(Readable.from(pieces, { objectMode: false }).pipe(createGzip()));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
