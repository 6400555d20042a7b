/** Something that can be done with an object, as menus and the palette offer it. */
import type { MenuItem } from "../ui/Menu.tsx";

export interface ObjectAction extends MenuItem {
  readonly label: string;
}

/** Kinds that `kubectl rollout restart` takes. */
export const RESTARTS = /^(deployments|statefulsets|daemonsets)\.apps$/;
