"use client";
/** The life of each container: its state and since when, what it waits for and until when, how its last one ended, its probes. */
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Container, ContainerStatus, Pod, Probe } from "../../../server/protocol/kubernetes/index.ts";
import { useClusterTime, useObjects } from "../../room/RoomContext.tsx";
import { age } from "../../tables/age.ts";
import { Section } from "../Section.tsx";
import { imageDoubt } from "./imageDoubt.ts";
import { LastWords } from "./LastWords.tsx";
import { backOffEnd, graceEnd } from "./waits.ts";

export function ContainerLives({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("why");
  const now = useClusterTime();
  const grace = graceEnd(pod);
  const init = pod.spec.initContainers ?? [];
  return (
    <Section title={t("life")}>
      {grace !== undefined && (
        <p role="status" className="mb-2 text-ending">
          ◌ {grace > now ? t("grace", { seconds: Math.ceil((grace - now) / 1000) }) : t("graceOver")}
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {[...init, ...pod.spec.containers].map((container, index) => (
          <ContainerLife key={container.name} container={container} pod={pod} init={index < init.length} now={now} />
        ))}
      </ul>
    </Section>
  );
}

interface LifeProps {
  readonly container: Container;
  readonly pod: Pod;
  readonly init: boolean;
  readonly now: number;
}

function ContainerLife({ container, pod, init, now }: LifeProps) {
  const t = useTranslations("why");
  const statuses: readonly ContainerStatus[] = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  const status = statuses.find(({ name }) => name === container.name);
  const { running, waiting, terminated } = status?.state ?? {};
  const last = status?.lastState?.terminated;
  const until = status && backOffEnd(status);
  const failing =
    /BackOff|Err|Invalid/.test(waiting?.reason ?? "") || (terminated !== undefined && terminated.exitCode !== 0);
  const colour = running
    ? status?.ready
      ? "text-running"
      : "text-pending"
    : failing
      ? "text-failing"
      : "text-pending";
  return (
    <li className="border-l-2 border-line pl-2.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-mono font-semibold">{container.name}</span>
        {init && <span className="text-[12px] text-faint">init</span>}
        <span className="min-w-0 font-mono text-[12px] break-all text-soft">{container.image}</span>
      </p>
      <p className={colour}>
        {running && (
          <>
            {status?.ready ? "●" : "◐"} Running{" "}
            {running.startedAt && <span className="font-mono">{age(running.startedAt, now)}</span>}
            {!status?.ready && ` · ${t("notReady")}`}
          </>
        )}
        {waiting && (
          <>
            {failing ? "✕" : "○"} {waiting.reason}
          </>
        )}
        {terminated && (
          <>
            {terminated.exitCode === 0 ? "✓" : "✕"} {terminated.reason} · exit {terminated.exitCode}
          </>
        )}
        {!status && `○ ${t("notStarted")}`}
      </p>
      {waiting?.message && <p className="font-mono text-[12px] break-words text-soft">{waiting.message}</p>}
      {until !== undefined && until > now && (
        <p className="text-[12px] text-pending" data-testid="back-off">
          {t("backOff", { seconds: Math.ceil((until - now) / 1000) })}
        </p>
      )}
      {status && status.restartCount > 0 && (
        <p className="text-[12px] text-soft">
          {t("restarts", { count: status.restartCount })}
          {last &&
            ` · ${t("lastEnd", { reason: last.reason ?? "", code: last.exitCode, ago: age(last.finishedAt, now) })}`}
        </p>
      )}
      {status && endedWrongly(status) && <LastWords pod={pod} status={status} />}
      <ImageHint image={container.image ?? ""} failed={/Image/.test(waiting?.reason ?? "")} />
      <Probes container={container} status={status} />
    </li>
  );
}

/** It has ended wrongly, now or the last time. */
function endedWrongly({ state, lastState }: ContainerStatus): boolean {
  const ended = state?.terminated ?? lastState?.terminated;
  return ended !== undefined && ended.exitCode !== 0;
}

/** A name that is nearly one that people know, or that runs in the room. */
function ImageHint({ image, failed }: { readonly image: string; readonly failed: boolean }) {
  const t = useTranslations("why");
  const pods = useObjects<Pod>("pods", true);
  const doubt = useMemo(() => {
    const statuses = pods.flatMap(({ status }) => status?.containerStatuses ?? []);
    return imageDoubt(image, failed, failed ? statuses.filter(({ ready }) => ready).map((one) => one.image) : []);
  }, [image, failed, pods]);
  if (!doubt) return null;
  return (
    <p className="mt-0.5 text-[12px] text-pending break-keep" data-testid="image-doubt">
      {doubt.what === "tag"
        ? t("imageTag", { repository: doubt.repository, tag: doubt.tag, near: doubt.near ?? "none" })
        : t(doubt.what === "case" ? "imageCase" : "imageNear", { near: doubt.near })}
    </p>
  );
}

function Probes({
  container,
  status,
}: {
  readonly container: Container;
  readonly status: ContainerStatus | undefined;
}) {
  const t = useTranslations("why");
  const probes = [
    ["startup", container.startupProbe, status?.started],
    ["readiness", container.readinessProbe, status?.ready],
    ["liveness", container.livenessProbe, undefined],
  ] as const;
  const shown = probes.filter(([, probe]) => probe !== undefined && probe !== null);
  if (shown.length === 0) return null;
  return (
    <ul className="mt-0.5 text-[12px] text-soft">
      {shown.map(([kind, probe, ok]) => (
        <li key={kind} className="break-words">
          <span className={ok === undefined ? "" : ok ? "text-running" : "text-pending"}>
            {ok === undefined ? "·" : ok ? "✓" : "○"}
          </span>{" "}
          {kind} <span className="font-mono">{probeText(probe as Probe)}</span>{" "}
          {t("probeEvery", {
            period: (probe as Probe).periodSeconds ?? 10,
            failures: (probe as Probe).failureThreshold ?? 3,
          })}
        </li>
      ))}
    </ul>
  );
}

function probeText({ httpGet, tcpSocket, exec, grpc }: Probe): string {
  if (httpGet) return `GET :${httpGet.port}${httpGet.path ?? "/"}`;
  if (tcpSocket) return `TCP :${tcpSocket.port}`;
  if (grpc) return `gRPC :${grpc.port}`;
  return (exec?.command ?? []).join(" ");
}
