import { Bash } from "just-bash/browser";
import { describe, expect, it } from "vitest";
import { asItComes } from "../../../../components/client/shell/asItComes.ts";
import { HomeFiles } from "../../../../components/client/shell/HomeFiles.ts";

/** What a line leaves on the screen while it runs, in order, and what is handed out at its end. */
async function run(line: string): Promise<{ readonly shown: readonly string[]; readonly end: string; code: number }> {
  const files = new HomeFiles(line);
  const shown: string[] = [];
  const screen = files.screen((text) => shown.push(text));
  const script = asItComes(line, screen.path);
  const { stdout, stderr, exitCode } = await new Bash({ fs: files.fs, cwd: "/root" }).exec(script ?? line);
  screen.close();
  return { shown, end: stdout + stderr, code: exitCode };
}

describe("TERM-5 lines of several commands", () => {
  it.each<[string, readonly string[], number]>([
    ["for i in 1 2; do echo 한 $i; done", ["한 1\n", "한 2\n"], 0],
    [
      "i=0; while true; do i=$((i+1)); [ $i = 2 ] && continue; [ $i -gt 3 ] && break; echo $i; done; true",
      ["1\n", "3\n"],
      0,
    ],
    ["echo a | cat; nosuch; echo $?", ["a\n", "bash: nosuch: command not found\n", "127\n"], 0],
    ["mkdir d && cd d && pwd || echo no", ["/root/d\n"], 0],
    ["if [ -f x ]; then echo yes; else echo no; fi", ["no\n"], 0],
    ["f() { echo in f; }; f", ["in f\n"], 0],
    ["echo b > x; cat x; ! true", ["b\n"], 1],
    ["echo 1; exit 3; echo 2", ["1\n"], 3],
    ["echo 'a  ;b'; echo \"$(echo c; echo d)\"", ["a  ;b\n", "c\nd\n"], 0],
  ])("TERM-5 %s", async (line, shown, code) => expect(await run(line)).toEqual({ shown, end: "", code }));

  it.each(["echo one", "ls | wc -l", "if then", "cat <<E > x; cat x\na\nE"])("TERM-5 %j stays as it is", (line) =>
    expect(asItComes(line, "/dev/pts/0")).toBeUndefined(),
  );
});
