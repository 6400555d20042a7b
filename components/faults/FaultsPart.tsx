"use client";
/** Breaking things on purpose: each node with its faults, on or off, the registry, and processes to kill. For instructors. */
import { Skull, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { NODE_FAULTS } from "../../server/protocol/faults.ts";
import type { KubeObject, Pod } from "../../server/protocol/kubernetes/index.ts";
import { useNames } from "../classroom/useNames.ts";
import { useMomentText } from "../time/useMomentText.ts";
import { Button, Select } from "../ui/controls.tsx";
import { type FaultRequest, faultRequest, killRequest } from "./faultRequests.ts";
import { countFaults, faultsOf, registryFault } from "./readFaults.ts";
import { tellRefusals } from "./tellRefusals.ts";
import { type Aim, useAim, useStudentClusters } from "./useFaultTarget.ts";

export function FaultsPart() {
  const t = useTranslations("faults");
  const names = useNames();
  const clusters = useStudentClusters() ?? [];
  const [target, setTarget] = useState("here");
  const known = target === "here" || target === "all" || clusters.some(({ id }) => id === target);
  const aimed = known ? target : "here";
  const aim = useAim(aimed, clusters);
  const send = async (title: string, request: FaultRequest): Promise<void> => {
    if (!tellRefusals(title, await aim.send(request))) toast.success(title);
  };
  const count = countFaults(aim.cluster);
  const nodes = [...(aim.cluster.tables.get("nodes")?.values() ?? [])];
  const endAll = async (): Promise<void> => {
    for (const node of nodes)
      if (Object.keys(faultsOf(node)).length > 0 || aimed === "all")
        await aim.send({ method: "DELETE", path: `/api/v1/nodes/${node.metadata.name}/faults` });
    if (registryFault(aim.cluster) || aimed === "all") await aim.send(faultRequest(undefined, "registry", false));
  };
  return (
    <div className="h-full overflow-auto px-4 py-3 text-[13px]" data-testid="faults">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="text-soft break-keep">{t("lead")}</p>
        <span className="flex-1" />
        {clusters.length > 0 && (
          <label className="flex items-center gap-1.5 text-[12px] text-soft">
            {t("where")}
            <Select value={aimed} onChange={(event) => setTarget(event.target.value)}>
              <option value="here">{t("here")}</option>
              <option value="all">{t("allForks")}</option>
              {clusters.map(({ id, person }) => (
                <option key={id} value={id}>
                  {t("forkOf", { name: names(person) })}
                </option>
              ))}
            </Select>
          </label>
        )}
        <span role="status" className={count > 0 ? "text-failing" : "text-soft"}>
          {!aim.live ? t("connecting") : count > 0 ? t("count", { count }) : t("none")}
        </span>
        <Button disabled={!aim.live || (count === 0 && aimed !== "all")} onClick={() => void endAll()}>
          {t("endAll")}
        </Button>
      </div>
      <ul className="flex flex-col gap-2">
        {nodes.map((node) => (
          <NodeRow key={node.metadata.uid} node={node} live={aim.live} onSend={send} />
        ))}
      </ul>
      <Registry aim={aim} onSend={send} />
      <Killing aim={aim} onSend={send} />
    </div>
  );
}

interface RowProps {
  onSend(title: string, request: FaultRequest): Promise<void>;
}

function NodeRow({ node, live, onSend }: RowProps & { readonly node: KubeObject; readonly live: boolean }) {
  const t = useTranslations("faults");
  const text = useMomentText();
  const faults = faultsOf(node);
  const { name } = node.metadata;
  return (
    <li className="flex flex-wrap items-center gap-1.5">
      <span className="w-32 truncate font-mono" title={name}>
        {name}
      </span>
      {NODE_FAULTS.map((fault) => {
        const since = faults[fault];
        const on = since !== undefined;
        return (
          <button
            key={fault}
            type="button"
            disabled={!live}
            aria-pressed={on}
            title={on ? t("since", { time: text(Date.parse(since)) }) : undefined}
            onClick={() =>
              void onSend(
                t(on ? "ended" : "begun", { fault: t(`types.${fault}`), name }),
                faultRequest(name, fault, !on),
              )
            }
            className="flex h-8 items-center gap-1 rounded-control border border-line bg-raised px-2.5 hover:border-line-strong disabled:opacity-50 aria-pressed:border-failing aria-pressed:text-failing"
          >
            {on && <Zap size={13} aria-hidden />}
            {t(`types.${fault}`)}
            {on && <span className="text-[12px] tabular-nums">{t("since", { time: text(Date.parse(since)) })}</span>}
          </button>
        );
      })}
    </li>
  );
}

function Registry({ aim, onSend }: RowProps & { readonly aim: Aim }) {
  const t = useTranslations("faults");
  const since = registryFault(aim.cluster);
  const on = since !== undefined;
  const title = t(on ? "ended" : "begun", { fault: t("types.registry"), name: t("registry") });
  return (
    <label className="mt-3 flex items-center gap-2 border-t border-line pt-3">
      <input
        type="checkbox"
        checked={!on}
        disabled={!aim.live}
        onChange={() => void onSend(title, faultRequest(undefined, "registry", !on))}
      />
      {t("registry")}: <span className={on ? "text-failing" : "text-soft"}>{t(on ? "registryOff" : "registryOn")}</span>
    </label>
  );
}

function Killing({ aim, onSend }: RowProps & { readonly aim: Aim }) {
  const t = useTranslations("faults");
  const pods = [...(aim.cluster.tables.get("pods")?.values() ?? [])]
    .map((object) => object as Pod)
    .filter(({ status }) => status?.phase === "Running");
  const [chosen, setChosen] = useState("");
  const [container, setContainer] = useState("");
  const keyOf = ({ metadata: { namespace = "", name } }: Pod): string => `${namespace}/${name}`;
  const pod = pods.find((one) => keyOf(one) === chosen) ?? pods[0];
  if (!pod) return <p className="mt-3 text-faint">{t("noPods")}</p>;
  const containers = pod.spec.containers.map(({ name }) => name);
  const one = containers.includes(container) ? container : (containers[0] ?? "");
  const { namespace = "", name } = pod.metadata;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 border-t border-line pt-3">
      <span>{t("kill")}</span>
      <Select
        aria-label={t("pod")}
        value={keyOf(pod)}
        onChange={(event) => setChosen(event.target.value)}
        className="max-w-72 font-mono"
      >
        {pods.map((candidate) => (
          <option key={candidate.metadata.uid} value={keyOf(candidate)}>
            {keyOf(candidate)}
          </option>
        ))}
      </Select>
      {containers.length > 1 && (
        <Select
          aria-label={t("container")}
          value={one}
          onChange={(event) => setContainer(event.target.value)}
          className="font-mono"
        >
          {containers.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </Select>
      )}
      <Button
        look="danger"
        disabled={!aim.live}
        onClick={() => void onSend(t("killed", { name: `${name}/${one}` }), killRequest(namespace, name, one))}
      >
        <Skull size={14} aria-hidden />
        {t("killDo")}
      </Button>
    </div>
  );
}
