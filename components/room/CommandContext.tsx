"use client";
/** Registers commands and listens to their keys. */
import { toast } from "sonner";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { kept } from "../client/kept.ts";
import { type Command, CommandRegistry, isTyping, KeyReader, printKey } from "./commands.ts";

const Context = createContext<CommandRegistry | undefined>(undefined);
const SINGLE_KEYS = "podroom:single-keys";

export function CommandProvider({ children }: { readonly children: ReactNode }) {
  const [registry] = useState(() => new CommandRegistry());
  useEffect(() => {
    const reader = new KeyReader(() => registry.all());
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const pressed = printKey(event);
      if (pressed === "") return;
      const bare = !/^(mod|alt)\+/.test(pressed);
      if (bare && (isTyping(event.target) || !singleKeysOn())) return;
      // A dialog's keys are its own.
      if (bare && document.querySelector("[role=dialog][data-modal=true]")) return;
      const command = reader.read(pressed, event.timeStamp);
      if (!command) return;
      event.preventDefault();
      if (command.why === undefined) command.run();
      else toast.message(command.why, { id: "why-not" });
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [registry]);
  return <Context value={registry}>{children}</Context>;
}

export function useCommandRegistry(): CommandRegistry {
  const registry = useContext(Context);
  if (!registry) throw new Error("outside CommandProvider");
  return registry;
}

/** Registers commands for as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useCommandRegistry();
  const newest = useRef(commands);
  newest.current = commands;
  useEffect(() => registry.add(() => newest.current), [registry]);
}

const changed = new Set<() => void>();

function singleKeysOn(): boolean {
  return kept.read(SINGLE_KEYS) !== "off";
}

/** Whether keys without Ctrl or ⌘ are commands: those who dictate or use switches may not want them. */
export function useSingleKeys(): readonly [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(
    (listener) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    singleKeysOn,
    () => true,
  );
  return [
    on,
    (next) => {
      kept.write(SINGLE_KEYS, next ? "on" : "off");
      for (const listener of changed) listener();
    },
  ];
}
