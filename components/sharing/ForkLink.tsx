"use client";
/** The link that gives whoever opens it a room of their own with this cluster, for instructors: made, copied, ended. */
import { Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { renewLink, revokeLink } from "../client/rooms.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { knownLinks, rememberLinks } from "../room/roomLinks.ts";
import { useAttempt } from "../settings/useAttempt.ts";
import { useLinkList } from "../settings/useLinkList.ts";
import { Button } from "../ui/controls.tsx";
import { useCopy } from "../ui/useCopy.ts";

const HINT = "text-[12px] text-soft break-keep";

export function ForkLink() {
  const t = useTranslations("sharing");
  const { roomId } = useRoomView();
  const copy = useCopy();
  const attempt = useAttempt();
  const [list, look] = useLinkList();
  const [known, setKnown] = useState(() => knownLinks(roomId).fork ?? "");
  const view = list?.links.find(({ kind }) => kind === "fork");
  const keep = (link: string): void => {
    rememberLinks(roomId, { fork: link });
    setKnown(link);
    look();
  };
  const make = (): Promise<unknown> => attempt(async () => keep((await renewLink(roomId, "fork")).link));
  const end = (): Promise<unknown> =>
    attempt(async () => {
      await revokeLink(roomId, "fork");
      keep("");
    });
  if (!list) return null;
  return (
    <section className="border-t border-line pt-4" data-testid="fork-link">
      <h3 className="text-[13px] font-semibold">{t("forkAll")}</h3>
      <p className={HINT}>{t("forkAllHint")}</p>
      {view && <p className={HINT}>{t("forkAllCame", { count: view.came })}</p>}
      <div className="mt-2 flex flex-wrap gap-2">
        {view && known !== "" && (
          <Button look="primary" onClick={() => copy(known, t("copied"))}>
            <Link2 size={14} aria-hidden />
            {t("forkLink")}
          </Button>
        )}
        <Button onClick={() => void make()}>{t(view ? "forkAllRenew" : "forkAllMake")}</Button>
        {view && (
          <Button look="danger" onClick={() => void end()}>
            {t("forkAllEnd")}
          </Button>
        )}
      </div>
    </section>
  );
}
