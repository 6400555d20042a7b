/** The files that flags of `create configmap` and `create secret` name, read beforehand. */
import type { ContentFiles } from "../../generate/configData.ts";
import type { KubectlIo } from "../../io.ts";

type Known =
  | { readonly kind: "file"; readonly content: Uint8Array }
  | { readonly kind: "folder"; readonly names: readonly string[] };

/** `sources`: paths, or `key=path`. */
export async function contentFiles(io: KubectlIo, sources: readonly string[]): Promise<ContentFiles> {
  const known = new Map<string, Known>();
  const look = async (path: string): Promise<void> => {
    const kind = await io.files.kind(path);
    if (kind === "file") known.set(path, { kind, content: (await io.files.read(path)) ?? new Uint8Array() });
    if (kind !== "directory") return;
    const names: string[] = [];
    for (const name of await io.files.list(path)) {
      const inside = `${path.replace(/\/$/, "")}/${name}`;
      if ((await io.files.kind(inside)) !== "file") continue;
      names.push(name);
      known.set(inside, { kind: "file", content: (await io.files.read(inside)) ?? new Uint8Array() });
    }
    known.set(path, { kind: "folder", names });
  };
  for (const source of sources) {
    await look(source);
    const equals = source.indexOf("=");
    if (equals >= 0) await look(source.slice(equals + 1));
  }
  const found = (path: string): Known => {
    const entry = known.get(path);
    if (!entry) throw new Error("no such file or directory");
    return entry;
  };
  return {
    stat: (path) => found(path).kind,
    read: (path) => {
      const entry = found(path);
      if (entry.kind !== "file") throw new Error("is a directory");
      return entry.content;
    },
    list: (path) => {
      const entry = found(path);
      return entry.kind === "folder" ? entry.names : [];
    },
    variable: (name) => io.env[name] ?? "",
  };
}
