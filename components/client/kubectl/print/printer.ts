/** What prints objects. */
import type { JsonObject } from "../json.ts";

export interface PrintHints {
  /** The object is in the order of its Go type: JSON keeps it. */
  readonly typed?: boolean;
}

/** The text of one object; a printer knows what it printed before. */
export type Printer = (object: JsonObject, hints?: PrintHints) => string;
