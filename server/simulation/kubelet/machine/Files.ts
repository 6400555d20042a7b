/** The file system as one container (or node) sees it: trees mounted over each other. */
import { baseName, type FileEntry, type FileTree, LateTree, normalPath, parentOf, sizeOf } from "./FileTree.ts";

export interface Mount {
  /** Where it is mounted, `/data`. */
  readonly path: string;
  readonly tree: FileTree;
  readonly readOnly?: boolean;
  /** As /proc/mounts shows it. */
  readonly device: string;
  readonly type: string;
  /** Bytes the files of the mount may take. */
  readonly capacity?: number;
}

/** What a system call failed with, in libc's words. */
export class FileError extends Error {}

const NOT_FOUND = "No such file or directory";
const LINKS = 20;
/** Bytes of a path and of a name in it, as Linux has them. */
const PATH_LIMIT = 4095;
const NAME_LIMIT = 255;
/** Directories within each other; Linux knows no limit but that of the path. */
const DEPTH_LIMIT = 100;
/** Entries and bytes a writable tree may hold, and the bytes of one file in it. */
const ENTRY_LIMIT = 4000;
const TREE_LIMIT = 4 << 20;
const CONTENT_LIMIT = 1 << 20;

export interface Stat extends FileEntry {
  readonly path: string;
  readonly size: number;
}

/** Mounts as they are looked for. */
interface Layout {
  readonly mounts: readonly Mount[];
  readonly byPath: ReadonlyMap<string, Mount>;
  /** Directories that something is mounted below. */
  readonly onTheWay: ReadonlySet<string>;
}

function layoutOf(mounts: readonly Mount[]): Layout {
  const sorted = [...mounts].sort((left, right) => right.path.length - left.path.length);
  const byPath = new Map<string, Mount>();
  const onTheWay = new Set<string>();
  for (const mount of sorted) {
    if (!byPath.has(mount.path)) byPath.set(mount.path, mount);
    for (let at = parentOf(mount.path); at !== "/"; at = parentOf(at)) onTheWay.add(at);
  }
  return { mounts: sorted, byPath, onTheWay };
}

export class Files {
  private laidOut: Layout | undefined;

  constructor(
    /** Asked for when first needed: most processes look at no file. */
    private readonly mounted: () => readonly Mount[],
    private readonly now: () => number,
    /** Called after every change with the path and how many bytes the tree has grown. */
    private readonly onWrite: (path: string) => void = () => {},
    /** Called when something is looked at in a mount. */
    private readonly onRead: (mount: Mount) => void = () => {},
  ) {}

  private get layout(): Layout {
    this.laidOut ??= layoutOf(this.mounted());
    return this.laidOut;
  }

  /** Sorted by length of path, the longest first. */
  get mounts(): readonly Mount[] {
    return this.layout.mounts;
  }

  /** Makes all that would be made when looked at: from now on it may change, and here it is what it was. */
  settle(): void {
    for (const { tree } of this.mounts) if (tree instanceof LateTree) void tree.now;
  }

  mountOf(path: string): Mount {
    const { byPath } = this.layout;
    for (let at = path; at !== "/"; at = parentOf(at)) {
      const mount = byPath.get(at);
      if (mount) return mount;
    }
    return byPath.get("/") as Mount;
  }

  /** The path without links on the way, and none at its end when `follow`. */
  resolve(path: string, follow = true): string {
    let links = 0;
    const walk = (from: string): string => {
      if (from.length > PATH_LIMIT) throw new FileError("File name too long");
      let at = "/";
      const parts = from.split("/").filter((part) => part !== "");
      for (let index = 0; index < parts.length; index++) {
        const next = at === "/" ? `/${parts[index]}` : `${at}/${parts[index]}`;
        const entry = this.entry(next);
        if (entry?.type === "l" && (follow || index < parts.length - 1)) {
          if (++links > LINKS) throw new FileError("Too many levels of symbolic links");
          const rest = parts.slice(index + 1).join("/");
          return walk(normalPath(`${entry.data ?? ""}/${rest}`, at));
        }
        at = next;
      }
      return at;
    };
    return walk(normalPath(path));
  }

  stat(path: string, follow = true): Stat | undefined {
    const real = this.resolve(path, follow);
    const entry = this.entry(real);
    return entry && { ...entry, path: real, size: entry.type === "d" ? 4096 : sizeOf(entry) };
  }

  isDirectory(path: string): boolean {
    return this.stat(path)?.type === "d";
  }

  read(path: string): string {
    const found = this.stat(path);
    if (!found) throw new FileError(NOT_FOUND);
    if (found.type === "d") throw new FileError("Is a directory");
    return (found.data ?? "") + "\0".repeat(Math.min(found.zeros ?? 0, CONTENT_LIMIT));
  }

  names(path: string): string[] {
    const found = this.stat(path);
    if (!found) throw new FileError(NOT_FOUND);
    if (found.type !== "d") throw new FileError("Not a directory");
    const mount = this.mountOf(found.path);
    const names = new Set(mount.tree.names(this.inside(mount, found.path)));
    for (const { path: at } of this.mounts)
      if (at !== "/" && parentOf(at) === found.path) names.add(baseName(at));
      else if (at !== "/" && at.startsWith(found.path === "/" ? "/" : `${found.path}/`))
        names.add(at.slice(found.path === "/" ? 1 : found.path.length + 1).split("/")[0] as string);
    return [...names].sort();
  }

  write(path: string, data: string, { append = false, mode }: { append?: boolean; mode?: number } = {}): void {
    const real = this.resolve(path);
    const old = this.entry(real);
    if (old?.type === "d") throw new FileError("Is a directory");
    if (old?.type === "c") return;
    const content = append ? (old?.data ?? "") + data : data;
    if (content.length > CONTENT_LIMIT) throw new FileError("File too large");
    this.store(real, {
      type: "f",
      data: content,
      ...(append && old?.zeros ? { zeros: old.zeros } : {}),
      mode: mode ?? old?.mode ?? 0o644,
      mtime: this.now(),
    });
  }

  /** Makes or grows a file to so many bytes of zeros. */
  fill(path: string, bytes: number): void {
    const real = this.resolve(path);
    const mount = this.mountOf(real);
    const { capacity } = mount;
    if (capacity !== undefined && this.used(mount) + bytes > capacity) throw new FileError("No space left on device");
    this.store(real, { type: "f", data: "", zeros: bytes, mode: 0o644, mtime: this.now() });
  }

  makeDirectory(path: string): void {
    const real = this.resolve(path);
    if (this.entry(real)) throw new FileError("File exists");
    this.store(real, { type: "d", mode: 0o755, mtime: this.now() });
  }

  link(target: string, path: string): void {
    if (target.length > PATH_LIMIT) throw new FileError("File name too long");
    const real = this.resolve(path, false);
    if (this.entry(real)) throw new FileError("File exists");
    this.store(real, { type: "l", data: target, mode: 0o777, mtime: this.now() });
  }

  touch(path: string): void {
    const found = this.stat(path);
    if (found) this.store(found.path, { ...this.entry(found.path), mtime: this.now() } as FileEntry);
    else this.write(path, "");
  }

  change(path: string, mode: number): void {
    const found = this.stat(path);
    if (!found) throw new FileError(NOT_FOUND);
    this.store(found.path, { ...(this.entry(found.path) as FileEntry), mode });
  }

  remove(path: string): void {
    const real = this.resolve(path, false);
    if (!this.entry(real)) throw new FileError(NOT_FOUND);
    if (this.mounts.some((mount) => mount.path === real || mount.path.startsWith(`${real}/`)))
      throw new FileError("Device or resource busy");
    const mount = this.writable(real);
    mount.tree.put?.(this.inside(mount, real), undefined);
    this.onWrite(real);
  }

  /** Copies an entry with all below it, but not the copy into itself. */
  copy(from: string, to: string, copied = to): void {
    const source = this.stat(from, false);
    if (!source) throw new FileError(NOT_FOUND);
    if (source.type === "d") {
      if (source.path === copied) return;
      const names = this.names(from);
      if (!this.isDirectory(to)) this.makeDirectory(to);
      for (const name of names) this.copy(`${from === "/" ? "" : from}/${name}`, `${to}/${name}`, copied);
      return;
    }
    const { type, data, zeros, mode } = source;
    this.store(this.resolve(to), {
      type: type === "c" ? "f" : type,
      ...(data === undefined ? {} : { data }),
      ...(zeros === undefined ? {} : { zeros }),
      ...(mode === undefined ? {} : { mode }),
      mtime: this.now(),
    });
  }

  /** Bytes that what was written in a mount takes. */
  used(mount: Mount): number {
    return mount.tree.held?.().size ?? 0;
  }

  private entry(path: string): FileEntry | undefined {
    const mount = this.mountOf(path);
    this.onRead(mount);
    const found = mount.tree.get(this.inside(mount, path));
    if (found) return found;
    // A directory that is there only because something is mounted below it.
    const leads = path === "/" || this.layout.onTheWay.has(path);
    return leads ? { type: "d", mode: 0o755, mtime: 0 } : undefined;
  }

  private inside(mount: Mount, path: string): string {
    if (mount.path === "/") return path;
    return path.slice(mount.path.length) || "/";
  }

  private writable(path: string): Mount {
    const mount = this.mountOf(path);
    if (mount.readOnly || mount.tree.readOnly || !mount.tree.put) throw new FileError("Read-only file system");
    return mount;
  }

  private store(path: string, entry: FileEntry): void {
    const parent = this.entry(parentOf(path));
    if (!parent) throw new FileError(NOT_FOUND);
    if (parent.type !== "d") throw new FileError("Not a directory");
    const mount = this.writable(path);
    const inside = this.inside(mount, path);
    const before = mount.tree.get(inside);
    if (!before) this.checkName(path);
    const held = mount.tree.held?.();
    const grows = (entry.data?.length ?? 0) - (before?.data?.length ?? 0);
    if (held && ((!before && held.entries >= ENTRY_LIMIT) || (grows > 0 && held.bytes + grows > TREE_LIMIT)))
      throw new FileError("No space left on device");
    if (sizeOf(entry) > 0 && mount.capacity !== undefined) {
      if (this.used(mount) - (before ? sizeOf(before) : 0) + sizeOf(entry) > mount.capacity)
        throw new FileError("No space left on device");
    }
    mount.tree.put?.(inside, entry);
    this.onWrite(path);
  }

  private checkName(path: string): void {
    const names = path.split("/");
    if (baseName(path).length > NAME_LIMIT || names.length > DEPTH_LIMIT) throw new FileError("File name too long");
  }
}
