/** Values of an object by a path: `status.phase`, `spec.containers[0].image`, `status.conditions[type=Ready].status`, `metadata.labels[app.kubernetes.io/name]`. */

/** The value, or undefined when the path leads nowhere. */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const part of path.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (value === null || typeof value !== "object") return undefined;
    value = part[1] === undefined ? inBrackets(value, part[2] ?? "") : own(value, part[1]);
  }
  return value;
}

function inBrackets(value: object, inside: string): unknown {
  if (!Array.isArray(value)) return own(value, inside);
  const equals = inside.indexOf("=");
  if (equals < 0) return value[Number(inside)];
  const [key, wanted] = [inside.slice(0, equals), inside.slice(equals + 1)];
  return value.find((item: unknown) => item !== null && typeof item === "object" && String(own(item, key)) === wanted);
}

const own = (value: object, key: string): unknown =>
  Object.hasOwn(value, key) ? (value as { readonly [key: string]: unknown })[key] : undefined;
