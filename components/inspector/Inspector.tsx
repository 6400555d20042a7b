"use client";
/** What is selected, in tabs: summary, why, timeline, YAML, logs. Each kind has what concerns it; all have the rest. */
import { useTranslations } from "next-intl";
import { Suspense, useEffect, useState } from "react";
import type { KubeObject, Pod } from "../../server/protocol/kubernetes/index.ts";
import { type Selection, useObject, useRoomView } from "../room/RoomContext.tsx";
import { useWhole } from "../room/whole/useWhole.ts";
import { WholeNotice } from "../room/whole/WholeNotice.tsx";
import { TabBar, TabPanel } from "../ui/controls.tsx";
import { ObjectHeader } from "./ObjectHeader.tsx";
import { Overview } from "./Overview.tsx";
import { Summary } from "./summaries/Summary.tsx";
import { hasWhy } from "./why/hasWhy.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const PodLog = lazyPart(() => import("./PodLog.tsx").then((part) => ({ default: part.PodLog })));
const Timeline = lazyPart(() => import("./Timeline.tsx").then((part) => ({ default: part.Timeline })));
const Why = lazyPart(() => import("./why/Why.tsx").then((part) => ({ default: part.Why })));
const YamlView = lazyPart(() => import("./YamlView.tsx").then((part) => ({ default: part.YamlView })));

export function Inspector() {
  const { selection } = useRoomView();
  if (!selection) return <Overview />;
  return <Inspected key={`${selection.resource}/${selection.namespace}/${selection.name}`} selection={selection} />;
}

function Inspected({ selection }: { readonly selection: Selection }) {
  const t = useTranslations("inspector");
  const { view, setView, select } = useRoomView();
  const live = useObject<KubeObject>(selection);
  const [last, setLast] = useState<KubeObject | undefined>(live);
  useEffect(() => {
    if (live) setLast(live);
  }, [live]);
  const held = live ?? last;
  const { object: whole, waits } = useWhole(selection.resource, held);
  // What is small of a large object is shown at once.
  const object = whole ?? held;
  if (!object)
    return (
      <div className="flex flex-col items-start gap-2 p-4 text-[13px]">
        <h2 className="font-mono text-[16px] font-semibold break-all">{selection.name}</h2>
        <p className="text-soft break-keep">{t("absent")}</p>
        <button type="button" className="rounded text-accent" onClick={() => select(undefined)}>
          {t("toOverview")}
        </button>
      </div>
    );
  const isPod = selection.resource === "pods";
  const ids = [
    "summary",
    ...(hasWhy(selection.resource) ? ["why"] : []),
    "timeline",
    ...(isPod ? ["logs"] : []),
    "yaml",
  ];
  const tab = ids.includes(view.tab) ? view.tab : "summary";
  const items = ids.map((id) => ({ id, label: t(id as "yaml") }));
  return (
    <section className="flex h-full min-h-0 flex-col" aria-label={object.metadata.name}>
      <ObjectHeader object={object} selection={selection} live={live !== undefined} />
      <div className="shrink-0 border-b border-line px-2">
        <TabBar
          name="inspector"
          label={object.metadata.name}
          items={items}
          value={tab}
          onChange={(next) => setView({ tab: next })}
        />
      </div>
      <TabPanel name="inspector" value={tab} className="min-h-0 flex-1 overflow-auto p-4 text-[13px]">
        {waits && (
          <div className="mb-3">
            <WholeNotice waits={waits} />
          </div>
        )}
        {tab === "summary" && <Summary object={object} selection={selection} />}
        <Suspense fallback={null}>
          {tab === "why" && <Why object={object} selection={selection} />}
          {tab === "timeline" && <Timeline object={object} selection={selection} />}
          {tab === "logs" && <PodLog pod={object as Pod} />}
          {tab === "yaml" && whole && <YamlView object={whole} />}
        </Suspense>
      </TabPanel>
    </section>
  );
}
