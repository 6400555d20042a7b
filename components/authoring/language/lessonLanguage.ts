/** Markdown whose front matter and fences are read as what they are. */
import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { yamlFrontmatter, yamlLanguage } from "@codemirror/lang-yaml";
import type { Extension } from "@codemirror/state";

const OF_YAML: ReadonlySet<string> = new Set(["yaml", "yml", "check", "predict", "mistake"]);

export function lessonLanguage(): Extension {
  const content = markdown({
    base: markdownLanguage,
    codeLanguages: (info) =>
      OF_YAML.has(info) ? yamlLanguage : info === "hint" || info === "answer" ? markdownLanguage : null,
    completeHTMLTags: false,
  });
  return yamlFrontmatter({ content });
}
