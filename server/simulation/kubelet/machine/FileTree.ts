/** Files as plain data: a flat map by path, and the trees a container's view is made of. */

/** `f` file, `d` directory, `l` symbolic link, `c` device, `w` a file of a layer below that was removed. */
export interface FileEntry {
  readonly type: "f" | "d" | "l" | "c" | "w";
  /** Bytes of a file, target of a link. */
  readonly data?: string;
  /** Bytes beyond `data`, all zero: large files written by dd are not kept. */
  readonly zeros?: number;
  readonly mode?: number;
  /** Cluster ms. */
  readonly mtime?: number;
}

/** Entries by path from the tree's own root, `/a/b`; replaced, never changed in place. */
export type FileMap = { readonly [path: string]: FileEntry };

/** Something that can stand behind a mount. Paths begin with a slash; `/` is its root. */
export interface FileTree {
  readonly readOnly?: boolean;
  get(path: string): FileEntry | undefined;
  names(path: string): Iterable<string>;
  /** Undefined removes. */
  put?(path: string, entry: FileEntry | undefined): void;
  /** What is kept for it; absent where nothing is written. */
  held?(): Held;
}

export interface Held {
  readonly entries: number;
  /** Characters in memory. */
  readonly bytes: number;
  /** Bytes of the files, as they appear. */
  readonly size: number;
}

/** Where a node's static pods are told of, as its kubelet's configuration says. */
export const MANIFESTS = "/etc/kubernetes/manifests";

export const sizeOf = (entry: FileEntry): number => (entry.data?.length ?? 0) + (entry.zeros ?? 0);

export function parentOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at <= 0 ? "/" : path.slice(0, at);
}

/** Whether a path is another or below it. */
export const isWithin = (path: string, other: string): boolean =>
  path === other || path.startsWith(other === "/" ? "/" : `${other}/`);

export const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Absolute, no part is empty or begins with a dot: most paths. */
const NORMAL = /^(?:\/[^/.][^/]*)+$/;

/** Without `.`, `..` and double slashes; relative paths start at `cwd`. */
export function normalPath(path: string, cwd = "/"): string {
  if (NORMAL.test(path)) return path;
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${cwd}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** A tree of fixed files; directories are implied. Values that are functions are worked out when read. */
export class StaticTree implements FileTree {
  readonly readOnly = true;
  private readonly directories = new Map<string, Set<string>>();
  private readonly modes = new Map<string, number>();

  constructor(
    private readonly files: { readonly [path: string]: string | (() => string) | FileEntry },
    private readonly options: { readonly mtime?: number; readonly mode?: number } = {},
  ) {
    this.directories.set("/", new Set());
    for (const path of Object.keys(files)) {
      const entry = files[path];
      if (typeof entry === "object" && entry.type === "d") this.directoryOf(path);
      else this.directoryOf(parentOf(path)).add(baseName(path));
    }
  }

  private directoryOf(path: string): Set<string> {
    let names = this.directories.get(path);
    if (!names) {
      this.directories.set(path, (names = new Set()));
      if (path !== "/") this.directoryOf(parentOf(path)).add(baseName(path));
    }
    return names;
  }

  get(path: string): FileEntry | undefined {
    const { mtime = 0, mode = 0o644 } = this.options;
    const file = Object.hasOwn(this.files, path) ? this.files[path] : undefined;
    if (file === undefined) return this.directories.has(path) ? { type: "d", mode: 0o755, mtime } : undefined;
    if (typeof file === "object") return { mtime, ...file };
    return { type: "f", mode: this.modes.get(path) ?? mode, mtime, data: typeof file === "string" ? file : file() };
  }

  names(path: string): Iterable<string> {
    return this.directories.get(path) ?? [];
  }
}

/** A tree of fixed files that is made when somebody first looks at it, or before something that it is made of changes. */
export class LateTree implements FileTree {
  readonly readOnly = true;
  private made: FileTree | undefined;

  constructor(private readonly make: () => FileTree) {}

  get now(): FileTree {
    this.made ??= this.make();
    return this.made;
  }

  get(path: string): FileEntry | undefined {
    return this.now.get(path);
  }

  names(path: string): Iterable<string> {
    return this.now.names(path);
  }
}

/** What a writable tree is kept in. */
export interface FileBox {
  get(): FileMap;
  set(files: FileMap): void;
}

/**
 * Written entries over a tree that stays as it is. What the box gave is never changed: the first write makes a copy, later
 * ones go into it while the box still has it. So one of these is for one opening of a machine.
 */
export class LayeredTree implements FileTree {
  private copy: Record<string, FileEntry> | undefined;
  private counted: { readonly files: FileMap; readonly directories: Map<string, number> } | undefined;
  private readonly kept = { entries: 0, bytes: 0, size: 0 };

  constructor(
    private readonly box: FileBox,
    private readonly below?: FileTree,
  ) {}

  get(path: string): FileEntry | undefined {
    const own = this.own(path);
    if (own) return own.type === "w" ? undefined : own;
    if (path === "/") return this.below?.get(path) ?? { type: "d", mode: 0o755, mtime: 0 };
    const below = this.isHidden(path) ? undefined : this.below?.get(path);
    if (below) return below;
    // A directory nobody made but that something was written in (a volume's mount point).
    return this.filled().has(path) ? { type: "d", mode: 0o755, mtime: 0 } : undefined;
  }

  *names(path: string): Iterable<string> {
    const files = this.box.get();
    const prefix = path === "/" ? "/" : `${path}/`;
    const seen = new Set<string>();
    for (const key of Object.keys(files)) {
      if (!key.startsWith(prefix)) continue;
      const rest = key.slice(prefix.length);
      const name = rest.split("/")[0] as string;
      if (name === "" || seen.has(name) || (rest !== name && files[key]?.type === "w")) continue;
      seen.add(name);
      if (files[`${prefix}${name}`]?.type !== "w") yield name;
    }
    if (this.below && !this.isHidden(path)) for (const name of this.below.names(path)) if (!seen.has(name)) yield name;
  }

  put(path: string, entry: FileEntry | undefined): void {
    const files = this.writable();
    if (entry) this.exchange(files, path, entry);
    else {
      for (const key of Object.keys(files))
        if (key === path || key.startsWith(`${path}/`)) this.exchange(files, key, undefined);
      if (this.below?.get(path)) this.exchange(files, path, { type: "w" });
    }
  }

  /** Directories that something was written in, with how many entries are below each. */
  private filled(): ReadonlyMap<string, number> {
    const files = this.box.get();
    if (this.counted?.files !== files) {
      this.counted = { files, directories: new Map() };
      for (const path of Object.keys(files)) this.count(path, files[path], 1);
    }
    return this.counted.directories;
  }

  private count(path: string, entry: FileEntry | undefined, sign: 1 | -1): void {
    const directories = this.counted?.directories;
    if (!directories || !entry || entry.type === "w") return;
    for (let at = parentOf(path); at !== "/"; at = parentOf(at)) {
      const count = (directories.get(at) ?? 0) + sign;
      if (count > 0) directories.set(at, count);
      else directories.delete(at);
    }
  }

  private writable(): Record<string, FileEntry> {
    const { copy } = this;
    if (copy && copy === this.box.get()) return copy;
    const files = { ...this.box.get() };
    Object.assign(this.kept, heldIn(files));
    this.copy = files;
    this.counted = undefined;
    this.box.set(files);
    return files;
  }

  private exchange(files: Record<string, FileEntry>, path: string, entry: FileEntry | undefined): void {
    const { kept } = this;
    for (const [each, sign] of [
      [files[path], -1],
      [entry, 1],
    ] as const) {
      if (!each) continue;
      this.count(path, each, sign);
      kept.entries += sign;
      kept.bytes += sign * memoryOf(path, each);
      kept.size += sign * sizeOf(each);
    }
    if (entry) files[path] = entry;
    else delete files[path];
  }

  held(): Held {
    const files = this.box.get();
    return files === this.copy ? this.kept : heldIn(files);
  }

  private own(path: string): FileEntry | undefined {
    const files = this.box.get();
    return Object.hasOwn(files, path) ? files[path] : undefined;
  }

  /** Whether a directory on the way was removed, so that nothing of the tree below shows through. */
  private isHidden(path: string): boolean {
    const files = this.box.get();
    for (let at = path; at !== "/"; at = parentOf(at))
      if (Object.hasOwn(files, at) && files[at]?.type === "w") return true;
    return false;
  }
}

const NOTHING: Held = { entries: 0, bytes: 0, size: 0 };

const memoryOf = (path: string, { data = "" }: FileEntry): number => path.length + data.length;

function heldIn(files: FileMap): Held {
  let [entries, bytes, size] = [0, 0, 0];
  for (const path of Object.keys(files)) {
    const entry = files[path] as FileEntry;
    entries++;
    bytes += memoryOf(path, entry);
    size += sizeOf(entry);
  }
  return { entries, bytes, size };
}

/** A part of another tree as a tree of its own (hostPath, subPath). */
export class SubTree implements FileTree {
  readonly readOnly: boolean;

  constructor(
    private readonly tree: FileTree,
    private readonly root: string,
    readOnly = false,
  ) {
    this.readOnly = readOnly || (tree.readOnly ?? false);
  }

  get(path: string): FileEntry | undefined {
    return this.tree.get(this.at(path)) ?? (path === "/" ? { type: "d", mode: 0o755, mtime: 0 } : undefined);
  }

  names(path: string): Iterable<string> {
    return this.tree.names(this.at(path));
  }

  put(path: string, entry: FileEntry | undefined): void {
    this.tree.put?.(this.at(path), entry);
  }

  held(): Held {
    return this.tree.held?.() ?? NOTHING;
  }

  private at(path: string): string {
    if (this.root === "/") return path;
    return path === "/" ? this.root : `${this.root}${path}`;
  }
}
