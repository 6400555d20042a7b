/**
 * A page's part in what passes at the moment: leading and going along, looking over a shoulder and being looked at, keys.
 * After a broken line what was wanted is asked for again. Without React; the state is in the room's snapshot.
 */
import { LIVE_LIMITS, type LiveMessage } from "../../../server/protocol/live.ts";
import type { ClientMessage } from "../../../server/protocol/messages.ts";
import { foldLive, type LiveState, NOTHING_LIVE, without } from "./LiveState.ts";
import { SightReporter } from "./SightReporter.ts";

export type KeysListener = (data: string, by: string) => void;

export interface LiveWire {
  send(message: ClientMessage): void;
  ask(message: (id: number) => ClientMessage): Promise<unknown>;
  changed(state: LiveState): void;
}

export class Live {
  /** What this page shows, for whoever looks at it. */
  readonly sight: SightReporter;
  private state: LiveState = NOTHING_LIVE;
  private readonly watched = new Set<string>();
  private readonly goneAlong = new Set<string>();
  private leadingTo: string | undefined;
  private listener: KeysListener | undefined;
  /** Keys that came before the terminal was there. */
  private early: { readonly data: string; readonly by: string }[] = [];

  constructor(private readonly wire: LiveWire) {
    this.sight = new SightReporter((sight) => wire.send({ type: "sight", sight }));
  }

  receive(message: LiveMessage): void {
    if (message.type === "keys") return this.keys(message.data, message.by);
    if (message.type === "watched") {
      if (message.report) this.sight.begin();
      else this.sight.end();
    }
    this.update(foldLive(this.state, message));
  }

  /** The room was entered, again maybe: the server knows nothing of what this page wanted. */
  entered(): void {
    this.lost();
    for (const person of this.watched) this.wire.ask((id) => ({ type: "watch", id, person, on: true })).catch(() => {});
    for (const of of this.goneAlong) this.wire.send({ type: "go-along", of, on: true });
    if (this.leadingTo !== undefined) this.wire.send({ type: "lead", view: this.leadingTo });
  }

  /** The line broke: nobody looks and nobody types until it is back. */
  lost(): void {
    this.sight.end();
    this.early = [];
    this.update({ ...this.state, along: new Map(), watchedBy: [], screens: new Map(), keyboards: new Map() });
  }

  /** Where this page is, for those who follow it; undefined: nobody does any more. */
  lead(view: string | undefined): void {
    this.leadingTo = view?.slice(0, LIVE_LIMITS.view);
    if (this.leadingTo !== undefined) this.wire.send({ type: "lead", view: this.leadingTo });
  }

  goAlong(of: string, on: boolean): void {
    if (this.goneAlong.has(of) === on) return;
    if (on) this.goneAlong.add(of);
    else this.goneAlong.delete(of);
    this.wire.send({ type: "go-along", of, on });
    if (on) return;
    const led = new Map(this.state.led);
    led.delete(of);
    this.update({ ...without(this.state, of, false), led });
  }

  /** Looks at a student's screen, or no more. Rejects as `request` does. */
  async watch(person: string, on: boolean): Promise<void> {
    if (on) this.watched.add(person);
    else this.watched.delete(person);
    this.update(without(this.state, person, false));
    await this.wire.ask((id) => ({ type: "watch", id, person, on }));
  }

  /** Asks for a student's keyboard, or lets go of it. */
  async askKeyboard(person: string, on: boolean): Promise<void> {
    await this.wire.ask((id) => ({ type: "ask-keyboard", id, person, on }));
  }

  /** Gives this page's terminal to who asked, or does not or no longer. */
  async giveKeyboard(by: string, on: boolean): Promise<void> {
    await this.wire.ask((id) => ({ type: "give-keyboard", id, by, on }));
  }

  type(person: string, text: string): void {
    for (let at = 0; at < text.length; at += LIVE_LIMITS.keys)
      this.wire.send({ type: "type", person, data: text.slice(at, at + LIVE_LIMITS.keys) });
  }

  /** The terminal in front takes the keys; returns how to stop. */
  onKeys(listener: KeysListener): () => void {
    this.listener = listener;
    for (const { data, by } of this.early.splice(0)) listener(data, by);
    return () => {
      if (this.listener === listener) this.listener = undefined;
    };
  }

  private keys(data: string, by: string): void {
    if (this.listener) this.listener(data, by);
    else if (this.early.length < LIVE_LIMITS.keys) this.early.push({ data, by });
  }

  private update(state: LiveState): void {
    this.state = state;
    this.wire.changed(state);
  }
}
