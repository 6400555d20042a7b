/** A terminal's view of the home: its own working directory, history and screen over files all terminals share. */
import type { KubectlFiles } from "../kubectl/io.ts";
import { HOME, type Home, homeOf } from "./Home.ts";

export { HOME } from "./Home.ts";

const HISTORY = `${HOME}/.bash_history`;
const MOST_LINES = 500;

export class HomeFiles implements KubectlFiles {
  private readonly home: Home;
  /** Where relative paths begin. */
  cwd = HOME;

  constructor(key: string) {
    this.home = homeOf(key);
  }

  get fs(): Home["fs"] {
    return this.home.fs;
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

  /** Keeps what is in the home, takes in what other pages did; resolves to the files there was no room to keep. */
  keep(): Promise<readonly string[]> {
    return this.home.sync();
  }

  /** What is appended to the path that comes back is written to a screen. */
  screen(write: (text: string) => void): { readonly path: string; close(): void } {
    const { screens } = this.fs;
    let number = 0;
    while (screens.has(`/dev/pts/${number}`)) number++;
    const path = `/dev/pts/${number}`;
    screens.set(path, write);
    return { path, close: () => void screens.delete(path) };
  }

  /** Lines of earlier, the oldest first. */
  async history(): Promise<readonly string[]> {
    const bytes = await this.read(HISTORY);
    return bytes ? new TextDecoder().decode(bytes).split("\n").filter(Boolean) : [];
  }

  async remember(text: string): Promise<void> {
    const lines = [...(await this.history()), ...text.split("\n").filter((line) => line.trim() !== "")];
    await this.write(HISTORY, new TextEncoder().encode(`${lines.slice(-MOST_LINES).join("\n")}\n`));
  }
}
