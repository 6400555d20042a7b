"use client";
import { PanelLeft, PanelRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "../../ui/IconButton.tsx";
import { TabBar, TabPanel } from "../../ui/controls.tsx";
import { Filters } from "../Filters.tsx";
import { useRoomPart, useRoomView } from "../RoomContext.tsx";
import { useFrame } from "./FrameContext.tsx";
import { PartView } from "./PartView.tsx";
import { partsAt } from "./parts.tsx";
import { usePanels } from "./panels.ts";

/** The middle: tabs of its parts, what filters them, and the part in front. */
export function MainArea() {
  const t = useTranslations("frame");
  const { viewport, toggle, leftBeside, leftDrawer } = useFrame();
  const { view, setView } = useRoomView();
  const panels = usePanels();
  const role = useRoomPart(({ you }) => you?.role);
  const parts = partsAt("main", role);
  const part = parts.find(({ id }) => id === view.main) ?? parts[0];
  if (!part) return null;
  const wide = viewport === "wide";
  const hasLeft = partsAt("left", role).length > 0;
  const leftOpen = leftBeside ? panels.left.open : leftDrawer;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-1.5 pl-2">
        {hasLeft && (
          <IconButton
            icon={PanelLeft}
            label={t("toggle", { panel: t("left") })}
            keys="l"
            on={leftOpen}
            onClick={() => toggle("left")}
          />
        )}
        <TabBar
          name="main"
          label={t("main")}
          value={part.id}
          onChange={(id) => setView({ main: id })}
          items={parts.map(({ id }) => ({ id, label: t(`parts.${id}`) }))}
        />
        <Filters />
        {wide && (
          <IconButton
            icon={PanelRight}
            label={t("toggle", { panel: t("inspector") })}
            keys="i"
            on={panels.inspector.open}
            onClick={() => toggle("inspector")}
          />
        )}
      </div>
      <TabPanel name="main" value={part.id} className="relative min-h-0 flex-1 overflow-hidden">
        <PartView part={part} />
      </TabPanel>
    </div>
  );
}
