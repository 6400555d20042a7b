"use client";
/** The screen people spend their hour on: map or tables, inspector, dock. */
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { YamlEditor } from "../editor/YamlEditor.tsx";
import { Inspector } from "../inspector/Inspector.tsx";
import { ClusterMap } from "../map/ClusterMap.tsx";
import { Tables } from "../tables/Tables.tsx";
import { TabBar } from "../ui/controls.tsx";
import { ActivityFeed } from "./ActivityFeed.tsx";
import { useRoom } from "./RoomContext.tsx";
import { TopBar } from "./TopBar.tsx";

const HANDLE = "bg-line hover:bg-accent transition-colors focus-visible:bg-accent";

export function RoomScreen({ roomId }: { readonly roomId: string }) {
  const t = useTranslations("room");
  const { phase, problem } = useRoom();
  const [view, setView] = useState("map");
  const [dock, setDock] = useState("editor");
  const [draft, setDraft] = useState<string | undefined>();
  const edit = (yaml: string): void => {
    setDock("editor");
    setDraft(yaml);
  };
  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <TopBar roomId={roomId} />
      {phase !== "live" && (
        <p role="status" className={`border-b border-line px-4 py-1.5 text-[13px] ${phase === "refused" || phase === "stopped" ? "text-failing" : "text-pending"}`}>
          {t(phase)} {problem?.code !== "goodbye" && problem ? `(${problem.code})` : ""}
        </p>
      )}
      <Group orientation="horizontal" className="min-h-0 flex-1 max-md:!flex-col">
        <Panel defaultSize="74%" minSize="30%">
          <Group orientation="vertical" className="h-full">
            <Panel defaultSize="62%" minSize="20%" className="flex min-h-0 flex-col">
              <div className="flex items-center border-b border-line px-2">
                <TabBar label={t("map")} value={view} onChange={setView} items={[{ id: "map", label: t("map") }, { id: "tables", label: t("tables") }]} />
              </div>
              <div className="min-h-0 flex-1 overflow-auto">{view === "map" ? <ClusterMap onEdit={edit} /> : <Tables />}</div>
            </Panel>
            <Separator className={`h-px ${HANDLE}`} />
            <Panel defaultSize="38%" minSize="10%" className="flex min-h-0 flex-col bg-panel">
              <div className="border-b border-line px-2">
                <TabBar label={t("editor")} value={dock} onChange={setDock} items={[{ id: "editor", label: t("editor") }, { id: "feed", label: t("feed") }]} />
              </div>
              <div className={`min-h-0 flex-1 ${dock === "editor" ? "" : "hidden"}`}>
                <YamlEditor roomId={roomId} draft={draft} />
              </div>
              {dock === "feed" && <ActivityFeed />}
            </Panel>
          </Group>
        </Panel>
        <Separator className={`w-px ${HANDLE}`} />
        <Panel defaultSize="26%" minSize="16%" className="min-h-0">
          <Inspector onEdit={edit} />
        </Panel>
      </Group>
    </div>
  );
}
