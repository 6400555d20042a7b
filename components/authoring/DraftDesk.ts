/**
 * One lesson that is written, between this page, this browser and the server. What is typed is kept in the browser at once
 * and on the server a moment later; what somebody else wrote meanwhile is taken over where nothing of one's own is unsent, and
 * is a choice where something is. It deliberately knows nothing of React.
 */
import { NEW_DRAFT, type SavedLesson } from "../../server/protocol/ownLessons.ts";
import type { LessonTexts } from "../../server/protocol/lessonText/ownLesson.ts";
import { RoomProblem } from "../client/rooms.ts";
import type { DeskParts, Other, Standing, Writing } from "./deskTypes.ts";
import { isSame, nameIn } from "./lessonNames.ts";

/** From the last key to the server; while one types on and on, from the first. */
const PAUSE_MS = 1_000;
const LONGEST_MS = 5_000;
/** Between two tries to reach a server that is away: the first pause, and the longest. */
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;

export class DraftDesk {
  /** Undefined while it comes. */
  writing: Writing | undefined;
  /** Why it does not come. */
  problem: RoomProblem | undefined;
  private readonly listeners = new Set<() => void>();
  /** What the server has, as far as is known here. */
  private kept: LessonTexts = {};
  private standing: Standing | undefined;
  private sending: Promise<void> | undefined;
  private looking: Promise<void> | undefined;
  private looksAgain = false;
  /** How often anything was sent: what is read meanwhile may be of before. */
  private sent = 0;
  private fresh: LessonTexts | undefined;
  /** It goes on elsewhere, or nobody looks any more. */
  private isDone = false;
  private readonly calls: { [timer in "pause" | "longest" | "retry"]?: (() => void) | undefined } = {};
  private retryMs = FIRST_RETRY_MS;

  constructor(private readonly parts: DeskParts) {}

  get id(): string {
    return this.parts.id;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Fetches what there is, and what was not sent the last time. */
  async open(): Promise<void> {
    const { id, unsent } = this.parts;
    const own = unsent.read(id);
    if (own) this.writing ??= { id, ...own, saved: {}, version: own.base, keeping: "away" };
    await this.look();
  }

  write(texts: LessonTexts): void {
    if (!this.writing) return;
    this.put({ texts });
    this.note();
    if (this.maySend) this.sendSoon();
  }

  /** What the list says there is: another revision or version than the one known here is looked at. */
  async news({ revision, version }: { readonly revision: number; readonly version: number }): Promise<void> {
    if (!this.standing || !this.writing) return;
    if (this.writing.revision !== revision || this.standing.version !== version) await this.look();
  }

  /** The server may be there again. */
  readonly retry = (): void => {
    this.callOff("retry");
    if (!this.standing) {
      if (this.problem) void this.look();
    } else if (this.writing?.keeping === "away") void this.send();
  };

  /** Sends what is not sent yet. `last`: the page goes. */
  async flush(last = false): Promise<void> {
    await this.sending;
    await this.send(last);
  }

  /** Nothing runs later any more. */
  close(): void {
    this.isDone = true;
    void this.flush().finally(() => {
      this.listeners.clear();
      for (const timer of ["pause", "longest", "retry"] as const) this.callOff(timer);
    });
  }

  /** A choice: what somebody else did counts. One's own words are given back. */
  async takeTheirs(): Promise<LessonTexts> {
    const { writing, standing } = this;
    if (!writing?.other) throw new Error("there is no choice");
    if (writing.other.kind === "gone" || !standing) {
      this.parts.unsent.keep(writing.id, undefined);
      this.parts.onGone(writing.texts);
    } else if (writing.other.kind === "draft") this.adopt(standing);
    else {
      await this.parts.server.remove(writing.id, writing.revision).catch(unlessGone);
      this.adopt({ saved: standing.saved, version: standing.version });
    }
    return writing.texts;
  }

  /** A choice: one's own words go over theirs. */
  async keepMine(): Promise<void> {
    const { writing, standing } = this;
    if (!writing || !standing) throw new Error("there is no choice");
    const { draft, version, saved } = standing;
    this.kept = draft?.texts ?? saved;
    this.put({ other: undefined, base: version, version, saved, revision: draft?.revision ?? 0 });
    // The version it is from now on written from is kept, too, where the words are the same.
    await this.send(false, true);
  }

  /** A choice: both. One's own words go into a draft of their own, under another name. */
  async keepAside(id: string, texts: LessonTexts): Promise<void> {
    await this.parts.server.keep(id, { texts, base: 0, revision: 0 }, false);
    await this.takeTheirs();
  }

  /** What is no version yet is given up, and given back. */
  async discard(): Promise<LessonTexts> {
    await this.flush();
    const { writing, standing } = this;
    if (!writing || !standing) throw new Error("nothing is written");
    if (writing.revision > 0) await this.parts.server.remove(writing.id, writing.revision).catch(unlessGone);
    this.adopt({ saved: standing.saved, version: standing.version });
    return writing.texts;
  }

  /** Makes a version of it. `over`: the newest version of the lesson that is called so already, and is another than this. */
  async save(over?: number): Promise<SavedLesson> {
    this.callOff("pause");
    this.callOff("longest");
    // What is on its way would come after.
    await this.sending;
    const { writing } = this;
    if (!writing) throw new Error("nothing is written");
    const saving = this.saveNow(writing, over);
    // Nothing is sent or looked at before it is known what became of it.
    this.sending = saving
      .then(
        () => {},
        () => {},
      )
      .finally(() => this.settled());
    return saving;
  }

  private async saveNow({ id, texts, revision, base: from }: Writing, over?: number): Promise<SavedLesson> {
    const base = over ?? (nameIn(texts) === id ? from : 0);
    this.sent++;
    try {
      const saved = await this.parts.server.save({ texts, base, draft: { id, revision } });
      this.kept = texts;
      const { lesson, version } = saved;
      if (lesson === id) {
        this.standing = { saved: texts, version };
        this.put({ saved: texts, base: version, version, revision: 0, keeping: "kept", refusal: undefined });
        this.put({ other: undefined, by: undefined, at: undefined });
      } else this.isDone = true;
      this.note();
      return saved;
    } catch (error) {
      this.looksAgain ||= asProblem(error).code === "conflict";
      throw error;
    }
  }

  private get isUnsent(): boolean {
    return this.writing !== undefined && !isSame(this.writing.texts, this.kept);
  }

  /** What is a choice is not sent over theirs before it is made. */
  private get maySend(): boolean {
    const kind = this.writing?.other?.kind;
    return kind === undefined || kind === "version";
  }

  private put(change: Partial<Writing>): void {
    if (this.writing) this.writing = { ...this.writing, ...change };
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** What is unsent is kept in the browser, and nothing else. */
  private note(): void {
    const { writing } = this;
    if (!writing) return;
    const { id, texts, base, revision } = writing;
    this.parts.unsent.keep(id, this.isUnsent ? { texts, base, revision } : undefined);
  }

  private async look(): Promise<void> {
    if (this.isDone) return;
    // An answer that was asked for before is older than what is known when it comes.
    if (this.sending || this.looking) {
      this.looksAgain = true;
      return;
    }
    this.looking = this.lookNow().finally(() => {
      this.looking = undefined;
      this.afterwards();
    });
    await this.looking;
  }

  private async lookNow(): Promise<void> {
    const { sent } = this;
    let there: Standing | undefined;
    try {
      there = await this.found();
    } catch (error) {
      this.problem = asProblem(error);
      this.tell();
      this.tryAgain();
      return;
    }
    this.problem = undefined;
    this.retryMs = FIRST_RETRY_MS;
    if (this.isDone) return;
    if (this.sending || this.sent !== sent) this.looksAgain = true;
    else if (there) this.meet(there);
    else this.missed();
  }

  private async found(): Promise<Standing | undefined> {
    const { id, server, fresh } = this.parts;
    const there = await server.look(id);
    if (!NEW_DRAFT.test(id)) return there;
    const isNew = (this.writing?.revision ?? 0) === 0;
    return there || isNew ? { version: 0, ...there, saved: (this.fresh ??= fresh()) } : undefined;
  }

  private afterwards(): void {
    if (!this.looksAgain || this.sending || this.looking) return;
    this.looksAgain = false;
    void this.look();
  }

  private missed(): void {
    const { id, unsent, onGone } = this.parts;
    if (this.writing && this.isUnsent) return this.put({ other: { kind: "gone" } });
    unsent.keep(id, undefined);
    onGone(this.writing?.texts ?? {});
  }

  /** What the server has, and what stands here. */
  private meet(there: Standing): void {
    const { writing } = this;
    const { draft, saved, version } = there;
    const current = draft?.texts ?? saved;
    const revision = draft?.revision ?? 0;
    if (writing && revision > 0 && revision < writing.revision) return;
    if (!writing || !this.isUnsent || isSame(current, writing.texts)) return this.adopt(there);
    this.standing = there;
    this.kept = current;
    if (draft && revision !== writing.revision)
      return this.put({ saved, version, other: { kind: "draft", texts: draft.texts, by: draft.by, at: draft.at } });
    this.put({ saved, version, revision, other: newer(writing.base, there) });
    this.note();
    void this.send();
  }

  private adopt(there: Standing): void {
    const { saved, version, draft } = there;
    const texts = draft?.texts ?? saved;
    this.standing = there;
    this.kept = texts;
    // A draft that says what the version says is none.
    const base = draft && !isSame(texts, saved) ? draft.base : version;
    this.writing = {
      id: this.parts.id,
      texts,
      base,
      revision: draft?.revision ?? 0,
      saved,
      version,
      keeping: "kept",
      by: draft?.by,
      at: draft?.at,
      other: newer(base, there),
    };
    this.note();
    this.tell();
  }

  private sendSoon(): void {
    const send = (): void => void this.send();
    this.callOff("pause");
    this.calls.pause = this.parts.later(send, PAUSE_MS);
    this.calls.longest ??= this.parts.later(send, LONGEST_MS);
  }

  private callOff(timer: "pause" | "longest" | "retry"): void {
    this.calls[timer]?.();
    this.calls[timer] = undefined;
  }

  private send(last = false, always = false): Promise<void> {
    this.callOff("pause");
    this.callOff("longest");
    const { writing } = this;
    if (this.sending) return this.sending;
    if (!writing || !this.standing || !this.maySend || !(always || this.isUnsent)) return Promise.resolve();
    this.sending = this.sendNow(writing, last).finally(() => this.settled());
    return this.sending;
  }

  private settled(): void {
    this.sending = undefined;
    this.afterwards();
    if (this.isUnsent && this.writing?.keeping === "kept") this.sendSoon();
  }

  private async sendNow({ id, texts, base, revision, saved, version }: Writing, last: boolean): Promise<void> {
    const { server, you } = this.parts;
    this.sent++;
    this.put({ keeping: "sending", refusal: undefined });
    try {
      if (isSame(texts, saved) && base === version) {
        if (revision > 0) await server.remove(id, revision).catch(unlessGone);
        this.standing = { saved, version };
        this.put({ revision: 0, by: undefined, at: undefined });
      } else {
        const { revision: next, at } = await server.keep(id, { texts, base, revision }, last);
        this.standing = { saved, version, draft: { id, titles: {}, texts, base, revision: next, at, by: you } };
        this.put({ revision: next, at, by: you });
      }
      this.kept = texts;
      this.retryMs = FIRST_RETRY_MS;
      this.put({ keeping: "kept" });
      this.note();
    } catch (error) {
      this.failed(asProblem(error));
    }
  }

  private failed(problem: RoomProblem): void {
    // Somebody else wrote, or removed it: what there is now says which.
    if (problem.code === "conflict" || problem.code === "unknown-lesson") {
      this.looksAgain = true;
      return this.put({ keeping: "away" });
    }
    if (problem.status !== 0 && problem.status !== 429 && problem.status < 500)
      return this.put({ keeping: "refused", refusal: problem });
    this.put({ keeping: "away" });
    this.tryAgain();
  }

  private tryAgain(): void {
    this.callOff("retry");
    this.calls.retry = this.parts.later(this.retry, this.retryMs);
    this.retryMs = Math.min(LAST_RETRY_MS, this.retryMs * 2);
  }
}

/** Whether a version was saved since this was written from `base`. */
function newer(base: number, { saved, version }: Standing): Other | undefined {
  return base < version ? { kind: "version", texts: saved, version } : undefined;
}

/** What is to be removed may be gone already. */
function unlessGone(error: unknown): void {
  if (asProblem(error).code !== "unknown-lesson") throw error;
}

function asProblem(error: unknown): RoomProblem {
  if (error instanceof RoomProblem) return error;
  throw error;
}
