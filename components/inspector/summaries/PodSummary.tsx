"use client";
import { useTranslations } from "next-intl";
import type { Container, Pod } from "../../../server/protocol/kubernetes/index.ts";
import { podLook, TEXT_COLOUR } from "../../map/podLook.ts";
import { useWaitingText } from "../../map/useWaitingText.ts";
import { useRoomView } from "../../room/RoomContext.tsx";
import type { Selection } from "../../room/view.ts";
import { CurlForm } from "../CurlForm.tsx";
import { Facts, ObjectLink, Section } from "../Section.tsx";

export function PodSummary({ pod, selection }: { readonly pod: Pod; readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const { setView } = useRoomView();
  const look = podLook(pod);
  const waits = useWaitingText();
  const { nodeName } = pod.spec;
  return (
    <>
      <div>
        <p className={`text-[16px] font-semibold ${TEXT_COLOUR[look.colour]}`}>
          <span aria-hidden>{look.glyph}</span> {look.status}
        </p>
        {!nodeName && <p className="mt-0.5 text-soft">{waits(pod)}</p>}
        {(look.colour === "failing" || look.colour === "pending") && (
          <button
            type="button"
            className="mt-1 rounded text-accent hover:underline"
            onClick={() => setView({ tab: "why" })}
          >
            {t("whyLink")}
          </button>
        )}
      </div>
      <Facts
        facts={[
          [t("ip"), pod.status?.podIP ?? "–"],
          [t("node"), nodeName ? <ObjectLink target={{ resource: "nodes", namespace: "", name: nodeName }} /> : "–"],
          ["QoS", pod.status?.qosClass],
          [t("priority"), pod.spec.priorityClassName],
        ]}
      />
      <Section title={t("containers")}>
        <ul className="flex flex-col gap-2">
          {pod.spec.containers.map((container) => {
            const status = pod.status?.containerStatuses?.find(({ name }) => name === container.name);
            const { running, waiting, terminated } = status?.state ?? {};
            const restarts = status?.restartCount ? ` · ↻ ${status.restartCount}` : "";
            return (
              <li key={container.name} className="border-l-2 border-line pl-2.5">
                <p className="font-mono text-[12px] leading-5 break-all">
                  <b>{container.name}</b> <span className="text-soft">{container.image}</span>
                </p>
                <p className="text-[12px] text-soft">
                  {running ? "Running" : (terminated?.reason ?? waiting?.reason ?? "Waiting")}
                  {restarts}
                </p>
                <Resources container={container} />
              </li>
            );
          })}
        </ul>
      </Section>
      <CurlForm
        selection={selection}
        initial={addressOf(pod, "localhost")}
        initialOutside={addressOf(pod, pod.status?.podIP ?? "")}
      />
    </>
  );
}

function Resources({ container: { resources, ports } }: { readonly container: Container }) {
  const text = (["cpu", "memory"] as const)
    .flatMap((name) => {
      const [asks, most] = [resources?.requests?.[name], resources?.limits?.[name]];
      return asks || most ? [`${name} ${asks ?? "–"} ≤ ${most ?? "∞"}`] : [];
    })
    .join(" · ");
  const listed = (ports ?? []).map(({ containerPort, protocol }) => `${containerPort}/${protocol ?? "TCP"}`).join(", ");
  if (!text && !listed) return null;
  return <p className="font-mono text-[12px] text-soft">{[listed, text].filter(Boolean).join(" · ")}</p>;
}

/** The pod's first port at a host. */
function addressOf(pod: Pod, host: string): string {
  const port = pod.spec.containers.flatMap(({ ports }) => ports ?? [])[0]?.containerPort;
  return host && `${host}:${port ?? 8080}`;
}
