"use client";
/** What the inspector shows while nothing is selected: how the room stands, who is here, how to read the map. */
import { useTranslations } from "next-intl";
import type { Node, Pod, Service } from "../../server/protocol/kubernetes/index.ts";
import { openFidelity } from "../fidelity/openFidelity.ts";
import { GLYPHS, type PodLook, podLook, TEXT_COLOUR } from "../map/podLook.ts";
import { PeopleList } from "../room/PeopleList.tsx";
import { useObjects, useRoomPart } from "../room/RoomContext.tsx";
import { useMomentText } from "../time/useMomentText.ts";

const STATES = ["running", "pending", "failing", "ending", "unknown"] as const;
export function Overview() {
  const t = useTranslations("overview");
  const room = useTranslations("room");
  const inspector = useTranslations("inspector");
  const fidelity = useTranslations("fidelity");
  const past = useRoomPart((seen) => seen.past?.time);
  const momentText = useMomentText();
  const pods = useObjects<Pod>("pods");
  const services = useObjects<Service>("services").filter(({ spec }) => spec.selector);
  const nodes = useObjects<Node>("nodes", true);
  const ready = nodes.filter(({ status }) =>
    status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
  );
  const counts = new Map<PodLook["colour"], number>();
  for (const pod of pods) {
    const { colour } = podLook(pod);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return (
    <section aria-label={t("title")} className="flex h-full flex-col gap-6 overflow-auto p-4 text-[13px]">
      <p className="text-soft break-keep">{inspector("empty")}</p>
      <section>
        <h2 className="mb-2 text-[12px] text-soft">{past === undefined ? t("now") : momentText(past)}</h2>
        <dl className="grid grid-cols-3 gap-2">
          <Figure title="Pods" value={String(pods.length)} />
          <Figure title="Services" value={String(services.length)} />
          <Figure title="Nodes" value={`${ready.length}/${nodes.length}`} />
        </dl>
      </section>
      <section>
        <h2 className="mb-2 text-[12px] text-soft">{t("states")}</h2>
        <ul className="flex flex-col gap-1">
          {STATES.map((state) => (
            <li key={state} className="flex items-center gap-2">
              <span aria-hidden className={`w-4 text-center ${TEXT_COLOUR[state]}`}>
                {GLYPHS[state]}
              </span>
              {t(state)}
              <span className={`ml-auto font-mono tabular-nums ${counts.has(state) ? "" : "text-faint"}`}>
                {counts.get(state) ?? 0}
              </span>
            </li>
          ))}
        </ul>
        <ul className="mt-3 flex flex-col gap-1 border-t border-line pt-3 text-[12px] text-soft">
          <li className="flex items-center gap-2">
            <svg aria-hidden width="24" height="8" className="text-running">
              <path d="M0 4H24" stroke="currentColor" strokeWidth="1.5" />
            </svg>
            {t("readyLine")}
          </li>
          <li className="flex items-center gap-2">
            <svg aria-hidden width="24" height="8" className="text-pending">
              <path d="M0 4H24" stroke="currentColor" strokeWidth="1.5" strokeDasharray="4 4" />
            </svg>
            {t("waitingLine")}
          </li>
        </ul>
      </section>
      <section>
        <h2 className="mb-2 text-[12px] text-soft">{room("who")}</h2>
        <PeopleList />
      </section>
      <button
        type="button"
        onClick={openFidelity}
        className="mt-auto self-start rounded text-left text-[12px] text-soft hover:text-ink hover:underline"
      >
        {fidelity("open")}
      </button>
    </section>
  );
}

function Figure({ title, value }: { readonly title: string; readonly value: string }) {
  return (
    <div className="flex flex-col-reverse border-l-2 border-line pl-3">
      <dt className="text-[12px] text-soft">{title}</dt>
      <dd className="text-[20px] leading-7 font-semibold tabular-nums">{value}</dd>
    </div>
  );
}
