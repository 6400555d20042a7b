/** The thread's end: does what it is asked with the store. */
import type { MessagePort } from "node:worker_threads";
import type { StoragePort } from "../../rooms/StoragePort.ts";
import type { Numbered } from "../../threads/CallThread.ts";
import { storageError } from "../storageErrors.ts";
import type { AskedOfStore, StoreAnswer } from "./messages.ts";
import { callsOf, type StorageCalls } from "./StorageCalls.ts";

/** `open`: whoever asks for something that cannot be opened is told so, and it is tried again with the next call. */
export function answerCalls(port: MessagePort, open: () => Promise<StoragePort>): void {
  let opened: Promise<StorageCalls> | undefined;
  const calls = (): Promise<StorageCalls> => {
    opened ??= open()
      .then(callsOf)
      .catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
    return opened;
  };
  const answer = (message: Numbered<StoreAnswer>): void => port.postMessage(message);
  port.on("message", ({ id, call, args }: Numbered<AskedOfStore>) => {
    calls()
      .then((storage) => (storage[call] as (...args: readonly unknown[]) => Promise<unknown>)(...args))
      .then(
        (value) => answer({ id, value }),
        (error: unknown) => {
          const { trouble, message } = storageError(error);
          answer({ id, failed: { trouble, message } });
        },
      );
  });
}
