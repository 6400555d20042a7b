"use client";
/** The screen from 640 px: left | middle over dock | inspector. Under 1024 px left and inspector are drawers, under 1200 px the inspector is beside a lesson. */
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { Group, Panel, type PanelSize, Separator } from "react-resizable-panels";
import { Inspector } from "../../inspector/Inspector.tsx";
import { useGuide } from "../../live/GuideContext.tsx";
import { ShownScreen } from "../../live/ShownScreen.tsx";
import { useRoomPart } from "../RoomContext.tsx";
import { DockBody, DockTabs } from "./Dock.tsx";
import { useFrame } from "./FrameContext.tsx";
import { MainArea } from "./MainArea.tsx";
import { PartView } from "./PartView.tsx";
import { partsAt } from "./parts.tsx";
import { changePanels, type PanelName, usePanels } from "./panels.ts";

export function WideFrame() {
  const t = useTranslations("frame");
  const { viewport, leftBeside } = useFrame();
  // A shown screen takes the dock's place; what the dock holds stays behind it.
  const screen = useGuide().screen !== undefined;
  const panels = usePanels();
  const role = useRoomPart(({ you }) => you?.role);
  const [left] = partsAt("left", role);
  const wide = viewport === "wide";
  const remember =
    (name: PanelName) =>
    ({ inPixels }: PanelSize): void => {
      const size = Math.round(inPixels);
      if (size > 60 && Math.abs(size - panels[name].size) > 1) changePanels({ [name]: { open: true, size } });
    };
  const handle = (name: PanelName, upright: boolean) => (
    <Separator
      aria-label={t("resize", { panel: t(name) })}
      className={`relative bg-line transition-colors hover:bg-accent focus-visible:bg-accent ${upright ? "w-px" : "h-px"}`}
    />
  );
  return (
    <main className="flex min-h-0 flex-1 flex-col">
      <Group orientation="horizontal" className="min-h-0 flex-1">
        {leftBeside && left && panels.left.open && (
          <Fragment key="left">
            <Panel
              id="left"
              defaultSize={`${panels.left.size}px`}
              minSize="240px"
              maxSize="45%"
              groupResizeBehavior="preserve-pixel-size"
              onResize={remember("left")}
              className="min-h-0"
            >
              <section aria-label={t("left")} className="h-full min-h-0">
                <PartView part={left} />
              </section>
            </Panel>
            {handle("left", true)}
          </Fragment>
        )}
        <Panel id="middle" minSize="30%">
          <div className="flex h-full min-h-0 flex-col">
            <Group orientation="vertical" className="min-h-0 flex-1">
              <Panel id="main" minSize="15%" className="min-h-0">
                <MainArea />
              </Panel>
              {(panels.dock.open || screen) && handle("dock", false)}
              {(panels.dock.open || screen) && (
                <Panel
                  id="dock"
                  defaultSize={`${panels.dock.size}px`}
                  minSize="96px"
                  maxSize="80%"
                  groupResizeBehavior="preserve-pixel-size"
                  onResize={remember("dock")}
                  className="flex min-h-0 flex-col"
                >
                  {screen && <ShownScreen />}
                  <div className={screen ? "hidden" : "contents"}>
                    <DockTabs />
                    <DockBody />
                  </div>
                </Panel>
              )}
            </Group>
            {!panels.dock.open && !screen && (
              <div className="border-t border-line">
                <DockTabs />
              </div>
            )}
          </div>
        </Panel>
        {wide && panels.inspector.open && (
          <Fragment key="inspector">
            {handle("inspector", true)}
            <Panel
              id="inspector"
              defaultSize={`${panels.inspector.size}px`}
              minSize="260px"
              maxSize="60%"
              groupResizeBehavior="preserve-pixel-size"
              onResize={remember("inspector")}
              className="min-h-0"
            >
              <Inspector />
            </Panel>
          </Fragment>
        )}
      </Group>
    </main>
  );
}
