/** As React's lazy; what a broken line keeps from loading is loaded when the line is back. */
import { lazy, type LazyExoticComponent } from "react";
import { whenLine } from "../client/line.ts";

type AnyComponent = Parameters<typeof lazy>[0] extends () => Promise<{ default: infer C }> ? C : never;

/** Between looking whether the server answers again, ms. */
const PAUSE_MS = 1_000;
/** A server that answers and does not give the code is asked so often. */
const TRIES = 3;

export function lazyPart<C extends AnyComponent>(load: () => Promise<{ default: C }>): LazyExoticComponent<C> {
  return lazy(() => loadThroughBreaks(load));
}

/** Loads; tries again while there is no line. Rejects when the server answers without the code: a newer version is there. */
export async function loadThroughBreaks<T>(load: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    await whenLine();
    try {
      return await load();
    } catch (error) {
      const answered = await answerOf(error as Error);
      if (answered === "gone" || left <= 1) throw error;
      if (answered === "nothing") left++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** What the server says of the file that an error of loading names. */
async function answerOf({ message }: Error): Promise<"there" | "gone" | "nothing"> {
  const file = /\S*\/_next\/\S+\.(?:js|css)/.exec(message)?.[0];
  if (file === undefined) return "there";
  try {
    const { ok } = await fetch(file, { method: "HEAD", cache: "no-store" });
    return ok ? "there" : "gone";
  } catch {
    return "nothing";
  }
}
