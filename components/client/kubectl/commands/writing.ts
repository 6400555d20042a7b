/** The commands that write, and `describe`. A new one is a file and a line. */
import type { Command } from "../cli/Command.ts";
import { apply } from "./apply/apply.ts";
import { patch } from "./change/patch.ts";
import { replace } from "./change/replace.ts";
import { scale } from "./change/scale.ts";
import { create } from "./create/create.ts";
import { deleteCommand } from "./delete/delete.ts";
import { describe } from "./describe/describe.ts";
import { annotate } from "./label/annotate.ts";
import { label } from "./label/label.ts";
import { cordon, uncordon } from "./nodes/cordon.ts";
import { diff } from "./diff/diff.ts";
import { edit } from "./edit/edit.ts";
import { drain } from "./nodes/drain.ts";
import { taint } from "./nodes/taint.ts";
import { rollout } from "./rollout/rollout.ts";
import { autoscale } from "./run/autoscale.ts";
import { expose } from "./run/expose.ts";
import { run } from "./run/run.ts";
import { set } from "./set/set.ts";
import { wait } from "./wait/wait.ts";

export const WRITING: readonly Command[] = [
  describe,
  create,
  apply,
  diff,
  edit,
  expose,
  run,
  set,
  deleteCommand,
  rollout,
  scale,
  autoscale,
  cordon,
  uncordon,
  drain,
  taint,
  patch,
  replace,
  wait,
  label,
  annotate,
];
