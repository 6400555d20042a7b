/** Problems of YAML in the words of Go's parser. The `yaml` package finds the place; what libyaml would say is told from it. */
import type { YAMLError } from "yaml";

export function syntaxProblem(error: YAMLError, text: string): string {
  const line = lineAt(text, error.pos[0]);
  // The parser counts lines from zero, the scanner from one; neither tells the first one.
  const at = (number: number, problem: string): string =>
    line === 1 || number === 0 ? `yaml: ${problem}` : `yaml: line ${number}: ${problem}`;
  const parserAt = (problem: string): string => at(line - 1, problem);
  switch (error.code) {
    case "TAB_AS_INDENT":
    case "UNEXPECTED_TOKEN":
      if (text.slice(error.pos[0]).startsWith("\t") || /^\s*\t/.test(lineText(text, line)))
        return at(line, "found character that cannot start any token");
      return parserAt("did not find expected node content");
    case "MULTILINE_IMPLICIT_KEY":
    case "IMPOSSIBLE":
      return at(line, "could not find expected ':'");
    case "BAD_INDENT":
    case "MISSING_CHAR":
      if (error.message.includes("quote")) return at(line, "found unexpected end of stream");
      return parserAt("did not find expected key");
    case "BLOCK_AS_IMPLICIT_KEY":
      return at(line, "mapping values are not allowed in this context");
    default:
      return parserAt("did not find expected key");
  }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

function lineText(text: string, line: number): string {
  return text.split("\n")[line - 1] ?? "";
}
