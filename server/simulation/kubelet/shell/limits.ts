/** What a script may take: enough for what people write, and little enough that nobody's script is felt by others. */
import { FileError } from "../machine/Files.ts";

/** Characters of one value, word or line. */
export const TEXT_LIMIT = 256 << 10;
/** Words of one command. */
export const WORD_LIMIT = 65_536;
/** Characters of a script. */
export const SCRIPT_LIMIT = 256 << 10;
/** Constructs within each other. */
export const DEPTH_LIMIT = 100;
/** Characters of all that a shell remembers. */
export const MEMORY_LIMIT = 1 << 20;
/** Characters of all that the shells of a machine remember. */
export const SHARED_MEMORY_LIMIT = 4 << 20;
/** Characters of one argument, and of all with the environment, as Linux takes them. */
export const ARGUMENT_LIMIT = 131_072;
export const ARGUMENTS_LIMIT = 2 << 20;

/** More memory is wanted than there is; a shell ends. */
export class MemoryProblem extends FileError {
  constructor() {
    super("out of memory");
  }
}

export function checkText(text: string): string {
  if (text.length > TEXT_LIMIT) throw new MemoryProblem();
  return text;
}
