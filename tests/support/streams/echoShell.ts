/** A shell for tests: `echo WORDS`, `cat` (until the input ends), `exit N`, `err TEXT`, `missing`, `size` (until resized), `flood`;
 * without a command it is an attach. */
import type { ShellOpener } from "../../../server/transport/streams/shells.ts";

export const echoShell: ShellOpener = (_door, options) => {
  const [program, ...words] = options.command;
  const out = (text: string): void => options.onOutput("stdout", Buffer.from(text));
  let ended = false;
  const exit = (code: number): void => {
    if (!ended) options.onExit({ code });
    ended = true;
  };
  switch (program) {
    case "echo":
      out(`${words.join(" ")}\n`);
      exit(0);
      break;
    case "exit":
      exit(Number(words[0]));
      break;
    case "err":
      options.onOutput("stderr", Buffer.from(words.join(" ")));
      exit(0);
      break;
    case "flood":
      for (let part = 0; part < 400 && !ended; part++) options.onOutput("stdout", Buffer.alloc(64 * 1024, 120));
      break;
    case undefined:
      out("attached\n");
      exit(0);
      break;
    case "cat":
    case "size":
      break;
    default:
      options.onExit({
        failure: `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": executable file not found in $PATH`,
      });
  }
  return {
    write: (data) => {
      if (program === "cat") options.onOutput("stdout", data);
    },
    endInput: () => exit(0),
    resize(columns, rows) {
      out(`${columns}x${rows}`);
      exit(0);
    },
    close: () => {
      ended = true;
    },
  };
};
