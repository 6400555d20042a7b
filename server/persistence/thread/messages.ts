/** What the server and the thread that stores its rooms say to each other. */
import type { StorageTrouble } from "../../rooms/StoragePort.ts";
import type { StorageCalls } from "./StorageCalls.ts";

/** What the thread is begun with. `migrations`: the folder. */
export interface StoreData {
  readonly url: string;
  readonly migrations: string;
}

export interface AskedOfStore {
  readonly call: keyof StorageCalls;
  readonly args: readonly unknown[];
}

export type StoreAnswer =
  | { readonly value: unknown }
  | { readonly failed: { readonly trouble: StorageTrouble; readonly message: string } };
