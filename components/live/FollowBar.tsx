"use client";
/** Whom one goes along with, and the way out and back. Escape leaves. */
import { Eye, Navigation } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useNames } from "../classroom/useNames.ts";
import { isTyping } from "../room/commands.ts";
import { Button } from "../ui/controls.tsx";
import { Keys } from "../ui/Keys.tsx";
import { Bar } from "./Bar.tsx";
import { useGuide } from "./GuideContext.tsx";

/** While one goes along, and when one left. */
const TEXTS = {
  lead: ["following", "notFollowing"],
  screen: ["seeing", "notSeeing"],
  watch: ["watchingNow", "notWatching"],
} as const;

export function FollowBar() {
  const t = useTranslations("live");
  const names = useNames();
  const { guide, joined, elsewhere, join, leave } = useGuide();
  useEscape(joined, leave);
  if (!guide) return null;
  const name = names(guide.of);
  const screen = guide.kind !== "lead";
  const [along, alone] = TEXTS[guide.kind];
  const text = t(joined ? along : alone, { name });
  return (
    <Bar
      name="follow"
      icon={screen ? Eye : Navigation}
      text={elsewhere ? `${text} ${t("otherCluster", { name })}` : text}
    >
      {joined ? (
        <Button className="h-7" onClick={leave}>
          {t(screen ? "close" : "leave")}
          <Keys keys="Escape" />
        </Button>
      ) : (
        <Button look="primary" className="h-7" onClick={join}>
          {t(screen ? "see" : "follow")}
        </Button>
      )}
    </Bar>
  );
}

/** Escape, unless something nearer takes it: a text, a menu, a dialog. */
function useEscape(on: boolean, run: () => void): void {
  useEffect(() => {
    if (!on) return;
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog], [role=menu], [role=listbox]")) return;
      event.preventDefault();
      run();
    };
    // Before the room's own keys, which close what is selected.
    addEventListener("keydown", press, { capture: true });
    return () => removeEventListener("keydown", press, { capture: true });
  }, [on, run]);
}
