/**
 * The annotation rewrite-target: the path is a pattern, and what its groups caught stands for `$1`, `$2` in the target.
 *
 * Patterns come from people, so no regular expression of theirs is run: text is taken literally, but for the groups that the
 * documentation of ingress-nginx uses, `(/|$)`, `(.*)` and `.*`. Others are not there.
 */
type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "slash-or-end" | "rest" | "unnamed-rest" };

const GROUPS: readonly (readonly [text: string, kind: Exclude<Part["kind"], "text">])[] = [
  ["(/|$)", "slash-or-end"],
  ["(.*)", "rest"],
  [".*", "unnamed-rest"],
];

/** The path after rewriting; undefined when the pattern does not fit. Without groups the pattern is a prefix. */
export function rewrittenPath(
  path: string,
  { pattern, target }: { readonly pattern: string; readonly target: string },
): string | undefined {
  const groups: string[] = [];
  let at = 0;
  for (const part of partsOf(pattern)) {
    if (part.kind === "text") {
      if (!path.toLowerCase().startsWith(part.text.toLowerCase(), at)) return undefined;
      at += part.text.length;
    } else if (part.kind === "slash-or-end") {
      const slash = path.startsWith("/", at);
      if (!slash && at !== path.length) return undefined;
      groups.push(slash ? "/" : "");
      at += slash ? 1 : 0;
    } else {
      if (part.kind === "rest") groups.push(path.slice(at));
      at = path.length;
    }
  }
  const rewritten = target.replace(/\$(\d)/g, (_whole, digit: string) => groups[Number(digit) - 1] ?? "");
  return rewritten.startsWith("/") ? rewritten : `/${rewritten}`;
}

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  let text = "";
  for (let at = 0; at < pattern.length; ) {
    const group = GROUPS.find(([form]) => pattern.startsWith(form, at));
    if (!group) {
      text += pattern[at++];
      continue;
    }
    if (text) parts.push({ kind: "text", text });
    text = "";
    parts.push({ kind: group[1] });
    at += group[0].length;
  }
  if (text) parts.push({ kind: "text", text });
  return parts;
}
