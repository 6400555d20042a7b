/** Names near to what was typed, by cobra's measure: small and capital letters are alike. */
import { editDistance } from "../../../words/nearest.ts";

interface Named {
  readonly name: string;
  readonly suggestFor?: readonly string[];
  readonly hidden?: boolean;
}

export function suggestions(typed: string, commands: readonly Named[]): string[] {
  return commands
    .filter(
      ({ name, suggestFor, hidden }) =>
        !hidden &&
        (editDistance(typed.toLowerCase(), name.toLowerCase()) <= 2 ||
          name.toLowerCase().startsWith(typed.toLowerCase()) ||
          (suggestFor ?? []).some((other) => other.toLowerCase() === typed.toLowerCase())),
    )
    .map(({ name }) => name);
}
