"use client";
/**
 * The screen people spend their hour on: map or tables, dock, inspector. Under 1024 px the inspector is a drawer, under
 * 640 px one thing is shown at a time and tabs stand at the bottom.
 */
import { Code, Map as MapIcon, Table2, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { YamlEditor } from "../editor/YamlEditor.tsx";
import { Inspector } from "../inspector/Inspector.tsx";
import { InspectorDrawer } from "../inspector/InspectorDrawer.tsx";
import { ClusterMap } from "../map/ClusterMap.tsx";
import { Tables } from "../tables/Tables.tsx";
import { TabBar, TabPanel } from "../ui/controls.tsx";
import { ActivityFeed } from "./ActivityFeed.tsx";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { PeopleList } from "./PeopleList.tsx";
import { useRoom, useRoomView } from "./RoomContext.tsx";
import { TopBar } from "./TopBar.tsx";
import { useViewport } from "./useViewport.ts";

const HANDLE = "bg-line transition-colors hover:bg-accent focus-visible:bg-accent";

export function RoomScreen({ roomId }: { readonly roomId: string }) {
  const viewport = useViewport();
  const { phase } = useRoom();
  const { select } = useRoomView();
  const [view, setView] = useState("map");
  const [dock, setDock] = useState("editor");
  const [draft, setDraft] = useState<{ readonly yaml: string } | undefined>();
  const edit = (yaml: string): void => {
    if (viewport === "phone") {
      select(undefined);
      setView("editor");
    } else setDock("editor");
    setDraft({ yaml });
  };
  const parts: RoomParts = {
    map: <ClusterMap onEdit={edit} />,
    tables: <Tables />,
    editor: <YamlEditor roomId={roomId} draft={draft} />,
  };
  return (
    <div className="relative flex h-dvh flex-col overflow-hidden" data-testid="room" data-phase={phase}>
      <TopBar roomId={roomId} />
      <ConnectionNotice />
      {viewport === "phone" ? (
        <PhoneRoom parts={parts} view={view} onView={setView} />
      ) : (
        <Group orientation="horizontal" className="min-h-0 flex-1">
          <Panel minSize="30%">
            <Group orientation="vertical" className="h-full">
              <Panel minSize="20%" className="flex min-h-0 flex-col">
                <ViewTabs parts={parts} view={view === "tables" ? "tables" : "map"} onView={setView} />
              </Panel>
              <Separator className={`h-px ${HANDLE}`} />
              <Panel
                defaultSize="260px"
                minSize="10%"
                groupResizeBehavior="preserve-pixel-size"
                className="flex min-h-0 flex-col bg-panel"
              >
                <Dock editor={parts.editor} tab={dock} onTab={setDock} />
              </Panel>
            </Group>
          </Panel>
          {viewport === "wide" && <Separator className={`w-px ${HANDLE}`} />}
          {viewport === "wide" && (
            <Panel
              defaultSize="372px"
              minSize="260px"
              maxSize="60%"
              groupResizeBehavior="preserve-pixel-size"
              className="min-h-0"
            >
              <Inspector onEdit={edit} />
            </Panel>
          )}
        </Group>
      )}
      {viewport !== "wide" && <InspectorDrawer onEdit={edit} sheet={viewport === "phone"} />}
    </div>
  );
}

interface RoomParts {
  readonly map: ReactNode;
  readonly tables: ReactNode;
  readonly editor: ReactNode;
}

interface ViewProps {
  readonly parts: RoomParts;
  readonly view: string;
  onView(view: string): void;
}

function ViewTabs({ parts, view, onView }: ViewProps) {
  const t = useTranslations("room");
  const items = (["map", "tables"] as const).map((id) => ({ id, label: t(id) }));
  return (
    <>
      <div className="border-b border-line px-2">
        <TabBar name="view" label={t("cluster")} value={view} onChange={onView} items={items} />
      </div>
      <TabPanel name="view" value={view} className="min-h-0 flex-1 overflow-auto">
        {view === "map" ? parts.map : parts.tables}
      </TabPanel>
    </>
  );
}

/** The editor stays when the feed is in front: what is typed and what came of it are not lost. */
function Dock({ editor, tab, onTab }: { readonly editor: ReactNode; readonly tab: string; onTab(tab: string): void }) {
  const t = useTranslations("room");
  const items = (["editor", "feed"] as const).map((id) => ({ id, label: t(id) }));
  return (
    <>
      <div className="border-b border-line px-2">
        <TabBar name="dock" label={t("dock")} value={tab} onChange={onTab} items={items} />
      </div>
      <TabPanel name="dock" value={tab} className="flex min-h-0 flex-1 flex-col">
        <div className={`min-h-0 flex-1 ${tab === "editor" ? "" : "hidden"}`}>{editor}</div>
        {tab === "feed" && <ActivityFeed />}
      </TabPanel>
    </>
  );
}

const PHONE_TABS = [
  { id: "map", icon: MapIcon },
  { id: "tables", icon: Table2 },
  { id: "people", icon: Users },
  { id: "editor", icon: Code },
] as const;

function PhoneRoom({ parts, view, onView }: ViewProps) {
  const t = useTranslations("room");
  return (
    <>
      <TabPanel name="room" value={view} className="flex min-h-0 flex-1 flex-col">
        {view === "map" && <div className="min-h-0 flex-1 overflow-auto">{parts.map}</div>}
        {view === "tables" && parts.tables}
        {view === "people" && (
          <div className="flex min-h-0 flex-1 flex-col overflow-auto">
            <section className="border-b border-line p-4">
              <h2 className="mb-2 text-[12px] text-soft">{t("who")}</h2>
              <PeopleList />
            </section>
            <h2 className="px-4 pt-3 text-[12px] text-soft">{t("feed")}</h2>
            <ActivityFeed />
          </div>
        )}
        <div className={`min-h-0 flex-1 ${view === "editor" ? "" : "hidden"}`}>{parts.editor}</div>
      </TabPanel>
      <nav className="shrink-0 border-t border-line bg-raised pb-[env(safe-area-inset-bottom)]">
        <TabBar
          name="room"
          look="bottom"
          label={t("cluster")}
          value={view}
          onChange={onView}
          items={PHONE_TABS.map(({ id, icon: Icon }) => ({
            id,
            label: (
              <>
                <Icon size={20} aria-hidden />
                {t(id)}
              </>
            ),
          }))}
        />
      </nav>
    </>
  );
}
