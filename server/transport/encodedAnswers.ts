/**
 * The bytes of answers, kept as long as the answer they were made of: when several ask for the same, it is encoded and
 * compressed once. The texts of a list's members are kept too, so that a list of which little has changed is little work.
 * Answers are never changed once given.
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ApiResponse } from "../simulation/api/ApiRequest.ts";

const compress = promisify(gzip);

export interface Encoded {
  readonly plain: Buffer;
  compressed(): Promise<Buffer>;
}

const known = new WeakMap<object, Encoded>();

/** An answer's JSON with a line end. */
export function encodedAnswer(body: object): Encoded {
  const found = known.get(body);
  if (found) return found;
  const plain = Buffer.from(`${bodyText(body)}\n`);
  let small: Promise<Buffer> | undefined;
  const encoded: Encoded = { plain, compressed: () => (small ??= compress(plain, { level: 1 })) };
  known.set(body, encoded);
  return encoded;
}

/** An answer's JSON; `body` may be a text. */
export function bodyText(body: unknown): string {
  return (typeof body === "object" && body !== null ? listText(body) : undefined) ?? JSON.stringify(body);
}

/** An answer with its body as JSON; "" for none. */
export interface AnswerText extends Pick<ApiResponse, "status" | "contentType" | "warnings"> {
  readonly text: string;
}

export function answerText({ status, contentType, warnings, body }: ApiResponse): AnswerText {
  return { status, contentType, warnings, text: body === undefined ? "" : bodyText(body) };
}

interface Row {
  readonly cells: readonly unknown[];
  readonly object: unknown;
}

/** JSON of a list or a Table, whose members come last; undefined for anything else. */
function listText(body: object): string | undefined {
  const { items, rows } = body as { readonly items?: readonly object[] | null; readonly rows?: readonly Row[] | null };
  const members = items ?? rows;
  if (!Array.isArray(members) || members.length === 0) return undefined;
  const frame = JSON.stringify({ ...body, [items ? "items" : "rows"]: [] });
  if (!frame.endsWith(":[]}")) return undefined;
  return `${frame.slice(0, -2)}${(items ? items.map(textOf) : (rows ?? []).map(rowText)).join(",")}]}`;
}

/** A row's cells tell ages; its object stays as it is for longer. */
function rowText(row: Row): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { object, ...rest } = row;
  if (typeof object !== "object" || object === null) return textOf(row);
  return keep(row, `${JSON.stringify(rest).slice(0, -1)},"object":${textOf(object)}}`);
}

/** Characters of members' texts kept at most; with more, all are forgotten. */
const MOST_KEPT = 64 << 20;
let texts = new WeakMap<object, string>();
let kept = 0;

const textOf = (member: object): string => texts.get(member) ?? keep(member, JSON.stringify(member));

function keep(member: object, text: string): string {
  kept += text.length;
  if (kept > MOST_KEPT) {
    texts = new WeakMap();
    kept = text.length;
  }
  texts.set(member, text);
  return text;
}

let lastObject: unknown;
let lastType = "";
let lastLine = Buffer.alloc(0);

/** An event of a watch as a line of JSON. Those who watch the same hear of it one after the other and share the bytes. */
export function encodedEvent({ type, object }: { readonly type: string; readonly object: unknown }): Buffer {
  if (object !== lastObject || type !== lastType) {
    // Whoever begins a watch is told what others were told.
    const text = typeof object === "object" && object !== null ? textOf(object) : JSON.stringify(object);
    lastLine = Buffer.from(`{"type":${JSON.stringify(type)},"object":${text}}\n`);
    lastObject = object;
    lastType = type;
  }
  return lastLine;
}
