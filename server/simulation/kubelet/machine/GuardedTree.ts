import { FileError } from "./Files.ts";
import { type FileEntry, type FileTree, type Held, isWithin } from "./FileTree.ts";

/** Another tree of which one folder can be read and not be written. */
export class GuardedTree implements FileTree {
  constructor(
    private readonly tree: FileTree,
    private readonly folder: string,
  ) {}

  get(path: string): FileEntry | undefined {
    return this.tree.get(path);
  }

  names(path: string): Iterable<string> {
    return this.tree.names(path);
  }

  put(path: string, entry: FileEntry | undefined): void {
    if (isWithin(path, this.folder) || (isWithin(this.folder, path) && entry?.type !== "d"))
      throw new FileError("Read-only file system");
    this.tree.put?.(path, entry);
  }

  held(): Held {
    return this.tree.held?.() ?? { entries: 0, bytes: 0, size: 0 };
  }
}
