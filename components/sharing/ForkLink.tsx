"use client";
/** The link that gives whoever opens it a room of their own with this cluster, for instructors: made, copied, ended. */
import { Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useAttempt } from "../settings/useAttempt.ts";
import { useLinkList } from "../settings/useLinkList.ts";
import { Button } from "../ui/controls.tsx";
import { useCopy } from "../ui/useCopy.ts";
import { useMadeLink } from "./useMadeLink.ts";

const HINT = "text-[12px] text-soft break-keep";

export function ForkLink() {
  const t = useTranslations("sharing");
  const copy = useCopy();
  const attempt = useAttempt();
  const [list, look] = useLinkList();
  const { link, make, end } = useMadeLink("fork", look);
  const view = list?.links.find(({ kind }) => kind === "fork");
  if (!list) return null;
  return (
    <section className="border-t border-line pt-4" data-testid="fork-link">
      <h3 className="text-[13px] font-semibold">{t("forkAll")}</h3>
      <p className={HINT}>{t("forkAllHint")}</p>
      {view && <p className={HINT}>{t("forkAllCame", { count: view.came })}</p>}
      <div className="mt-2 flex flex-wrap gap-2">
        {view && link !== "" && (
          <Button look="primary" onClick={() => copy(link, t("copied"))}>
            <Link2 size={14} aria-hidden />
            {t("forkLink")}
          </Button>
        )}
        <Button onClick={() => void attempt(make)}>{t(view ? "forkAllRenew" : "forkAllMake")}</Button>
        {view && (
          <Button look="danger" onClick={() => void attempt(end)}>
            {t("forkAllEnd")}
          </Button>
        )}
      </div>
    </section>
  );
}
