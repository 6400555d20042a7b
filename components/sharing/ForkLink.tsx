"use client";
/** The link that gives whoever opens it a room of their own with this cluster, for instructors: made, copied, limited, ended. */
import { Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { LinkView } from "../../server/protocol/messages.ts";
import { LinkLeft } from "../settings/LinkLeft.tsx";
import { useAttempt } from "../settings/useAttempt.ts";
import { useLinkEnd } from "../settings/useLinkEnd.tsx";
import { useLinkList } from "../settings/useLinkList.ts";
import { Button } from "../ui/controls.tsx";
import { useCopy } from "../ui/useCopy.ts";
import { useMadeLink } from "./useMadeLink.ts";

const HINT = "text-[12px] text-soft break-keep";

export function ForkLink() {
  const t = useTranslations("sharing");
  const [list, look] = useLinkList();
  if (!list) return null;
  const view = list.links.find(({ kind }) => kind === "fork");
  return (
    <section className="border-t border-line pt-4" data-testid="fork-link">
      <h3 className="text-[13px] font-semibold">{t("forkAll")}</h3>
      <p className={HINT}>{t("forkAllHint")}</p>
      {/* The fields begin with what the link is now. */}
      <Link key={`${view?.createdAt} ${view?.expiresAt} ${view?.most}`} view={view} now={list.now} onChange={look} />
    </section>
  );
}

interface LinkProps {
  /** Undefined: there is none. */
  readonly view: LinkView | undefined;
  /** The server's clock, ms. */
  readonly now: number;
  onChange(): void;
}

function Link({ view, now, onChange }: LinkProps) {
  const t = useTranslations("sharing");
  const copy = useCopy();
  const attempt = useAttempt();
  const { link, make, end } = useMadeLink("fork", onChange);
  const [wanted, endFields] = useLinkEnd({ kind: "fork", view, now, onChange });
  const renew = async (): Promise<void> => {
    const end = wanted();
    if (end) await attempt(() => make(end));
  };
  return (
    <>
      {view && <LinkLeft link={view} now={now} cameText={t("forkAllCame", { count: view.came })} />}
      <div className="mt-2 flex flex-wrap gap-2">
        {view && link !== "" && (
          <Button look="primary" onClick={() => copy(link, t("copied"))}>
            <Link2 size={14} aria-hidden />
            {t("forkLink")}
          </Button>
        )}
        <Button onClick={() => void renew()}>{t(view ? "forkAllRenew" : "forkAllMake")}</Button>
        {view && (
          <Button look="danger" onClick={() => void attempt(end)}>
            {t("forkAllEnd")}
          </Button>
        )}
      </div>
      {endFields}
    </>
  );
}
