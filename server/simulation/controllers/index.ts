import type { ControllerFactory } from "../controllerkit/Controller.ts";

/** Every controller of a cluster by its name. */
export const CONTROLLERS: readonly (readonly [name: string, factory: ControllerFactory])[] = [];
