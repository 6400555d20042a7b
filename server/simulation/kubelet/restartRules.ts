/** A container's own rules for what follows its end. Models kubernetes pkg/api/v1/pod/util.go. */
import type { Container, Pod } from "../../protocol/kubernetes/index.ts";

const ACTION: string = "RestartAllContainers";

type Rule = NonNullable<Container["restartPolicyRules"]>[number];

/** The first of a container's rules that an exit code meets. */
export function ruleFor({ restartPolicyRules = [] }: Container, exitCode: number): Rule | undefined {
  return restartPolicyRules.find(({ exitCodes }) => {
    const named = exitCodes?.values?.includes(exitCode) ?? false;
    return exitCodes !== undefined && named === (exitCodes.operator === "In");
  });
}

export const restartsAll = (container: Container, exitCode: number): boolean =>
  ruleFor(container, exitCode)?.action === ACTION;

/** Whether a pod has such a rule: then its status tells whether it is at it. */
export const mayRestartAll = ({ spec }: Pod): boolean =>
  [...(spec.initContainers ?? []), ...spec.containers].some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === ACTION),
  );
