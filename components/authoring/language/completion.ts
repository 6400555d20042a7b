/** Completion in a lesson: fences and steps in its Markdown, fields and values in its YAML. */
import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { placeAt, siblings } from "../../editor/schema/place.ts";
import { fieldsAt, type Scope } from "./fields.ts";
import { regionAt } from "./regions.ts";

export interface LessonWords {
  /** What a field means; empty when nothing is known of it. */
  field(scope: Scope, name: string): string;
  /** What a fence is for. */
  fence(name: FenceName): string;
  readonly step: string;
}

export type FenceName = keyof typeof FENCES;

const FENCES = {
  yaml: "```yaml\n#{}\n```\n",
  sh: "```sh\n#{}\n```\n",
  check: "```check\n- that: #{what holds}\n  object: #{pods/pod-1}\n  path: #{status.phase}\n  is: #{Running}\n```\n",
  hint: "```hint\n#{}\n```\n",
  answer: "```answer\n#{}\n```\n",
  predict: "```predict\nquestion: #{question}\nanswers: #{choice}\noptions: [#{one}, #{other}]\nbecause: #{why}\n```\n",
  mistake:
    "```mistake\nwhen:\n  object: #{pods/pod-1}\n  path: #{status.phase}\n  is: #{Failed}\nsay: #{what to do}\n```\n",
} as const;

export function lessonCompletion(words: () => LessonWords) {
  return (context: CompletionContext): CompletionResult | null => {
    const text = context.state.doc.toString();
    const region = regionAt(text, context.pos);
    if (region.kind === "text") return inMarkdown(context, words());
    const place = placeAt(region.text, context.pos - region.from);
    if (/(^|\s)#/.test(place.written)) return null;
    const fields = fieldsAt(region.kind, place.path, siblings(region.text, place));
    const from = region.from + place.from;
    if (place.inValue) {
      const values = fields.find(({ name }) => name === place.key)?.values ?? [];
      return values.length > 0
        ? { from, options: values.map((label) => ({ label, type: "enum" })), validFor: /^\w*$/ }
        : null;
    }
    if (place.written === "" && !context.explicit) return null;
    const taken = siblings(region.text, place);
    // The list of checks itself: a dash begins one.
    const dash = region.kind === "check" && place.path.length === 0 ? "- " : "";
    const options = fields
      .filter(({ name }) => !taken.has(name))
      .map(({ scope, name }): Completion => {
        const info = words().field(scope, name);
        return { label: name, type: "property", apply: `${dash}${name}: `, ...(info ? { info } : {}) };
      });
    return options.length > 0 ? { from, options, validFor: /^[A-Za-z]*$/ } : null;
  };
}

function inMarkdown(context: CompletionContext, words: LessonWords): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  if (!/^(`{1,3}\w*|#{1,2})$/.test(before) && !(context.explicit && before === "")) return null;
  const fences = (Object.keys(FENCES) as FenceName[]).map((name) =>
    snippetCompletion(FENCES[name], { label: `\`\`\`${name}`, detail: words.fence(name), type: "keyword" }),
  );
  const step = snippetCompletion("## #{title} {\\#${id}}\n\n".replace("${id}", "#{step-id}"), {
    label: "## ",
    detail: words.step,
    type: "keyword",
  });
  return { from: line.from, options: [...fences, step], validFor: /^[`#\w]*$/ };
}
