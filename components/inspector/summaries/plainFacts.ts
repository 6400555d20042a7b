/** What an object says in values that stand on a line. Pure. */
const MOST = 16;

/** Names with paths of two levels, and their values; lists of texts are joined, larger things counted. */
export function plainFacts(value: unknown, prefix = ""): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [];
  const facts: (readonly [string, string])[] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (key === "conditions" || key === "managedFields") continue;
    const name = prefix ? `${prefix}.${key}` : key;
    if (inner === null || inner === undefined) continue;
    if (typeof inner !== "object") facts.push([name, String(inner)]);
    else if (Array.isArray(inner)) {
      const plain = inner.every((item) => typeof item !== "object");
      facts.push([name, plain ? inner.join(", ") : `[${inner.length}]`]);
    } else if (prefix === "") facts.push(...plainFacts(inner, key));
    else if (Object.keys(inner).length > 0) facts.push([name, `{${Object.keys(inner).join(", ")}}`]);
  }
  return facts.slice(0, MOST);
}
