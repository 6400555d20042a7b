/** A folder with a kustomization: its files, and the folders beside it. Models kustomize's file loader. */
import type { KubectlFiles, KubectlIo } from "../io.ts";

export class Folder {
  private constructor(
    private readonly files: KubectlFiles,
    /** Absolute, without a slash at the end. */
    readonly root: string,
    private readonly referrer: Folder | undefined,
    /** Files may be anywhere. */
    private readonly anywhere: boolean,
  ) {}

  static async at(io: KubectlIo, path: string, anywhere = false): Promise<Folder> {
    refuseUrl(path);
    if (path === "") throw new Error("must build at directory: directory path cannot be empty");
    const root = absolute(io.cwd, path);
    await mustBeFolder(io.files, root, path);
    return new Folder(io.files, root, undefined, anywhere);
  }

  /** The folder of another kustomization. */
  async folder(path: string): Promise<Folder> {
    if (path === "") throw new Error("new root cannot be empty");
    refuseUrl(path);
    if (path.startsWith("/")) throw new Error(`new root '${path}' cannot be absolute`);
    const root = absolute(this.root, path);
    await mustBeFolder(this.files, root, root);
    this.refuseVisited(root);
    return new Folder(this.files, root, this, this.anywhere);
  }

  private refuseVisited(root: string): void {
    if (within(this.root, root))
      throw new Error(`cycle detected: candidate root '${root}' contains visited root '${this.root}'`);
    this.referrer?.refuseVisited(root);
  }

  /** The content of a file, in or below the folder unless files may be anywhere. */
  async load(path: string): Promise<Uint8Array> {
    refuseUrl(path);
    const full = absolute(this.root, path);
    const kind = await this.files.kind(full);
    if (kind === undefined) throw new Error(missing(full));
    if (kind === "directory") throw new Error(`'${full}' must resolve to a file`);
    if (!this.anywhere && !within(full, this.root))
      throw new Error(`security; file '${full}' is not in or below '${this.root}'`);
    return (await this.files.read(full)) ?? new Uint8Array();
  }

  async has(name: string): Promise<boolean> {
    return (await this.files.kind(absolute(this.root, name))) === "file";
  }
}

async function mustBeFolder(files: KubectlFiles, root: string, shown: string): Promise<void> {
  const kind = await files.kind(root);
  if (kind === undefined) throw new Error(`must build at directory: not a valid directory: ${missing(root, shown)}`);
  if (kind !== "directory") throw new Error(`must build at directory: '${shown}': file is not directory`);
}

function missing(path: string, shown = path): string {
  return `evalsymlink failure on '${shown}' : lstat ${path}: no such file or directory`;
}

function within(path: string, root: string): boolean {
  return root === "" || path === root || path.startsWith(`${root}/`);
}

/** Folders of the internet are not there: what the terminal has is all there is. */
function refuseUrl(path: string): void {
  if (/^(https?|ssh|git|file):\/\//.test(path) || /^(git@|github\.com\/|git::)/.test(path))
    throw new Error(
      `kustomizations and files of the internet cannot be reached from here (${path}): copy them into the folder`,
    );
}

function absolute(base: string, path: string): string {
  const full = path.startsWith("/") ? path : `${base}/${path}`;
  const parts: string[] = [];
  for (const part of full.split("/"))
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  const start = full.startsWith("/") && parts.length > 0 ? "/" : "";
  return start + parts.join("/");
}
