/** The files of the terminal's home: in memory while one works, kept in this browser between visits. */
import { InMemoryFs } from "just-bash/browser";
import type { KubectlFiles } from "../kubectl/io.ts";

export const HOME = "/root";
/** Characters kept between visits; what is beyond is forgotten, the newest first kept. */
const MOST_KEPT = 1_000_000;

export class HomeFiles implements KubectlFiles {
  readonly fs: InMemoryFs;
  /** Where relative paths begin. */
  cwd = HOME;

  constructor(private readonly key: string) {
    this.fs = new InMemoryFs({ ...kept(key), [`${HOME}/.keep`]: "" });
  }

  private full(path: string): string {
    return this.fs.resolvePath(this.cwd, path);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return (await this.kind(path)) === "file" ? this.fs.readFileBuffer(this.full(path)) : undefined;
  }

  async write(path: string, content: Uint8Array): Promise<void> {
    await this.fs.writeFile(this.full(path), content);
  }

  async remove(path: string): Promise<void> {
    await this.fs.rm(this.full(path), { force: true });
  }

  async kind(path: string): Promise<"file" | "directory" | undefined> {
    try {
      const { isFile, isDirectory } = await this.fs.stat(this.full(path));
      return isDirectory ? "directory" : isFile ? "file" : undefined;
    } catch {
      return undefined;
    }
  }

  async list(path: string): Promise<readonly string[]> {
    return (await this.fs.readdir(this.full(path))).sort();
  }

  /** Keeps what is in the home. */
  async keep(): Promise<void> {
    const files: { [path: string]: string } = {};
    let size = 0;
    for (const path of this.fs.getAllPaths()) {
      if (!path.startsWith(`${HOME}/`) || path.startsWith(`${HOME}/.kube/`)) continue;
      if (!(await this.fs.stat(path)).isFile) continue;
      const text = await this.fs.readFile(path);
      size += text.length;
      if (size > MOST_KEPT) break;
      files[path] = text;
    }
    try {
      localStorage.setItem(this.key, JSON.stringify(files));
    } catch {
      // The browser keeps nothing, or no more: the files are there until the page goes.
    }
  }
}

function kept(key: string): { [path: string]: string } {
  try {
    const files = JSON.parse(localStorage.getItem(key) ?? "{}") as { readonly [path: string]: unknown };
    return Object.fromEntries(
      Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}
