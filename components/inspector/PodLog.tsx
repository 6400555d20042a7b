"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { Select } from "../ui/controls.tsx";

const KEPT = 200_000;

/** A container's log, followed; of the past none is kept. */
export function PodLog({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("time");
  const past = useRoomPart((room) => room.past !== undefined);
  return past ? <p className="text-soft">{t("noLogThen")}</p> : <Log pod={pod} />;
}

function Log({ pod }: { readonly pod: Pod }) {
  const t = useTranslations("inspector");
  const { connection } = useRoomView();
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  const [container, setContainer] = useState(containers[0] ?? "");
  const [previous, setPrevious] = useState(false);
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const { namespace = "", name } = pod.metadata;
  const restarts = pod.status?.containerStatuses?.find((status) => status.name === container)?.restartCount ?? 0;
  useEffect(() => {
    setText("");
    setRefusal("");
    return connection.followLog(
      { namespace, pod: name, container, previous },
      {
        onText: (more) => setText((known) => (known + more).slice(-KEPT)),
        onEnd: (end) =>
          setRefusal(end.why === "answer" ? ((end.answer.body as { message?: string })?.message ?? "") : ""),
      },
    );
  }, [connection, namespace, name, container, previous, restarts]);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [text]);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <Select
          aria-label={t("container")}
          value={container}
          onChange={(event) => setContainer(event.target.value)}
          className="font-mono"
        >
          {containers.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </Select>
        <label className="flex items-center gap-1.5 text-[12px]">
          <input type="checkbox" checked={previous} onChange={(event) => setPrevious(event.target.checked)} />{" "}
          {t("previous")}
        </label>
      </div>
      <pre className="font-mono text-[12px] whitespace-pre-wrap break-all" aria-live="polite">
        {text}
      </pre>
      {refusal && <p className="text-failing">{refusal}</p>}
      {text === "" && refusal === "" && <p className="text-faint">{t("noLog")}</p>}
      <div ref={end} />
    </div>
  );
}
