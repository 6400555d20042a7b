/** Parts of a benchmark as processes of their own, so that none pays for another's heap, compiler or timers. */
import { type ChildProcess, fork } from "node:child_process";

/** The first argument of a process that is a part; then the part's name and its options as JSON. */
export const PART_FLAG = "--part";

/** Starts a part; it ends with this process. */
export function startPart(part: string, options: unknown): ChildProcess {
  const child = fork(process.argv[1] as string, [PART_FLAG, part, JSON.stringify(options)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}

/** What a part gives, as plain data. */
export function inProcess<T = number[]>(part: string, options: unknown = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = startPart(part, options);
    let given: { readonly value: T } | undefined;
    child.on("message", (message) => {
      given = message as { readonly value: T };
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (given) resolve(given.value);
      else reject(new Error(`the part ${part} of the benchmark ended with ${code}`));
    });
  });
}

/** Gives a part's value to who started it. */
export function giveBack(value: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.({ value }, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
