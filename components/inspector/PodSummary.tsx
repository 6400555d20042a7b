"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { ContainerStatus, Pod } from "../../server/protocol/kubernetes/index.ts";
import { podLook, TEXT_COLOUR } from "../map/podLook.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";

export function PodSummary({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("inspector");
  const look = podLook(pod);
  const owner = pod.metadata.ownerReferences?.[0];
  return (
    <>
      <p className={`text-[16px] font-semibold ${TEXT_COLOUR[look.colour]}`}>
        <span aria-hidden>{look.glyph}</span> {look.status}
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-soft">{t("ip")}</dt>
        <dd className="font-mono">{pod.status?.podIP ?? "–"}</dd>
        <dt className="text-soft">{t("node")}</dt>
        <dd className="font-mono">{pod.spec.nodeName ?? "–"}</dd>
        {owner && (
          <>
            <dt className="text-soft">{t("owner")}</dt>
            <dd className="font-mono break-all">
              {owner.kind}/{owner.name}
            </dd>
          </>
        )}
      </dl>
      <section>
        <h3 className="mb-1 text-[12px] text-soft">{t("containers")}</h3>
        <ul className="flex flex-col gap-2">
          {pod.spec.containers.map((container) => {
            const status = pod.status?.containerStatuses?.find(({ name }) => name === container.name);
            return (
              <li key={container.name}>
                <p className="font-mono">
                  {container.name} <span className="text-faint">{container.image}</span>
                </p>
                <p className="text-[12px] break-words text-soft">{stateText(status)}</p>
              </li>
            );
          })}
        </ul>
      </section>
      <Curl pod={pod} />
    </>
  );
}

function stateText(status: ContainerStatus | undefined): string {
  const { running, waiting, terminated } = status?.state ?? {};
  const restarts = status?.restartCount ? ` · ↻ ${status.restartCount}` : "";
  if (running) return `Running${restarts}`;
  if (terminated) return `${terminated.reason} (exit ${terminated.exitCode})${restarts}`;
  return `${waiting?.reason ?? "Waiting"}${waiting?.message ? `: ${waiting.message}` : ""}${restarts}`;
}

interface Trace {
  readonly hops: readonly { readonly code: string; readonly at: string; readonly detail: string }[];
  readonly response?: { readonly status: number; readonly body: string };
  readonly error?: string;
}

/** A request from inside the pod, with the way it went. */
function Curl({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("inspector");
  const { connection } = useRoomView();
  const [url, setUrl] = useState("localhost:8080");
  const [trace, setTrace] = useState<Trace | undefined>();
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { namespace, name } = pod.metadata;
    const answer = await connection.request(
      "GET",
      `/api/v1/namespaces/${namespace}/pods/${name}/curl?url=${encodeURIComponent(url)}`,
    );
    setTrace(
      answer.status < 300
        ? (answer.body as Trace)
        : { hops: [], error: (answer.body as { message?: string }).message ?? t("noAnswer") },
    );
  };
  return (
    <form onSubmit={send}>
      <label className="text-[12px] text-soft" htmlFor="curl">
        {t("curl")}
      </label>
      <div className="mt-1 flex gap-2">
        <Input
          id="curl"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          className="min-w-0 flex-1 font-mono"
        />
        <Button type="submit">{t("curlGo")}</Button>
      </div>
      {trace && (
        <div className="mt-2 text-[12px]" role="status">
          <ol className="text-soft">
            {trace.hops.map((hop) => (
              <li key={`${hop.code}${hop.at}`} className={hop.code === "failure" ? "text-failing" : ""}>
                → {hop.at} <span className="font-mono">{hop.detail}</span>
              </li>
            ))}
          </ol>
          <pre className={`mt-1 font-mono whitespace-pre-wrap ${trace.error ? "text-failing" : ""}`}>
            {trace.response?.body ?? trace.error}
          </pre>
        </div>
      )}
    </form>
  );
}
