/** The line of the room this page is in, for what is fetched beside it. */
interface Line {
  getSnapshot(): { readonly phase: string };
  whenUp(): Promise<void>;
}

let current: Line | undefined;

/** Returns how to stop. */
export function followLine(line: Line): () => void {
  current = line;
  return () => {
    if (current === line) current = undefined;
  };
}

/** At once, unless the line is broken. */
export async function whenLine(): Promise<void> {
  if (current?.getSnapshot().phase === "lost") await current.whenUp();
}
