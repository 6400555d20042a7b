/** The things a command works on, fetched as they are visited. */
import { aggregate, asError, ErrorList } from "../errors.ts";
import type { Mapping } from "../rest/RestMapper.ts";
import { hasFiles, NO_FILES } from "./files.ts";
import type { Info } from "./Info.ts";
import type { ResourceQuery } from "./ResourceQuery.ts";

export type Visit = (info: Info) => Promise<void> | void;

export type Item = { readonly info: Info } | { readonly error: Error } | { readonly fatal: Error };

export class Resources {
  constructor(
    private readonly query: ResourceQuery,
    /** Something that can be watched: one type, or one object. */
    readonly targets: readonly Target[],
    /** One object is meant rather than a list. */
    readonly singleItemImplied: boolean,
    private readonly items: () => AsyncGenerator<Item>,
  ) {}

  /** Visits one by one. With `continueOnError` errors are thrown together at the end, those of `visit` too. */
  async visit(visit: Visit, ignore: (error: Error) => boolean = () => false): Promise<void> {
    const errors: Error[] = [];
    // What a file's documents are wrong in comes after what became of the others.
    const unread: Error[] = [];
    const ofFiles = hasFiles(this.query.files ?? NO_FILES) && this.query.continueOnError;
    for await (const item of this.items()) {
      const problem =
        "info" in item ? await attempt(() => visit(item.info)) : "error" in item ? item.error : item.fatal;
      if (!problem) continue;
      const kept =
        problem instanceof ErrorList
          ? aggregate(problem.errors.filter((error) => !ignore(error)))
          : ignore(problem)
            ? undefined
            : problem;
      if (kept) (ofFiles && !("info" in item) ? unread : errors).push(kept);
      if (kept && !this.query.continueOnError) break;
      if ("fatal" in item) break;
    }
    const all = aggregate(
      [...errors, ...unread].flatMap((error) => (error instanceof ErrorList ? error.errors : [error])),
    );
    if (all) throw all;
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

export async function attempt(work: () => Promise<void> | void): Promise<Error | undefined> {
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
