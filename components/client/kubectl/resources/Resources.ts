/** The things a command works on, fetched as they are visited. */
import { asError, withoutIgnored } from "../errors.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import type { Info } from "./Info.ts";
import type { Visitor } from "./visitors.ts";

export class Resources {
  constructor(
    /** Something that can be watched: one type, or one object. */
    readonly targets: readonly Target[],
    /** One object is meant rather than a list. */
    readonly singleItemImplied: boolean,
    private readonly visitor: Visitor,
  ) {}

  /** Visits one by one. Throws what went wrong, in `visit` too, but for what is to be ignored. */
  async visit(
    visit: (info: Info) => Promise<void> | void,
    ignore: (error: Error) => boolean = () => false,
  ): Promise<void> {
    const problem = await this.visitor(async (item) => (item instanceof Error ? item : attempt(() => visit(item))));
    const kept = problem && withoutIgnored(problem, ignore);
    if (kept) throw kept;
  }

  async infos(
    ignore?: (error: Error) => boolean,
  ): Promise<{ readonly infos: readonly Info[]; readonly error: Error | undefined }> {
    const infos: Info[] = [];
    try {
      await this.visit((info) => void infos.push(info), ignore);
    } catch (error) {
      return { infos, error: asError(error) };
    }
    return { infos, error: undefined };
  }

  /** All of them; throws what went wrong. */
  async all(): Promise<readonly Info[]> {
    const { infos, error } = await this.infos();
    if (error) throw error;
    return infos;
  }
}

async function attempt(work: () => Promise<void> | void): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return asError(error);
  }
}

export interface Target {
  readonly mapping: Mapping;
  readonly namespace: string;
  /** Empty for all of the type. */
  readonly name: string;
}
