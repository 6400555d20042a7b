/** YAML in colours, line by line, by the editor's grammar. Load it on demand. */
import { yamlLanguage } from "@codemirror/lang-yaml";
import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";

export interface YamlToken {
  readonly text: string;
  readonly className: string;
}

/** As in the editor, see `editor/look.ts`. */
const COLOURS = tagHighlighter([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "text-accent" },
  { tag: [tags.string, tags.special(tags.string)], class: "text-running" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], class: "text-pending" },
  { tag: [tags.comment, tags.lineComment], class: "text-faint italic" },
  { tag: [tags.meta, tags.labelName, tags.typeName], class: "text-info" },
]);

export function yamlTokens(text: string): readonly (readonly YamlToken[])[] {
  const lines: YamlToken[][] = [[]];
  highlightCode(
    text,
    yamlLanguage.parser.parse(text),
    COLOURS,
    (token, className) => lines.at(-1)?.push({ text: token, className }),
    () => lines.push([]),
  );
  return lines;
}
