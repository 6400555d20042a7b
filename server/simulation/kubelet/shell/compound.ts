/** Commands made of commands. Each function takes a frame one step further. */
import type { Outcome } from "../machine/Command.ts";
import type { Wait } from "../machine/Process.ts";
import { expandPattern, expandText } from "./expand.ts";
import { matches } from "./patterns.ts";
import { background, pipeline, subshell } from "./pipelines.ts";
import { redirected } from "./redirections.ts";
import type { ShellSteps, Step } from "./ShellPort.ts";
import type { Frame } from "./ShellState.ts";
import type { Node, Redirect } from "./syntax.ts";

/** Rounds of a loop at one moment after which it is looked whether anything changes. */
const SPIN_CHECK = 150;

/** Takes a frame of any command but a simple one a step further. */
export function compoundStep(shell: ShellSteps, frame: Frame, node: Exclude<Node, { t: "simple" }>): Step {
  switch (node.t) {
    case "list":
      return list(shell, frame, node);
    case "and":
      return andOr(shell, frame, node);
    case "pipe":
      return pipeline(shell, frame, node);
    case "subshell":
      return subshell(shell, frame, node);
    case "function":
      shell.state.funcs[node.name] = { s: frame.s, n: node.body };
      return shell.pop(0);
    case "group":
      return redirecting(shell, frame, node.redirects, () => once(shell, frame, node.body));
    case "if":
      return redirecting(shell, frame, node.redirects, () => conditional(shell, frame, node));
    case "loop":
      return redirecting(shell, frame, node.redirects, () => loop(shell, frame, node));
    case "for":
      return redirecting(shell, frame, node.redirects, () => forLoop(shell, frame, node));
    case "case":
      return redirecting(shell, frame, node.redirects, () => caseOf(shell, frame, node));
  }
}

function list(shell: ShellSteps, frame: Frame, node: Node & { t: "list" }): undefined {
  const item = node.items[frame.i];
  if (!item) return shell.pop(node.items.length === 0 ? 0 : undefined);
  frame.i++;
  if (item.background) background(shell, frame, item.n);
  else shell.push(frame, item.n);
  return undefined;
}

function andOr(shell: ShellSteps, frame: Frame, node: Node & { t: "and" }): undefined {
  if (frame.i === 0) {
    frame.i = 1;
    shell.push(frame, node.left, { c: true });
    return undefined;
  }
  if (frame.i === 1 && (shell.state.status === 0) !== node.or) {
    frame.i = 2;
    shell.push(frame, node.right);
    return undefined;
  }
  return shell.pop();
}

function once(shell: ShellSteps, frame: Frame, n: number): undefined {
  if (frame.i > 0) return shell.pop();
  frame.i = 1;
  shell.push(frame, n);
  return undefined;
}

/** A compound command's redirections hold while it runs. */
function redirecting(
  shell: ShellSteps,
  frame: Frame,
  redirects: readonly Redirect[],
  go: () => undefined | Outcome,
): undefined | Outcome {
  if (redirects.length > 0 && frame.saved === undefined) {
    shell.expander.begin();
    const targets = shell.expander.targets(frame, redirects);
    const saved = JSON.stringify(shell.process.fds);
    shell.process.fds = redirected(shell, redirects, targets);
    frame.saved = saved;
    delete frame.subs;
  }
  return go();
}

function conditional(shell: ShellSteps, frame: Frame, node: Node & { t: "if" }): undefined {
  // Even steps ask, odd ones have asked.
  const arm = node.arms[frame.i >> 1];
  if (frame.i < 0) return shell.pop();
  if (!arm) {
    if (node.otherwise === undefined) return shell.pop(0);
    frame.i = -1;
    shell.push(frame, node.otherwise);
    return undefined;
  }
  if (frame.i % 2 === 0) {
    frame.i++;
    shell.push(frame, arm.test, { c: true });
  } else if (shell.state.status === 0) {
    frame.i = -1;
    shell.push(frame, arm.body);
  } else frame.i++;
  return undefined;
}

function loop(shell: ShellSteps, frame: Frame, node: Node & { t: "loop" }): undefined | Outcome {
  if (frame.i === 0) {
    const spinning = spins(shell, frame);
    if (spinning) return spinning;
    frame.i = 1;
    shell.push(frame, node.test, { c: true });
  } else if (frame.i === 1) {
    if ((shell.state.status === 0) === node.until) return shell.pop(frame.status ?? 0);
    frame.i = 2;
    shell.push(frame, node.body);
  } else {
    frame.status = shell.state.status;
    frame.i = 0;
  }
  return undefined;
}

/** A loop that comes round again and again at one moment with nothing changed does nothing but use CPU. */
function spins(shell: ShellSteps, frame: Frame): Wait | undefined {
  const { now } = shell.machine.around;
  if (frame.spin?.at !== now) {
    frame.spin = { at: now, count: 1, mark: "" };
    return undefined;
  }
  frame.spin.count++;
  if (frame.spin.count % SPIN_CHECK !== 0) return undefined;
  const mark = `${shell.machine.activity} ${JSON.stringify([shell.state.vars, shell.process.env, shell.state.params])}`;
  if (frame.spin.mark !== mark) {
    frame.spin.mark = mark;
    return undefined;
  }
  shell.process.cores = 1;
  return {};
}

function forLoop(shell: ShellSteps, frame: Frame, node: Node & { t: "for" }): undefined {
  if (!frame.words) {
    shell.expander.begin();
    frame.words = node.words ? shell.expander.words(frame, node.words) : [...shell.state.params];
    shell.memory.keep(frame, frame.words);
    delete frame.subs;
    if (frame.words.length === 0) return shell.pop(0);
  }
  const word = frame.words[frame.i++];
  if (word === undefined) return shell.pop();
  shell.memory.set(node.name, word);
  shell.push(frame, node.body);
  return undefined;
}

function caseOf(shell: ShellSteps, frame: Frame, node: Node & { t: "case" }): undefined {
  if (frame.i > 0) return shell.pop();
  shell.expander.begin();
  const context = shell.expander.context(frame);
  const word = expandText(node.word, context);
  const arm = node.arms.find(({ patterns }) =>
    patterns.some((pattern) => matches(expandPattern(pattern, context), word)),
  );
  if (!arm) return shell.pop(0);
  frame.i = 1;
  shell.push(frame, arm.body);
  return undefined;
}
