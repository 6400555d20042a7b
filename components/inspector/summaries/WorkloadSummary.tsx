"use client";
import { Minus, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import { useDo } from "../../room/doing/DoingContext.tsx";
import { useRights } from "../../room/rights/useRights.ts";
import type { Selection } from "../../room/view.ts";
import { Input } from "../../ui/controls.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { Conditions } from "../Conditions.tsx";
import { Pairs } from "../Pairs.tsx";
import { Facts, Section } from "../Section.tsx";

interface WorkloadSpec {
  readonly replicas?: number;
  readonly paused?: boolean;
  readonly strategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly maxSurge?: unknown; readonly maxUnavailable?: unknown };
  };
  readonly selector?: { readonly matchLabels?: { readonly [key: string]: string } };
  readonly template?: {
    readonly spec?: { readonly containers?: readonly { readonly name: string; readonly image?: string }[] };
  };
}

/** Deployments, ReplicaSets, StatefulSets, DaemonSets: how many are wanted, how many there are. */
export function WorkloadSummary({ object, selection }: { readonly object: KubeObject; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const spec = (object.spec ?? {}) as WorkloadSpec;
  const status = (object.status ?? {}) as { readonly [name: string]: number | undefined };
  const wanted = spec.replicas ?? status["desiredNumberScheduled"] ?? 0;
  const ready = status["readyReplicas"] ?? status["numberReady"] ?? 0;
  const surge = spec.strategy?.rollingUpdate;
  return (
    <>
      <p className={`text-[16px] font-semibold ${ready >= wanted ? "text-running" : "text-pending"}`}>
        <span aria-hidden>{ready >= wanted ? "●" : "◐"}</span> {t("readyOf", { ready, wanted })}
      </p>
      {spec.replicas !== undefined && selection.resource !== "daemonsets.apps" && (
        <Replicas object={object} selection={selection} replicas={spec.replicas} />
      )}
      <Facts
        facts={[
          [t("updated"), status["updatedReplicas"] ?? status["updatedNumberScheduled"]],
          [t("available"), status["availableReplicas"] ?? status["numberAvailable"]],
          [
            t("strategy"),
            spec.strategy?.type &&
              `${spec.strategy.type}${surge ? ` (+${String(surge.maxSurge)}, −${String(surge.maxUnavailable)})` : ""}`,
          ],
          [t("revision"), object.metadata.annotations?.["deployment.kubernetes.io/revision"]],
          [t("paused"), spec.paused ? "true" : undefined],
        ]}
      />
      <Section title={t("template")}>
        <ul>
          {(spec.template?.spec?.containers ?? []).map(({ name, image }) => (
            <li key={name} className="font-mono text-[12px] break-all">
              <b>{name}</b> <span className="text-soft">{image}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Pairs title="Selector" pairs={spec.selector?.matchLabels} />
      <Conditions object={object} />
    </>
  );
}

/** The wanted number; what is typed is sent when it rests, and another's change is taken over while one does not type. */
function Replicas({
  object,
  selection,
  replicas,
}: {
  readonly object: KubeObject;
  readonly selection: Selection;
  readonly replicas: number;
}) {
  const t = useTranslations("inspector");
  const act = useDo();
  const { resource } = selection;
  const whyNot = useRights()({ verb: "patch", ...selection, resource: `${resource}/scale` });
  const refused = whyNot !== undefined;
  const [typed, setTyped] = useState<string | undefined>();
  useEffect(() => setTyped(undefined), [replicas]);
  const scale = (to: number): void => {
    if (Number.isInteger(to) && to >= 0 && to !== replicas) act.scale(selection, object, to);
  };
  return (
    <form
      className="flex flex-wrap items-center gap-1"
      onSubmit={(event) => {
        event.preventDefault();
        scale(Number(typed ?? replicas));
      }}
    >
      <label htmlFor="replicas" className="mr-2 text-soft">
        {t("scale")}
      </label>
      <IconButton
        icon={Minus}
        label={t("fewer")}
        disabled={refused || replicas === 0}
        onClick={() => scale(replicas - 1)}
      />
      <Input
        id="replicas"
        type="number"
        min={0}
        disabled={refused}
        className="w-16 text-center font-mono disabled:opacity-50"
        value={typed ?? String(replicas)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => typed !== undefined && scale(Number(typed))}
      />
      <IconButton icon={Plus} label={t("more1")} disabled={refused} onClick={() => scale(replicas + 1)} />
      {refused && <p className="w-full text-[12px] break-keep text-soft">{whyNot}</p>}
    </form>
  );
}
