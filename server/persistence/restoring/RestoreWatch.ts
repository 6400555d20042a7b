/** A running server's eye on the file that a restore puts beside its database (see restoreFiles.ts): a look a second, which costs next to nothing. */
import { statSync } from "node:fs";
import { checkVersion } from "../backupFiles.ts";
import { lockFiles } from "./lockFiles.ts";
import { restoreFiles, settle } from "./restoreFiles.ts";
import { answer } from "./serverAnswer.ts";

const LOOK_MS = 1_000;

export interface RestoreWatchOptions {
  readonly database: string;
  readonly migrations: string;
  /** Why this server takes no backup; undefined: it does. */
  readonly refusal: () => string | undefined;
  /** Has the server go down and begin anew. */
  readonly go: () => void;
  readonly failed: (error: unknown) => void;
}

export class RestoreWatch {
  private looking: Promise<void> | undefined;
  /** The file that was answered. */
  private answered = "";

  constructor(private readonly options: RestoreWatchOptions) {
    setInterval(() => {
      this.looking ??= this.look()
        .catch(options.failed)
        .finally(() => (this.looking = undefined));
    }, LOOK_MS).unref();
  }

  private async look(): Promise<void> {
    const { database, go } = this.options;
    const found = statSync(restoreFiles(database).copy, { throwIfNoEntry: false });
    if (!found) return;
    const which = `${found.ino} ${found.mtimeMs}`;
    if (which === this.answered) return;
    const unlock = await lockFiles(database, 0);
    if (unlock) {
      // Whoever put it there is gone: it is not wanted any more.
      settle(database);
      return unlock();
    }
    this.answered = which;
    const why = await this.refusal();
    answer(database, why === undefined ? { says: "going" } : { says: "no", why });
    if (why === undefined) go();
  }

  private async refusal(): Promise<string | undefined> {
    const { database, migrations } = this.options;
    const refusal = this.options.refusal();
    if (refusal !== undefined) return refusal;
    return checkVersion(restoreFiles(database).copy, migrations).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  }
}
