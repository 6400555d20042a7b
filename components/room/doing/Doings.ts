/**
 * Changes a person makes by clicking: each is shown while it is on its way, then confirmed, or taken off again with the
 * reason. What can be taken back is kept, the newest first. Without React.
 */
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { objectKey } from "../../../server/protocol/messages.ts";
import { isTrimmed } from "../../../server/protocol/trimmed.ts";
import { ConnectionLost, RequestRefused, type RequestResult } from "../../client/Requests.ts";
import type { RoomConnection } from "../../client/RoomConnection.ts";
import { refusalIn } from "../../client/answers.ts";
import type { Selection } from "../view.ts";
import { wholeObject } from "../whole/wholeObject.ts";
import { type Changed, inverseOf, type NoInverse, type PlainRequest } from "./inverse.ts";

export interface Doing {
  readonly id: number;
  /** What is done, in the reader's language: *pod-1 deleted*. */
  readonly title: string;
  readonly target: Selection;
  readonly request: PlainRequest;
  /** What takes it back, where that cannot be told from the object before and after. */
  readonly inverse?: PlainRequest;
  /** Whether this takes something back itself. */
  readonly isUndo?: true;
}

export type DoingEnd =
  | { readonly kind: "done"; readonly result: RequestResult }
  /** The server's words. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "refused-by-room"; readonly error: RequestRefused }
  /** The line broke on the way, and the server does not know any more whether it was done. */
  | { readonly kind: "unknown" }
  /** There was no line for too long: it was not sent. */
  | { readonly kind: "unsent" };

export interface DoingListener {
  /** Not answered after a moment; told again when the line breaks and when it is back. */
  onSlow(doing: Doing): void;
  onEnd(doing: Doing, end: DoingEnd, undoable: boolean): void;
}

interface Taken {
  readonly title: string;
  readonly target: Selection;
  readonly inverse: PlainRequest | NoInverse;
}

/** A wait that is not worth a word, ms. */
const SLOW_MS = 250;
const KEPT = 50;

export class Doings {
  private taken: readonly Taken[] = [];
  private waiting: ReadonlySet<string> = new Set();
  private readonly listeners = new Set<() => void>();
  private nextId = 1;

  constructor(
    private readonly connection: RoomConnection,
    private readonly listener: DoingListener,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Keys (`resource/namespace/name`) of objects with a change on its way. */
  readonly pending = (): ReadonlySet<string> => this.waiting;

  /** The newest change, whether or not it can be taken back. */
  last(): Taken | undefined {
    return this.taken[0];
  }

  /** Remembers a change that was made elsewhere (the editor, a form), so that it can be taken back. */
  record(title: string, changed: Changed): void {
    const inverse = inverseOf(changed);
    if (inverse === "nothing") return;
    this.keep({ title, target: changed.target, inverse });
  }

  private keep(taken: Taken): void {
    this.taken = [taken, ...this.taken].slice(0, KEPT);
  }

  async perform(of: Omit<Doing, "id">): Promise<RequestResult | undefined> {
    const doing: Doing = { ...of, id: this.nextId++ };
    const held = this.held(doing.target);
    const stopTelling = this.tellWhileSlow(doing);
    const key = keyOf(doing.target);
    this.setWaiting(key, true);
    try {
      const before = held && this.needsWhole(doing, held) ? await this.whole(doing.target, held) : held;
      const { method, path, contentType, body } = doing.request;
      const result = await this.connection.request(method, path, {
        ...(contentType ? { contentType } : {}),
        ...(body === undefined ? {} : { body }),
      });
      const reason = refusalIn(result);
      if (reason !== undefined) {
        this.listener.onEnd(doing, { kind: "refused", reason }, false);
        return result;
      }
      if (!doing.isUndo) {
        const after = method === "DELETE" ? undefined : asObject(result.body);
        if (doing.inverse) this.keep({ title: doing.title, target: doing.target, inverse: doing.inverse });
        else this.record(doing.title, { target: doing.target, before, after });
      }
      const undoable = !doing.isUndo && typeof this.last()?.inverse === "object";
      this.listener.onEnd(doing, { kind: "done", result }, undoable);
      return result;
    } catch (error) {
      if (error instanceof ConnectionLost)
        this.listener.onEnd(doing, { kind: error.sent ? "unknown" : "unsent" }, false);
      else if (error instanceof RequestRefused) this.listener.onEnd(doing, { kind: "refused-by-room", error }, false);
      else throw error;
      return undefined;
    } finally {
      stopTelling();
      this.setWaiting(key, false);
    }
  }

  /** Takes the newest change back; `title` says so. Returns why not, or undefined. */
  undo(title: (of: string) => string): NoInverse | "none" | undefined {
    const [newest, ...rest] = this.taken;
    if (!newest) return "none";
    this.taken = rest;
    if (typeof newest.inverse === "string") return newest.inverse;
    void this.perform({
      title: title(newest.title),
      target: newest.target,
      request: newest.inverse,
      isUndo: true,
    });
    return undefined;
  }

  private held({ resource, namespace, name }: Selection): KubeObject | undefined {
    return this.connection.getSnapshot().cluster.tables.get(resource)?.get(objectKey(namespace, name));
  }

  /** Whether the way back is told from an object that the page does not hold whole. */
  private needsWhole({ inverse, isUndo }: Doing, held: KubeObject): boolean {
    return isTrimmed(held) && !inverse && !isUndo;
  }

  /** Where the whole cannot be had there is no way back. */
  private whole({ resource }: Selection, held: KubeObject): Promise<KubeObject> {
    return wholeObject(this.connection, resource, held).catch(() => held);
  }

  private setWaiting(key: string, on: boolean): void {
    const next = new Set(this.waiting);
    if (on) next.add(key);
    else next.delete(key);
    this.waiting = next;
    for (const listener of this.listeners) listener();
  }

  /** Tells of a change that is not answered in a blink, and of the line under it; returns how to end that. */
  private tellWhileSlow(doing: Doing): () => void {
    const isUp = (): boolean => this.connection.getSnapshot().phase === "live";
    let told: boolean | undefined;
    const tell = (): void => {
      if (told === isUp()) return;
      told = isUp();
      this.listener.onSlow(doing);
    };
    let stop = (): void => {};
    const slow = setTimeout(() => {
      tell();
      stop = this.connection.subscribe(tell);
    }, SLOW_MS);
    return () => {
      clearTimeout(slow);
      stop();
    };
  }
}

export function keyOf({ resource, namespace, name }: Selection): string {
  return `${resource}/${namespace}/${name}`;
}

function asObject(body: unknown): KubeObject | undefined {
  const object = body as KubeObject | undefined;
  return object?.metadata?.uid && object.kind !== "Status" ? object : undefined;
}
