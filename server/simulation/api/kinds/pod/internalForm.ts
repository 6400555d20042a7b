/**
 * Pod specs as Kubernetes' internal Go types print them: some messages quote a struct under its Go member names, every
 * member written, in the order of the Go source.
 *
 * `schema/internal-pod-spec.json` holds for each Go type its members: Go name, API name (`^name`: a member of the spec,
 * which internally lives in the security context), zero value (null for pointers, lists and maps), member type.
 */
import type { PodSpec } from "../../../../protocol/kubernetes/index.ts";
import internalText from "../../schema/internal-pod-spec.json" with { type: "json" };
import { printedAbsent } from "../../schema/zeroValues.ts";
import { PrintedValue } from "../validation/errors.ts";

type Member = readonly [goName: string, apiName: string, zero: unknown, type?: string];
type Members = { readonly [name: string]: unknown };

const types = internalText as unknown as { readonly [type: string]: readonly Member[] };

/** A pod's spec in internal form. */
export function internalPodSpec(spec: PodSpec): unknown {
  return toInternal("PodSpec", spec as unknown as Members, spec as unknown as Members);
}

/** A part of a spec, or a claim's, in internal form. */
export function internalForm(type: string, value: object): unknown {
  return toInternal(type, value as Members, {});
}

/** A part of a spec (`SecurityContext`, `SeccompProfile`) for a message that prints it. */
export function printedInternal(type: string, value: object): PrintedValue {
  return new PrintedValue(JSON.stringify(internalForm(type, value)));
}

function toInternal(type: string, value: Members, spec: Members): unknown {
  const result: Record<string, unknown> = {};
  for (const [goName, apiName, zero, memberType] of types[type] ?? []) {
    const inSpec = apiName.startsWith("^");
    const [owner, name] = inSpec ? [spec, apiName.slice(1)] : [value, apiName];
    const member = owner[name] ?? (zero === null ? (printedAbsent(owner, name) ?? undefined) : undefined);
    result[goName] = memberToInternal(member, { zero, memberType, spec });
  }
  return result;
}

/** Go prints the keys of a map in order. */
function inOrder(value: object): object {
  if (Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

interface MemberRules {
  readonly zero: unknown;
  readonly memberType: string | undefined;
  readonly spec: Members;
}

function memberToInternal(member: unknown, { zero, memberType, spec }: MemberRules): unknown {
  if (memberType === undefined)
    return typeof member === "object" && member !== null ? inOrder(member) : (member ?? zero);
  if (member === undefined || member === null) return zero === null ? null : toInternal(memberType, {}, spec);
  if (Array.isArray(member)) return member.map((element) => toInternal(memberType, element as Members, spec));
  return toInternal(memberType, member as Members, spec);
}
