"use client";
/** The screen under 640 px: one part at a time, tabs at the bottom. The editor stays, hidden, with what is typed in it. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { TabBar } from "../../ui/controls.tsx";
import { ShownScreen } from "../../live/ShownScreen.tsx";
import { useRoomPart, useRoomView } from "../RoomContext.tsx";
import { AskCount } from "./AskCount.tsx";
import { PartView } from "./PartView.tsx";
import { isFor, partOnPhone, PARTS } from "./parts.tsx";

export function PhoneFrame() {
  const t = useTranslations("frame");
  const { view, setView } = useRoomView();
  const role = useRoomPart(({ you }) => you?.role);
  const shown = partOnPhone(view, role);
  // What has no tab of its own gets one while a link or a command shows it.
  const parts = PARTS.filter((part) => isFor(part, role) && (part.phone || part.id === shown));
  const [visited, setVisited] = useState<readonly string[]>([]);
  useEffect(() => setVisited((known) => (known.includes(shown) ? known : [...known, shown])), [shown]);
  return (
    <>
      <main className="relative min-h-0 flex-1 overflow-hidden">
        <div role="tabpanel" id="room-panel" aria-labelledby={`room-tab-${shown}`} className="h-full">
          {parts
            .filter(({ id, place }) => id === shown || (place === "dock" && visited.includes(id)))
            .map((part) => (
              <div key={part.id} hidden={part.id !== shown} className="h-full min-h-0">
                <PartView part={part} />
              </div>
            ))}
        </div>
      </main>
      <ShownScreen className="max-h-1/2 border-t border-line" />
      <nav className="shrink-0 border-t border-line bg-raised pb-[env(safe-area-inset-bottom)]">
        <TabBar
          name="room"
          look="bottom"
          label={t("main")}
          value={shown}
          onChange={(id) => setView({ main: id, dock: "" })}
          items={parts.map(({ id, icon: Icon }) => ({
            id,
            label: (
              <>
                <span className="relative">
                  <Icon size={20} aria-hidden />
                  {id === "ask" && <AskCount className="absolute -top-1 left-3.5" />}
                </span>
                {t(`parts.${id}`)}
              </>
            ),
          }))}
        />
      </nav>
    </>
  );
}
