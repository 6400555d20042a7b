/** Every command kubectl has here. A new one is a file and a line in one of the two lists. */
import type { Command } from "../cli/Command.ts";
import { READING } from "./reading.ts";
import { WRITING } from "./writing.ts";

/** Kubectl's own order, which is that of its suggestions. */
const ORDER =
  "create expose run set explain get edit delete rollout scale autoscale certificate cluster-info top cordon uncordon drain taint describe logs attach exec port-forward proxy cp auth debug events diff apply patch replace wait kustomize label annotate completion alpha config plugin version api-versions api-resources options".split(
    " ",
  );

const place = ({ name }: Command): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

export const COMMANDS: readonly Command[] = [...READING, ...WRITING].sort((left, right) => place(left) - place(right));
