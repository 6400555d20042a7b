/** Kinds a room does not serve yet, `resource.group` → kind. Recordings that need one are left out by it, and by nothing else. */
export const NOT_SERVED: Readonly<Record<string, string>> = {
};

/** What tells that a recording needs a kind. */
const SIGNS = Object.entries(NOT_SERVED).map(([key, kind]) => {
  const [resource = "", ...group] = key.split(".");
  const path = `${group.length > 0 ? `/apis/${group.join(".")}/` : "/api/"}v[0-9a-z]+/(namespaces/[^/"]+/)?${resource}[/?"]`;
  return { kind, sign: new RegExp(`"kind": ?"${kind}"|kind: ${kind}\\b|${path}`) };
});

/** The kinds a recording needs that are not there. */
export function missingKinds(recorded: object): readonly string[] {
  const text = JSON.stringify(recorded).replaceAll("\\", "");
  return SIGNS.filter(({ sign }) => sign.test(text)).map(({ kind }) => kind);
}
