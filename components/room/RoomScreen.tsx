"use client";
/** The screen people spend their hour on. `frame/parts.tsx` says what stands where; commands, changes and messages wrap it. */
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { ClassNotices } from "../classroom/ClassNotices.tsx";
import { FaultCommands } from "../faults/FaultCommands.tsx";
import { Fidelity } from "../fidelity/Fidelity.tsx";
import { Sharing } from "../sharing/Sharing.tsx";
import { GuideProvider, useGuide } from "../live/GuideContext.tsx";
import { LiveBars } from "../live/LiveBars.tsx";
import { LiveCommands } from "../live/LiveCommands.tsx";
import { RoomSettings } from "../settings/RoomSettings.tsx";
import { PastBanner } from "../time/PastBanner.tsx";
import { TimeCommands } from "../time/TimeCommands.tsx";
import { useMomentInAddress } from "../time/useMoments.ts";
import { useMomentText } from "../time/useMomentText.ts";
import { InspectorDrawer } from "../inspector/InspectorDrawer.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { Toaster } from "../ui/Toaster.tsx";
import { TooltipProvider } from "../ui/Tooltip.tsx";
import { You } from "../you/You.tsx";
import { CommandProvider } from "./CommandContext.tsx";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { DoingProvider } from "./doing/DoingContext.tsx";
import { FrameProvider, useFrame } from "./frame/FrameContext.tsx";
import { PartView } from "./frame/PartView.tsx";
import { partsAt } from "./frame/parts.tsx";
import { PhoneFrame } from "./frame/PhoneFrame.tsx";
import { WideFrame } from "./frame/WideFrame.tsx";
import { usePrinting } from "./printing.ts";
import { RoomCommands } from "./RoomCommands.tsx";
import { useConnection, useRoomPart, useRoomView } from "./RoomContext.tsx";
import { TopBar } from "./TopBar.tsx";
import { Trouble } from "./Trouble.tsx";
import { troubleOf } from "./troubleKinds.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const TrialBanner = lazyPart(() =>
  import("../authoring/TrialBanner.tsx").then((part) => ({ default: part.TrialBanner })),
);
const HistoryBar = lazyPart(() => import("../time/HistoryBar.tsx").then((part) => ({ default: part.HistoryBar })));

export function RoomScreen() {
  const refused = useRoomPart(({ phase, problem }) => (phase === "refused" ? problem?.code : undefined));
  const wasIn = useRoomPart(({ you }) => you !== undefined);
  if (refused) return <Trouble kind={troubleOf(refused, wasIn)} onRetry={() => location.reload()} />;
  return (
    <TooltipProvider delayDuration={400}>
      <CommandProvider>
        <DoingProvider>
          <FrameProvider>
            <GuideProvider>
              <Screen />
            </GuideProvider>
          </FrameProvider>
        </DoingProvider>
      </CommandProvider>
    </TooltipProvider>
  );
}

/** What stands over the room on paper: its name, and of which namespace and moment the sheet is. */
function usePaper(): void {
  const connection = useConnection();
  const { view, namespace } = useRoomView();
  const all = useTranslations("room")("allNamespaces");
  const moment = useMomentText();
  usePrinting(() => {
    const { room } = connection.getSnapshot();
    const what = view.main === "tables" ? [view.table] : [];
    return [
      room?.name ?? "Podroom",
      [...what, namespace === "" ? all : namespace, moment(connection.clusterNow())].join(" · "),
    ];
  });
}

function Screen() {
  const t = useTranslations("frame");
  const { viewport, leftBeside, leftDrawer, setLeftDrawer } = useFrame();
  const phase = useRoomPart((room) => room.phase);
  const role = useRoomPart(({ you }) => you?.role);
  const isTrial = useRoomPart(({ room }) => room?.trialOf !== undefined);
  const { view } = useRoomView();
  // Beside a shown screen there is no room for a drawer over it.
  const screen = useGuide().screen !== undefined;
  const [left] = partsAt("left", role);
  useMomentInAddress();
  usePaper();
  const history = view.history && (
    <Suspense fallback={null}>
      <HistoryBar />
    </Suspense>
  );
  return (
    <div className="relative flex h-dvh flex-col overflow-hidden" data-testid="room" data-phase={phase}>
      <TopBar />
      <ConnectionNotice />
      <ClassNotices />
      <LiveBars />
      <PastBanner />
      {isTrial && (
        <Suspense fallback={null}>
          <TrialBanner />
        </Suspense>
      )}
      {viewport === "phone" && history}
      {viewport === "phone" ? <PhoneFrame /> : <WideFrame />}
      {viewport !== "phone" && history}
      {viewport !== "wide" && !screen && <InspectorDrawer sheet={viewport === "phone"} />}
      {viewport !== "phone" && !leftBeside && left && (
        <Modal open={leftDrawer} onOpenChange={setLeftDrawer} title={t("left")} place="left" bare>
          <PartView part={left} />
        </Modal>
      )}
      <RoomCommands />
      <TimeCommands />
      <FaultCommands />
      <LiveCommands />
      <RoomSettings />
      <Sharing />
      <You />
      <Fidelity />
      <Toaster label={t("notices")} />
    </div>
  );
}
