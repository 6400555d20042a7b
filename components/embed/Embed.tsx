"use client";
/**
 * A room inside another page, live and to be looked at only: its map, one table beside or alone. The address says what (see
 * embedAddress.ts); the embed link's token stands behind its #. Nothing is remembered and no cookie is used.
 */
import { ExternalLink } from "lucide-react";
import { NextIntlClientProvider, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { embedTexts } from "../i18n/embedTexts.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { ClusterMap } from "../map/ClusterMap.tsx";
import { RoomProvider, useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { EmbedTable } from "./EmbedTable.tsx";
import { type EmbedAsk, embedAsk } from "./embedAddress.ts";

export function Embed({ roomId }: { readonly roomId: string }) {
  const { locale } = usePreferences();
  const [ask, setAsk] = useState<EmbedAsk>();
  useEffect(() => setAsk(embedAsk(location.search, location.hash)), []);
  return (
    <NextIntlClientProvider locale={locale} messages={embedTexts[locale]} timeZone="UTC">
      {ask &&
        (ask.token === undefined ? (
          <Message code="link" />
        ) : (
          <RoomProvider roomId={roomId} embed={ask.token}>
            <View ask={ask} />
          </RoomProvider>
        ))}
    </NextIntlClientProvider>
  );
}

function View({ ask }: { readonly ask: EmbedAsk }) {
  const t = useTranslations("embed");
  const phase = useRoomPart((snapshot) => snapshot.phase);
  const room = useRoomPart((snapshot) => snapshot.room);
  const problem = useRoomPart((snapshot) => snapshot.problem);
  const { locale } = usePreferences();
  const { roomId, namespace } = useRoomView();
  const all = useTranslations("room")("allNamespaces");
  if (phase === "refused") return <Message code={problem?.code ?? "refused"} said={problem?.text[locale]} />;
  const live = phase === "live";
  return (
    <main className="flex h-dvh min-h-0 flex-col overflow-hidden" data-testid="embed" data-phase={phase}>
      {ask.map && (
        <section aria-label={t("map")} className="relative min-h-0 flex-1">
          <ClusterMap still />
        </section>
      )}
      {ask.table !== undefined && (
        <EmbedTable resource={ask.table} className={ask.map ? "max-h-[45%] border-t border-line" : "flex-1"} />
      )}
      <footer className="flex h-8 shrink-0 items-center gap-2.5 border-t border-line bg-panel px-3 text-[12px]">
        <h1 className="truncate font-semibold">{room?.name ?? "Podroom"}</h1>
        <span className="truncate font-mono text-soft max-sm:hidden">{namespace === "" ? all : namespace}</span>
        <span role="status" className={`flex shrink-0 items-center gap-1.5 ${live ? "text-running" : "text-pending"}`}>
          <span aria-hidden className={`size-2 ${live ? "rounded-full bg-running" : "border border-pending"}`} />
          {t(live ? "live" : "connecting")}
        </span>
        <a
          href={`/room/${roomId}${ask.viewer === undefined ? "" : `#k=${ask.viewer}`}`}
          target="_blank"
          rel="noopener"
          className="ml-auto flex shrink-0 items-center gap-1 font-medium text-accent hover:underline"
        >
          {t("open")}
          <ExternalLink size={13} aria-hidden />
        </a>
      </footer>
    </main>
  );
}

/** Why nothing is shown, to readers of the page around it. */
function Message({ code, said }: { readonly code: string; readonly said?: string | undefined }) {
  const t = useTranslations("embed");
  return (
    <main
      data-testid="embed-problem"
      data-code={code}
      className="grid h-dvh place-items-center p-5 text-center text-[14px]"
    >
      <div className="flex max-w-80 flex-col gap-1.5 break-keep">
        <h1 className="font-semibold">{t("nothing")}</h1>
        <p className="text-[13px] text-soft">{code === "link" ? t("noToken") : (said ?? t("ended"))}</p>
      </div>
    </main>
  );
}
