import { describe, expect, it } from "vitest";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { get, newCluster, PODS, pass, podManifest, send } from "../support/clusters.ts";

interface Run {
  readonly log: string;
  readonly code: number | undefined;
  /** Characters of the cluster's snapshot beyond those of a cluster without a pod. */
  readonly kept: number;
}

const EMPTY = JSON.stringify(newCluster().snapshot()).length;

/** What a script as a pod's command has put out and how it has ended, after 90 s. */
function run(script: string, image = "busybox"): Run {
  const cluster = newCluster();
  const shell = image === "busybox" ? "sh" : "bash";
  const spec = { restartPolicy: "Never", containers: [{ name: "c", image, command: [shell, "-c", script] }] };
  expect(send(cluster, "POST", PODS, { body: podManifest("p", { spec }) }).status).toBe(201);
  pass(cluster, 90);
  const status = get<Pod>(cluster, "pods", "p")?.status;
  return {
    log: String(send(cluster, "GET", `${PODS}/p/log`).body),
    code: status?.containerStatuses?.[0]?.state?.terminated?.exitCode,
    kept: JSON.stringify(cluster.snapshot()).length - EMPTY,
  };
}

const MANY = "a".repeat(40);

describe("scripts that mean no good", () => {
  it.each([
    `echo ${MANY}b | grep -cE '^(a|a)*$'`,
    `echo ${MANY}b | grep -cE '^(a|aa)+$'`,
    `echo ${MANY}b | grep -cE '^(((a)+)+)+$'`,
    `echo ${MANY}b | sed -nE '/^(a|aa)+$/p' | wc -l`,
    `echo ${MANY}b | awk '/^(a+)+$/ { n++ } END { print n + 0 }'`,
    `touch /tmp/${MANY}b; find /tmp -name '*a*a*a*a*a*a*a*a*a*a*a*a*a*a*c' | wc -l`,
    `case ${MANY}b in *a*a*a*a*a*a*a*a*a*a*a*a*a*c) echo 1;; *) echo 0;; esac`,
  ])("SHL-10 is linear: %s", (script) => {
    expect(run(script).log).toBe("0\n");
  });

  it.each([
    ["awk '/(/' /etc/hostname", "awk: Invalid regular expression\n"],
    ["echo a | grep -E '('", "grep: Invalid regular expression\n"],
    [`echo ${MANY} | grep '\\(a*\\)*\\1'`, "grep: pattern is too complex (Podroom)\n"],
    [`seq 100000 | tr -d '\\n' | grep -E '(1?){200}x'`, "grep: pattern is too complex (Podroom)\n"],
  ])("SHL-10 refuses %s", (script, log) => {
    expect(run(script)).toMatchObject({ log, code: expect.toSatisfy((code) => code > 0) });
  });

  it("SHL-10 finds what POSIX finds: the longest, back references, words, brackets as they stand", () => {
    const script = `echo abcd | grep -oE 'a|ab'; echo baaac | sed 's/a*/x/g'; echo aabb | sed 's/\\(.\\)\\1/<\\1>/g'
      echo 'x[1](2)' | grep -o '[]1[]*(2)'; echo 'foo.bar foobar' | grep -ow foo; echo 'a1,b2' | sed -E 's/([a-z])([0-9])/\\2\\1/g'`;
    expect(run(script).log).toBe("ab\nxbxcx\n<a><b>\n[1](2)\nfoo\n1a,2b\n");
  });

  it("SHL-11 wraps at 64 bits and keeps C's rules", () => {
    const script =
      "echo $((9223372036854775807 + 1)) $((2**63)) $((2**100000000)) $((1<<64)) $((-7/2)) $((7%-3)) $((010)) $((0x1f))";
    expect(run(script).log).toBe("-9223372036854775808 -9223372036854775808 0 1 -3 1 8 31\n");
  });

  it.each([
    [`mkdir -p /tmp/${"a/".repeat(1000)} 2>&1 | grep -o 'File name too long'`, "File name too long\n"],
    [`touch /tmp/${"a".repeat(300)} 2>&1 | grep -o 'File name too long'`, "File name too long\n"],
    ["cp -r /tmp /tmp/x", "cp: cannot copy a directory, '/tmp', into itself, '/tmp/x'\n"],
    ["mv /tmp /tmp/x", "mv: can't rename '/tmp': Invalid argument\n"],
    ["date -d @99999999999999999", "date: invalid date '@99999999999999999'\n"],
  ])("SHL-12 answers %s as the system does", (script, log) => {
    expect(run(script).log).toBe(log);
  });

  it("SHL-12 is out of space after so many files or bytes", () => {
    const bytes =
      "yes | head -c 900000 > /tmp/a; for i in $(seq 20); do cat /tmp/a > /tmp/$i || break; done; ls /tmp | wc -l";
    const many = run(bytes);
    expect(many.log).toContain("No space left on device");
    expect(many.kept).toBeLessThan(10_000_000);
    expect(run("i=0; while touch /tmp/$i; do i=$((i+1)); done; echo $i").log).toContain("No space left on device");
  });

  it.each([
    ["x=a; for i in $(seq 30); do x=$x$x; done", "sh: out of memory\n"],
    ["printf '%1000000000s' a", "sh: out of memory\n"],
    [`echo ${"{a,b}".repeat(30)} > /dev/null`, "sh: out of memory\n"],
    ['set -- a; while :; do set -- "$@" "$@"; done', "sh: out of memory\n"],
    ["i=0; while :; do i=$((i+1)); eval v$i=$(seq 1000 | tr -d '\\n'); done", /out of memory\n$/],
    ["awk 'BEGIN { printf \"%1000000000d\", 1 }'", "awk: out of memory\n"],
    ["a=b; b=a; echo $((a))", "sh: expression recursion level exceeded\n"],
    [`echo $((${"(".repeat(5000)}1${")".repeat(5000)}))`, "sh: expression recursion level exceeded\n"],
    [`x=${"${y:-".repeat(5000)}a${"}".repeat(5000)}`, "sh: expression recursion level exceeded\n"],
    [`${"( ".repeat(5000)}true${" )".repeat(5000)}`, "sh: syntax error: nested too deeply\n"],
    [`[ ${"! ".repeat(5000)}a ]`, "sh: [: too many arguments\n"],
    ["f() { f; }; f", "sh: maximum function nesting level exceeded\n"],
    ["x=$(seq 40000 | tr -d '\\n'); y=$x env", /Argument list too long\n$/],
  ])("SHL-13 says what is too much: %s", (script, log) => {
    expect(run(script).log).toEqual(typeof log === "string" ? log : expect.stringMatching(log));
  });

  it("SHL-13 knows no names but those that were given", () => {
    const script = "toString; alias valueOf; type constructor; __proto__=3; valueOf=3; echo [$__proto__] $valueOf";
    const { log } = run(`${script} 2>/dev/null`, "debian");
    expect(log).toContain("[] 3\n");
    expect(run("date '+%a constructor %toString'").log).toMatch(/^\w{3} constructor \t?oString\n$/);
  });

  it.each([
    ["busybox", "yes | sort"],
    ["busybox", "x=$(yes)"],
    ["busybox", "cat /dev/zero | sort"],
    ["busybox", "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaa; done | sleep 1000"],
    ["busybox", "for i in $(seq 3000); do sleep 1000 & done; wait"],
    ["busybox", ":() { : | : & }; :"],
    ["debian", ":(){ :|:& };:"],
    ["debian", "f() { $(f); }; f"],
    ["busybox", "f() { f | f; }; f"],
    ["busybox", "seq 100000000000 | wc -l"],
    ["busybox", 'i=0; while :; do i=$((i+1)); eval "f$i() { :; }"; done'],
  ])("SHL-14 goes on beside %s: %s", (image, script) => {
    expect(run(script, image).kept).toBeLessThan(20_000_000);
  });
});
