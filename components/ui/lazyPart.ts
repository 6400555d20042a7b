/** As React's lazy; while the line is broken it waits for it. */
import { lazy, type LazyExoticComponent } from "react";
import { whenLine } from "../client/line.ts";

type AnyComponent = Parameters<typeof lazy>[0] extends () => Promise<{ default: infer C }> ? C : never;

export function lazyPart<C extends AnyComponent>(load: () => Promise<{ default: C }>): LazyExoticComponent<C> {
  return lazy(async () => {
    await whenLine();
    return load();
  });
}
