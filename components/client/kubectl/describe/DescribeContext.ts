/** What a describer may ask for besides the object. */
import type { JsonObject } from "../json.ts";

export interface DescribeContext {
  /** In ms. */
  readonly now: number;
  readonly showEvents: boolean;
  /** Reads an object or a whole list; rejects with an Error whose message is the server's. */
  read(path: string, query?: { readonly [name: string]: string }): Promise<JsonObject>;
}

/** Gives the text of an object that was read at the version the describer is registered for. */
export type Describe = (object: JsonObject, context: DescribeContext) => Promise<string>;
