/** Commands: what the palette lists and what keys do. Parts of the screen register theirs while they are there. */

export type CommandGroup = "go" | "do" | "view" | "room";

export interface Command {
  readonly id: string;
  readonly group: CommandGroup;
  /** In the reader's language. */
  readonly title: string;
  /** More words it is found by. */
  readonly words?: string;
  /**
   * `mod+k` (Ctrl or ⌘), `shift+?`, `g m` (one after the other), or a single character, which does nothing while one types
   * and can be turned off.
   */
  readonly keys?: string;
  /** Why it cannot be done now: it is shown with that, and its keys say it. */
  readonly why?: string;
  run(): void;
}

export class CommandRegistry {
  private readonly lists = new Set<() => readonly Command[]>();

  /** `list` is asked anew each time; returns how to take it back. */
  add(list: () => readonly Command[]): () => void {
    this.lists.add(list);
    return () => this.lists.delete(list);
  }

  /** All of them; of two with one id the newer. */
  all(): readonly Command[] {
    const found = new Map<string, Command>();
    for (const list of this.lists) for (const command of list()) found.set(command.id, command);
    return [...found.values()];
  }
}

/** What was pressed, as `keys` writes it; "" for a modifier alone. */
export function printKey(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): string {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (["Control", "Meta", "Alt", "Shift", "Dead", "Process"].includes(key)) return "";
  const name = key.length === 1 ? key.toLowerCase() : key;
  const named = key.length > 1 || ctrlKey || metaKey || altKey;
  return `${ctrlKey || metaKey ? "mod+" : ""}${altKey ? "alt+" : ""}${shiftKey && named ? "shift+" : ""}${name}`;
}

/** Whether keys go into a text there: then only those with a modifier are commands. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (!element?.closest) return false;
  return element.isContentEditable || element.closest("input, textarea, select, [role=textbox], .xterm") !== null;
}

/** Matches presses against commands, sequences of two included. */
export class KeyReader {
  private first = "";
  private at = 0;

  constructor(private readonly commands: () => readonly Command[]) {}

  /** The command a press completes. `now` in ms: the second of two comes within a second. */
  read(pressed: string, now: number): Command | undefined {
    const all = this.commands();
    const pair = now - this.at < 1_000 && this.first !== "" ? `${this.first} ${pressed}` : "";
    // The second of two is not a command of its own.
    const found = all.find(({ keys }) => pair !== "" && keys === pair) ?? all.find(({ keys }) => keys === pressed);
    this.first = found ? "" : pressed;
    this.at = now;
    return found;
  }
}
