"use client";
/** The dock: a row of tabs that is always there, and what they show. A part that was opened stays, hidden, with all it holds. */
import { ChevronDown, ChevronUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { IconButton } from "../../ui/IconButton.tsx";
import { TabBar } from "../../ui/controls.tsx";
import { useRoomPart, useRoomView } from "../RoomContext.tsx";
import { AskCount } from "./AskCount.tsx";
import { useFrame } from "./FrameContext.tsx";
import { PartView } from "./PartView.tsx";
import { partsAt } from "./parts.tsx";
import { usePanels } from "./panels.ts";

/** The tab in front: the address says it, else this browser's last one. */
export function useDockTab(): string {
  const { view } = useRoomView();
  const { dockTab } = usePanels();
  const role = useRoomPart(({ you }) => you?.role);
  const parts = partsAt("dock", role);
  const known = (id: string): boolean => parts.some((part) => part.id === id);
  return known(view.dock) ? view.dock : known(dockTab) ? dockTab : (parts[0]?.id ?? "");
}

export function DockTabs() {
  const t = useTranslations("frame");
  const { openDock, toggle } = useFrame();
  const { dock } = usePanels();
  const role = useRoomPart(({ you }) => you?.role);
  const tab = useDockTab();
  const items = partsAt("dock", role).map(({ id, icon: Icon }) => ({
    id,
    label: (
      <span className="flex items-center gap-1.5">
        <Icon size={14} aria-hidden />
        {t(`parts.${id}`)}
        {id === "ask" && <AskCount />}
      </span>
    ),
  }));
  return (
    <div className="flex h-9 shrink-0 items-center justify-between border-line bg-panel pr-1.5 pl-2">
      <TabBar name="dock" label={t("dock")} value={tab} onChange={openDock} items={items} />
      <IconButton
        icon={dock.open ? ChevronDown : ChevronUp}
        label={t(dock.open ? "hide" : "show", { panel: t("dock") })}
        aria-expanded={dock.open}
        keys="d"
        side="top"
        onClick={() => toggle("dock")}
      />
    </div>
  );
}

export function DockBody() {
  const role = useRoomPart(({ you }) => you?.role);
  const tab = useDockTab();
  const [visited, setVisited] = useState<readonly string[]>([tab]);
  useEffect(() => setVisited((known) => (known.includes(tab) ? known : [...known, tab])), [tab]);
  return (
    <div
      role="tabpanel"
      id="dock-panel"
      aria-labelledby={`dock-tab-${tab}`}
      className="min-h-0 flex-1 overflow-hidden border-t border-line bg-paper"
    >
      {partsAt("dock", role)
        .filter(({ id }) => id === tab || visited.includes(id))
        .map((part) => (
          <div key={part.id} hidden={part.id !== tab} className="h-full min-h-0">
            <PartView part={part} />
          </div>
        ))}
    </div>
  );
}
