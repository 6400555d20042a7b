/**
 * One terminal: keys in, text out. While nothing runs, keys edit a line; a finished line goes to the shell; while something
 * runs, keys are its own (a container's shell) or wait, and Ctrl-C ends it.
 */
import type { Terminal } from "@xterm/xterm";
import { LineEditor } from "../../server/protocol/terminal/LineEditor.ts";
import { isUnfinished } from "../client/shell/commandLine.ts";
import type { RoomShell, ShellScreen } from "../client/shell/RoomShell.ts";

const MORE = "> ";

export class Session {
  private readonly editor: LineEditor;
  private readonly inputListeners = new Set<(data: Uint8Array) => void>();
  private readonly resizeListeners = new Set<() => void>();
  private readonly encoder = new TextEncoder();
  private shell: RoomShell | undefined;
  /** Lines of a command that is not whole yet. */
  private gathered = "";
  /** Keys pressed while something ran that took none, and who pressed them. */
  private waiting: { readonly data: string; readonly by: string | undefined }[] = [];
  /** Who presses the keys that are taken in now; undefined: the person themselves. */
  private typist: string | undefined;
  private running = true;
  private lineRunning = "";

  constructor(
    private readonly terminal: Terminal,
    private readonly edit: (text: string, fileName: string, line: string) => Promise<string>,
    /** The person has left the shell: `exit`, or Ctrl-D on an empty line. */
    private readonly onExit: () => void,
  ) {
    this.editor = new LineEditor({
      columns: terminal.cols,
      echo: (text) => this.print(text),
      send: (bytes, end) => (end ? this.endOfInput() : this.line(new TextDecoder().decode(bytes))),
      interrupt: () => {
        this.gathered = "";
        this.prompt();
      },
      complete: (typed, done) => void this.shell?.complete(typed).then(done, () => done([])),
    });
    terminal.onData((data) => this.keyOf(data, undefined));
    terminal.onResize(({ cols }) => {
      this.editor.resize(cols);
      for (const listener of this.resizeListeners) listener();
    });
  }

  get screen(): ShellScreen {
    const listening =
      <T>(listeners: Set<T>) =>
      (listener: T) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      };
    return {
      write: (text) => this.print(text),
      edit: (text, fileName) => this.edit(text, fileName, this.lineRunning),
      link: {
        size: () => ({ columns: this.terminal.cols, rows: this.terminal.rows }),
        onInput: listening(this.inputListeners),
        onResize: listening(this.resizeListeners),
      },
    };
  }

  /** `earlier`: the lines of earlier visits, the oldest first. */
  start(shell: RoomShell, earlier: readonly string[]): void {
    this.shell = shell;
    this.editor.remember(earlier);
    this.ready();
  }

  close(): void {
    this.shell?.close();
  }

  /** Types lines as a person would, and runs them. */
  type(text: string): void {
    this.key(`${text.replace(/\n+$/, "").replaceAll("\n", "\r")}\r`);
  }

  /** Keys that an instructor presses who holds the person's keyboard. */
  receive(data: string, by: string): void {
    this.keyOf(data, by);
  }

  print(text: string): void {
    this.terminal.write(text.replace(/\r?\n/g, "\r\n"));
    this.editor.printed(this.encoder.encode(text));
  }

  private keyOf(data: string, by: string | undefined): void {
    this.typist = by;
    this.key(data);
    this.typist = undefined;
  }

  private key(data: string): void {
    if (!this.running) {
      // One line at a time: what follows it waits until it has run.
      const end = data.search(/[\r\n]/);
      const first = end < 0 ? data : data.slice(0, end + 1);
      this.editor.type(this.encoder.encode(first));
      const rest = data.slice(first.length);
      if (rest) this.key(rest);
    } else if (this.inputListeners.size > 0) {
      for (const listener of this.inputListeners) listener(this.encoder.encode(data));
    } else if (data.includes("\x03")) {
      this.waiting = [];
      this.print("^C\n");
      this.shell?.interrupt();
    } else this.waiting.push({ data, by: this.typist });
  }

  private prompt(): void {
    this.print(this.gathered ? MORE : (this.shell?.prompt ?? ""));
  }

  private line(line: string): void {
    const text = `${this.gathered}${line}`.replace(/\n$/, "");
    if (isUnfinished(text)) {
      this.gathered = `${text}\n`;
      return this.prompt();
    }
    this.gathered = "";
    if (text.trim() === "" || !this.shell) return this.prompt();
    this.running = true;
    this.lineRunning = text;
    const { shell } = this;
    void shell.run(text, this.typist).finally(() => (shell.left ? this.onExit() : this.ready()));
  }

  /** Ctrl-D on an empty line: a command that is not whole is dropped, a shell is left. */
  private endOfInput(): void {
    if (this.gathered === "") {
      this.print("exit\n");
      return this.onExit();
    }
    this.gathered = "";
    this.print("\nbash: syntax error: unexpected end of file\n");
    this.prompt();
  }

  private ready(): void {
    this.running = false;
    this.prompt();
    const ahead = this.waiting;
    this.waiting = [];
    for (const { data, by } of ahead) this.keyOf(data, by);
  }
}
