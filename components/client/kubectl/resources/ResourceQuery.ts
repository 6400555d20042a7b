/** What a command works on, as its arguments and flags say. */
import type { Query } from "../rest/RestClient.ts";
import type { FileOptions } from "./files.ts";

export interface ResourceQuery {
  /** `pods`, `pods a b`, `deploy/web svc/web`, `pods,svc`. */
  readonly args?: readonly string[];
  /** The type of arguments that are bare names: `logs web` means `pods web`. */
  readonly defaultType?: string;
  readonly files?: FileOptions;
  readonly namespace: string;
  /** Refuses objects of files that are of another namespace: `-n` was given. */
  readonly requireNamespace?: boolean;
  readonly allNamespaces?: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** `--all` */
  readonly all?: boolean;
  /** A type alone means all of them. */
  readonly typeAlone?: boolean;
  readonly subresource?: string;
  /** How many objects a list is asked for at a time; 0 for all. */
  readonly chunkSize?: number;
  /** Goes on after errors and reports all of them at the end. */
  readonly continueOnError?: boolean;
  /** Fetches what files name. */
  readonly latest?: boolean;
  /** Lists become their items. */
  readonly flatten?: boolean;
  /** Objects that are named are not fetched. */
  readonly namesOnly?: boolean;
  readonly singleType?: boolean;
  /** Refuses documents that do not say what they are before anything is made of them. */
  readonly validated?: "Strict" | "Warn" | undefined;
  /** Takes kinds alone that kubectl has Go types of. */
  readonly typed?: boolean;
  /** Works on files alone, without asking the server. */
  readonly local?: boolean;
  readonly accept?: string;
  readonly listQuery?: Query;
}
