/**
 * What a namespace's `pod-security.kubernetes.io/…` labels ask for.
 * Models kubernetes pod-security-admission api/helpers.go.
 */
import { type FieldError, invalid } from "../../kinds/validation/errors.ts";

export type Level = "privileged" | "baseline" | "restricted";

/** Minor version of Kubernetes 1; Infinity = latest. */
export type MinorVersion = number;

export interface LevelVersion {
  readonly level: Level;
  readonly minor: MinorVersion;
}

export interface Policy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

interface Evaluated {
  readonly policy: Policy;
  readonly errors: readonly FieldError[];
}

const LEVELS: readonly Level[] = ["privileged", "baseline", "restricted"];
const ANYTHING: LevelVersion = { level: "privileged", minor: Number.POSITIVE_INFINITY };
const NO_POLICY: Evaluated = { policy: { enforce: ANYTHING, audit: ANYTHING, warn: ANYTHING }, errors: [] };
const PREFIX = "pod-security.kubernetes.io/";

type Labels = { readonly [key: string]: string };

const evaluated = new WeakMap<Labels, Evaluated>();

/** The policy, and what is wrong with the labels. */
export function policyOf(labels: Labels | undefined): Evaluated {
  return labels ? evaluate(labels) : NO_POLICY;
}

/** The same for labels of a stored object: they never change, so the answer is kept. */
export function storedPolicyOf(labels: Labels | undefined): Evaluated {
  if (!labels) return NO_POLICY;
  let known = evaluated.get(labels);
  if (!known) evaluated.set(labels, (known = evaluate(labels)));
  return known;
}

function evaluate(labels: Labels): Evaluated {
  const errors: FieldError[] = [];
  const read = (mode: keyof Policy): LevelVersion => {
    const level = labels[PREFIX + mode];
    const version = labels[`${PREFIX}${mode}-version`];
    return {
      level: level === undefined ? "privileged" : readLevel(mode, level, errors),
      minor: version === undefined ? ANYTHING.minor : readVersion(mode, version, errors),
    };
  };
  const enforce = read("enforce");
  const audit = read("audit");
  let warn = read("warn");
  const given = labels[`${PREFIX}enforce`];
  if (given !== undefined && (LEVELS as readonly string[]).includes(given)) {
    warn = {
      level: labels[`${PREFIX}warn`] === undefined ? enforce.level : warn.level,
      minor: (labels[`${PREFIX}warn`] ?? labels[`${PREFIX}warn-version`]) ? warn.minor : enforce.minor,
    };
  }
  return { policy: { enforce, audit, warn }, errors };
}

/** A level that is none counts as the strictest where it is enforced, as none elsewhere. */
function readLevel(mode: keyof Policy, text: string, errors: FieldError[]): Level {
  if ((LEVELS as readonly string[]).includes(text)) return text as Level;
  errors.push(invalid(`metadata.labels[${PREFIX}${mode}]`, text, `must be one of ${LEVELS.join(", ")}`));
  return mode === "enforce" ? "restricted" : "privileged";
}

function readVersion(mode: keyof Policy, text: string, errors: FieldError[]): MinorVersion {
  const match = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(text);
  if (match) return Number(match[1]);
  if (text !== "latest")
    errors.push(invalid(`metadata.labels[${PREFIX}${mode}-version]`, text, 'must be "latest" or "v1.x"'));
  return ANYTHING.minor;
}

/** `restricted:latest`. */
export function levelText({ level, minor }: LevelVersion): string {
  return `${level}:${minor === ANYTHING.minor ? "latest" : `v1.${minor}`}`;
}

/** Negative, zero or positive as `left` is laxer than, like or stricter than `right`. */
export function compareLevels(left: Level, right: Level): number {
  return LEVELS.indexOf(left) - LEVELS.indexOf(right);
}
