"use client";
/** The last a container said before it ended, and the way to the rest of its log. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ContainerStatus, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { logPath } from "../../../server/protocol/logPath.ts";
import { useOpenLogs } from "../../logs/useOpenLogs.ts";
import { useConnection, useRoomPart } from "../../room/RoomContext.tsx";
import { lastWords, takenPort } from "./readLog.ts";

/** Lines among which it is looked for. */
const TAIL = 30;

/** To be shown of a container that has ended wrongly, once or again and again. */
export function LastWords({ pod, status }: { readonly pod: Pod; readonly status: ContainerStatus }) {
  const t = useTranslations("why");
  const openLogs = useOpenLogs();
  const { namespace = "", name } = pod.metadata;
  const line = useLastWords(pod, status);
  if (line === undefined) return null;
  const taken = takenPort(line);
  const others = [
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy),
    ...pod.spec.containers,
  ]
    .filter(({ name, ports }) => name !== status.name && (ports ?? []).some((one) => one.containerPort === taken?.port))
    .map(({ name }) => name);
  return (
    <div className="mt-1 text-[12px]" data-testid="last-words">
      <p className="text-soft">
        {t("lastWords")}{" "}
        <button
          type="button"
          className="rounded text-accent hover:underline"
          onClick={() =>
            openLogs([{ resource: "pods", namespace, name }], {
              containers: [status.name],
              previous: status.state?.running !== undefined,
            })
          }
        >
          {t("wholeLog")}
        </button>
      </p>
      <p className="rounded bg-panel px-2 py-1 font-mono break-words">{line}</p>
      {taken && (
        <p className="mt-0.5 text-pending break-keep">
          {taken.port === undefined
            ? t("portTaken")
            : t("thisPortTaken", { port: String(taken.port), others: others.join(", ") || "none" })}
        </p>
      )}
    </div>
  );
}

/** Asked for when the container has ended once more, and of each moment of the past that is shown. */
function useLastWords(
  { metadata }: Pod,
  { name: container, state, restartCount }: ContainerStatus,
): string | undefined {
  const connection = useConnection();
  const past = useRoomPart((room) => room.past?.time);
  const { namespace = "", name } = metadata;
  const [line, setLine] = useState<string | undefined>();
  // While it runs again what the last one said is in the log before.
  const before = state?.running !== undefined;
  useEffect(() => {
    let stale = false;
    const path = logPath({ namespace, pod: name, container, tailLines: TAIL, previous: before });
    connection.request("GET", path).then(
      ({ status, body }) => {
        if (!stale && status < 300 && typeof body === "string") setLine(lastWords(body));
      },
      () => {},
    );
    return () => {
      stale = true;
    };
  }, [connection, past, namespace, name, container, before, restartCount]);
  return line;
}
