/** A piece of YAML in a lesson, read by a schema; what is wrong is told at its place, in both languages. */
import { type Document, isMap, isNode, isScalar, parseDocument } from "yaml";
import type { z } from "zod";
import type { BilingualText } from "../messages.ts";
import { checkYamlDepth } from "../yamlDepth.ts";
import { checkYamlSize } from "../yamlSize.ts";
import { issueText, unknownKeys } from "./issueText.ts";
import type { LessonLines } from "./LessonLines.ts";

const MOST_PROBLEMS = 20;
/** Keys, values and lines of one piece. Keys are compared with each other, so that the work grows faster than they do. */
const MOST_PARTS = 3_000;
/** Checks within checks within checks: deeper than anybody reads. */
const DEEPEST = 24;

/** The value, or undefined when it is wrong; lines are counted from 0, `to` is the first one behind. */
export function readYaml<T>(
  schema: z.ZodType<T>,
  source: LessonLines,
  { from, to }: { readonly from: number; readonly to: number },
): T | undefined {
  const text = source.join(from, to);
  const start = source.start(from);
  try {
    checkYamlSize(text, MOST_PARTS);
    checkYamlDepth(text);
    const document = parseDocument(text, { prettyErrors: false });
    const [broken] = document.errors;
    if (broken) {
      const [begin, end] = broken.pos;
      source.wrongAt(start + begin, start + Math.max(end, begin + 1), unreadable(broken.message));
      return undefined;
    }
    const value: unknown = document.toJS({ maxAliasCount: 20 });
    if (isDeeper(value, DEEPEST)) {
      source.wrong(from, { en: "this is nested too deeply", ko: "너무 깊게 겹쳐 있어요" });
      return undefined;
    }
    const parsed = schema.safeParse(value, { reportInput: true });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues.slice(0, MOST_PROBLEMS)) {
      const [begin, end] = placeOf(document, text, issue);
      const where = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
      const { en, ko } = issueText(issue);
      source.wrongAt(start + begin, start + end, { en: `${where}${en}`, ko: `${where}${ko}` });
    }
  } catch (error) {
    source.wrong(from, unreadable((error as Error).message));
  }
  return undefined;
}

function unreadable(message: string): BilingualText {
  const problem = message.split("\n")[0] ?? "";
  return { en: `the YAML cannot be read: ${problem}`, ko: `YAML을 읽을 수 없어요: ${problem}` };
}

function isDeeper(value: unknown, than: number): boolean {
  if (value === null || typeof value !== "object") return false;
  return than === 0 || Object.values(value).some((inner) => isDeeper(inner, than - 1));
}

/** Where the thing an issue is about stands: a field that is not known, a value, or what lacks a field. */
function placeOf(document: Document.Parsed, text: string, issue: z.core.$ZodIssue): readonly [number, number] {
  const keys = unknownKeys(issue);
  for (let depth = issue.path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(issue.path.slice(0, depth), true);
    if (!isNode(node) || !node.range) continue;
    if (keys && isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && keys.includes(String(key.value)));
      if (isScalar(pair?.key) && pair.key.range) return [pair.key.range[0], pair.key.range[1]];
    }
    // Of what is many lines long the first is enough.
    const [begin, end] = node.range;
    const line = text.slice(begin, end).indexOf("\n");
    return [begin, line < 0 ? end : begin + line];
  }
  return [0, 0];
}
