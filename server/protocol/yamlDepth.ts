/**
 * How deep a YAML text is nested, found without recursion: the `yaml` package composes nodes by recursion, and text made to
 * nest ten thousands deep would take more stack than there is, which ends the whole process, not the call alone.
 */
import { type CST, Parser } from "yaml";

/** Deeper than anything people write. */
export const YAML_DEPTH_LIMIT = 1000;

export class YamlDepthError extends Error {
  constructor() {
    super(`exceeded max depth of ${YAML_DEPTH_LIMIT}`);
  }
}

/** Throws YamlDepthError. */
export function checkYamlDepth(text: string): void {
  if (mayBeDeep(text) && depthOf(text) > YAML_DEPTH_LIMIT) throw new YamlDepthError();
}

/** Every level takes a bracket, or a column at the beginning of a line. */
function mayBeDeep(text: string): boolean {
  let brackets = 0;
  let widest = 0;
  for (const [run] of text.matchAll(/[[{]|^[ \t?:-]+/gm))
    if (run === "[" || run === "{") brackets++;
    else widest = Math.max(widest, run.length);
  return brackets + widest >= YAML_DEPTH_LIMIT;
}

function depthOf(text: string): number {
  let deepest = 0;
  const open: { readonly token: CST.Token; readonly depth: number }[] = [];
  const put = (token: CST.Token | null | undefined, depth: number): void => {
    if (token) open.push({ token, depth });
  };
  for (const document of new Parser().parse(text)) {
    put(document, 0);
    for (let each = open.pop(); each; each = open.pop()) {
      const { token, depth } = each;
      deepest = Math.max(deepest, depth);
      if (token.type === "document") put(token.value, depth);
      if ("items" in token)
        for (const { key, value } of token.items) {
          put(key, depth + 1);
          put(value, depth + 1);
        }
    }
  }
  return deepest;
}
