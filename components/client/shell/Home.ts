/**
 * What stands under /root: one for all terminals of a page, merged with what other pages of this browser keep of the same
 * cluster, so that none writes over what another made.
 */
import { type FileContent, InMemoryFs } from "just-bash/browser";
import { kept as browser, keptMembers } from "../kept.ts";

export const HOME = "/root";
/** Characters kept between visits; of what is beyond the oldest is not kept. */
const MOST_KEPT = 1_000_000;

/** By path; a folder's ends in `/` and holds nothing. */
type Files = ReadonlyMap<string, string>;

/** Files, and screens of terminals that are written to as files, as /dev/pts is. */
class HomeFs extends InMemoryFs {
  readonly screens = new Map<string, (text: string) => void>();

  override async appendFile(path: string, content: FileContent, options?: never): Promise<void> {
    const screen = this.screens.get(path);
    if (!screen) return super.appendFile(path, content, options);
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    if (text !== "") screen(text);
  }
}

const homes = new Map<string, Home>();

/** The home that is kept under a key of localStorage. */
export function homeOf(key: string): Home {
  const home = homes.get(key) ?? new Home(key);
  homes.set(key, home);
  return home;
}

export class Home {
  readonly fs: HomeFs;
  /** As it stood in the browser's storage when it was last read or written. */
  private synced: Files;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly key: string) {
    this.synced = stored(key);
    const files = [...this.synced].filter(([path]) => !path.endsWith("/"));
    this.fs = new HomeFs(Object.fromEntries(files));
    for (const folder of [HOME, "/tmp"]) this.fs.mkdirSync(folder, { recursive: true });
    for (const path of this.synced.keys()) if (path.endsWith("/")) this.fs.mkdirSync(path, { recursive: true });
  }

  /** Takes in what other pages changed and keeps what this one did. Resolves to the files there was no room to keep. */
  sync(): Promise<readonly string[]> {
    const done = this.turn.then(() => this.merge());
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async merge(): Promise<readonly string[]> {
    const [theirs, ours] = [stored(this.key), await this.ours()];
    const merged = new Map<string, string>();
    for (const path of new Set([...theirs.keys(), ...ours.keys()])) {
      const here = ours.get(path);
      const there = theirs.get(path);
      const changedHere = here !== this.synced.get(path);
      const text = changedHere ? here : there;
      if (text !== undefined) merged.set(path, text);
      if (!changedHere && here !== there) await this.take(path, there);
    }
    const { kept, left } = await this.fitting(merged);
    // What the browser does not keep is there until the page goes.
    if (browser.write(this.key, JSON.stringify(Object.fromEntries(kept)))) this.synced = kept;
    return left;
  }

  private async ours(): Promise<Files> {
    const files = new Map<string, string>();
    for (const path of this.fs.getAllPaths()) {
      if (!path.startsWith(`${HOME}/`) || path.startsWith(`${HOME}/.kube`)) continue;
      if ((await this.fs.stat(path)).isFile) files.set(path, await this.fs.readFile(path));
      else files.set(`${path}/`, "");
    }
    return files;
  }

  private async take(path: string, text: string | undefined): Promise<void> {
    const folder = path.endsWith("/");
    if (text === undefined) {
      // What was made inside of a folder meanwhile keeps it.
      if (folder && (await this.fs.readdir(path.slice(0, -1))).length > 0) return;
      await this.fs.rm(folder ? path.slice(0, -1) : path, { force: true, recursive: folder });
    } else if (folder) await this.fs.mkdir(path.slice(0, -1), { recursive: true });
    else await this.fs.writeFile(path, text);
  }

  private async fitting(files: Files): Promise<{ readonly kept: Files; readonly left: readonly string[] }> {
    let size = 0;
    for (const text of files.values()) size += text.length;
    if (size <= MOST_KEPT) return { kept: files, left: [] };
    const dated = await Promise.all(
      [...files.keys()].map(async (path) => ({
        path,
        at: path.endsWith("/") ? Number.POSITIVE_INFINITY : (await this.fs.stat(path)).mtime.getTime(),
      })),
    );
    const kept = new Map<string, string>();
    const left: string[] = [];
    size = 0;
    for (const { path } of dated.sort((one, other) => other.at - one.at)) {
      const text = files.get(path) ?? "";
      if (size + text.length > MOST_KEPT) left.push(path);
      else {
        size += text.length;
        kept.set(path, text);
      }
    }
    return { kept, left };
  }
}

function stored(key: string): Files {
  const files = Object.entries(keptMembers(browser.read(key)));
  return new Map(files.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
