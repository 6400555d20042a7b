/** A file system in memory, for one command. */
import type { KubectlFiles } from "../../../components/client/kubectl/io.ts";

export class MemoryFiles implements KubectlFiles {
  private readonly contents = new Map<string, Uint8Array>();

  constructor(private readonly cwd: string) {}

  put(path: string, text: string): void {
    this.contents.set(this.full(path), new TextEncoder().encode(text));
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    return this.contents.get(this.full(path));
  }

  async write(path: string, content: Uint8Array): Promise<void> {
    this.contents.set(this.full(path), content);
  }

  async remove(path: string): Promise<void> {
    this.contents.delete(this.full(path));
  }

  async kind(path: string): Promise<"file" | "directory" | undefined> {
    const full = this.full(path);
    if (this.contents.has(full)) return "file";
    const folder = full === "/" ? "/" : `${full}/`;
    return full === this.full(".") || [...this.contents.keys()].some((name) => name.startsWith(folder))
      ? "directory"
      : undefined;
  }

  async list(path: string): Promise<readonly string[]> {
    const folder = `${this.full(path).replace(/\/$/, "")}/`;
    const names = [...this.contents.keys()]
      .filter((name) => name.startsWith(folder))
      .map((name) => name.slice(folder.length).split("/")[0] as string);
    return [...new Set(names)].sort();
  }

  private full(path: string): string {
    const parts: string[] = [];
    for (const part of (path.startsWith("/") || path.startsWith("<") ? path : `${this.cwd}/${path}`).split("/")) {
      if (part === "" || part === ".") continue;
      if (part === "..") parts.pop();
      else parts.push(part);
    }
    return `/${parts.join("/")}`;
  }
}
