/**
 * A room's past in front of its present: which moment is shown, and asking for another. Of moments wanted one after the other
 * one is fetched at a time, and the newest counts, so that scrubbing never queues. Events, of which there are many, come when
 * it rests. Without React.
 */
import { type ClusterState, markAll } from "../../server/protocol/clusterState.ts";
import { type ActivityView, type MomentPart, type MomentView, objectKey } from "../../server/protocol/messages.ts";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";

/** The least time between two questions, ms: the server counts them. */
const PACE_MS = 140;

/** A moment as the screen shows it. */
export interface ShownMoment {
  /** Cluster time, ms. */
  readonly time: number;
  /** The last command before it. */
  readonly seq: number;
  /** False: near to what was, see `MomentView`. */
  readonly exact: boolean;
  readonly cluster: ClusterState;
  readonly activity: readonly ActivityView[];
}

export class Past {
  private current: ShownMoment | undefined;
  private want: number | undefined;
  private fetching: Promise<void> | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  private reads: Promise<void> = Promise.resolve();
  private readonly waiting = new Map<string, Promise<unknown>>();
  /** What was wanted when nobody had wanted another for a while. */
  private restsOn: number | undefined;

  constructor(
    private readonly fetch: (time: number, part: MomentPart) => Promise<MomentView>,
    private readonly changed: (moment: ShownMoment | undefined) => void,
  ) {}

  get shown(): ShownMoment | undefined {
    return this.current;
  }

  /** The cluster time that is shown or on its way, ms; undefined for now. */
  get wanted(): number | undefined {
    return this.want;
  }

  /** Resolves when a moment is shown that was wanted at or after this call, or none is wanted any more. */
  show(time: number): Promise<void> {
    if (this.want === time && (this.fetching || this.current)) return this.fetching ?? Promise.resolve();
    this.want = time;
    this.fetching ??= this.fetchWanted().finally(() => {
      this.fetching = undefined;
    });
    return this.fetching;
  }

  /**
   * Asks something of the moment that is shown, once it rests: `ask` gets its cluster time, ms, or undefined when it is now by then. One
   * after the other, since a page may wait for few moments at once; what waits already under the same `key` is asked once.
   */
  read<T>(key: string, ask: (time: number | undefined) => Promise<T>): Promise<T> {
    const waiting = this.waiting.get(key);
    if (waiting) return waiting as Promise<T>;
    const read = this.reads.then(async () => {
      const time = await this.rested();
      this.waiting.delete(key);
      return ask(time);
    });
    this.waiting.set(key, read);
    this.reads = read.then(
      () => {},
      () => {},
    );
    return read;
  }

  /** Back to the present. */
  leave(): void {
    this.want = undefined;
    if (!this.current) return;
    this.current = undefined;
    this.changed(undefined);
  }

  private async rested(): Promise<number | undefined> {
    while (this.want !== undefined && (this.fetching || this.restsOn !== this.want)) {
      const wanted = this.want;
      await this.fetching?.catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, PACE_MS));
      if (this.want === wanted) this.restsOn = wanted;
    }
    return this.current?.time;
  }

  private async fetchWanted(): Promise<void> {
    let got: number | undefined;
    while (this.want !== undefined && this.want !== got) {
      const pause = this.askedAt + PACE_MS - Date.now();
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      if (this.want === undefined) return;
      const asked = this.want;
      this.askedAt = Date.now();
      let view: MomentView;
      try {
        view = await this.fetch(asked, "objects");
      } catch (error) {
        // What is shown stays; to ask again is up to whoever wants it.
        this.want = this.current?.time;
        throw error;
      }
      if (this.want === undefined) return;
      got = asked;
      this.current = { ...view, cluster: clusterAt(view) };
      this.changed(this.current);
      void this.fetchEvents(this.current, asked);
    }
  }

  /** What is shown gets its Events when nobody wants another moment any more. Without them it stays as it is. */
  private async fetchEvents(shown: ShownMoment, asked: number): Promise<void> {
    const rests = (): boolean => this.current === shown && this.want === asked;
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
    if (!rests()) return;
    this.askedAt = Date.now();
    const events = await this.fetch(asked, "events").catch(() => undefined);
    if (!events || !rests()) return;
    const tables = new Map([...shown.cluster.tables, ...clusterAt(events).tables]);
    this.current = { ...shown, cluster: { ...shown.cluster, tables } };
    this.changed(this.current);
  }
}

/** The objects of a moment as tables. */
export function clusterAt({ objects, trimmed, revision, time }: MomentView): ClusterState {
  markAll(objects, trimmed);
  const tables = new Map<string, Map<string, KubeObject>>();
  for (const [resource, list] of Object.entries(objects))
    tables.set(
      resource,
      new Map(list.map((object) => [objectKey(object.metadata.namespace, object.metadata.name), object])),
    );
  return { epoch: "past", rights: "", revision, time, tables, causes: new Map(), pending: [] };
}

/** Of the causes known now those that were the causes then, too. */
export function causesUntil(causes: ReadonlyMap<string, number>, seq: number): ReadonlyMap<string, number> {
  return new Map([...causes].filter(([, by]) => by <= seq));
}
