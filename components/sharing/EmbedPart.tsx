"use client";
/** A view of the room for other pages: its link, what it shows, and the snippet to paste. Instructors make it. */
import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { RoomProblem, showEmbed } from "../client/rooms.ts";
import { EMBED_TABLES } from "../../server/protocol/embedTables.ts";
import { embedSnippet, embedUrl } from "../embed/embedAddress.ts";
import { usePreferences } from "../i18n/Preferences.tsx";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { knownLinks } from "../room/roomLinks.ts";
import { Button, Select } from "../ui/controls.tsx";
import { useCopy } from "../ui/useCopy.ts";
import { useMadeLink } from "./useMadeLink.ts";

const HINT = "text-[12px] text-soft break-keep";

export function EmbedPart() {
  const t = useTranslations("embed");
  const { roomId } = useRoomView();
  const { locale } = usePreferences();
  const role = useRoomPart(({ you }) => you?.role);
  const [allowed, setAllowed] = useState<Awaited<ReturnType<typeof showEmbed>>>();
  const { link, make, end } = useMadeLink("embed", (there) =>
    setAllowed((known) => known && { ...known, link: there }),
  );
  const teaches = role === "instructor";
  useEffect(() => {
    if (teaches) showEmbed(roomId).then(setAllowed, () => setAllowed(undefined));
  }, [roomId, teaches]);
  const attempt = (doing: Promise<unknown>): void =>
    void doing.catch((error: unknown) =>
      toast.error(error instanceof RoomProblem ? error.text[locale] : (error as Error).message),
    );
  const shown = allowed?.link ? link : "";
  return (
    <section className="border-t border-line pt-4" data-testid="embed-part">
      <h3 className="text-[13px] font-semibold">{t("title")}</h3>
      <p className={HINT}>{t(teaches ? "lead" : "onlyTeachers")}</p>
      {allowed?.origins.length === 0 && (
        <p className="mt-2 rounded-control border border-line bg-panel p-2 text-[12px] break-keep">{t("forbidden")}</p>
      )}
      {allowed && allowed.origins.length > 0 && (
        <>
          <p className={`mt-2 ${HINT}`}>
            {t("origins")} <span className="font-mono text-ink">{allowed.origins.join(", ")}</span>
          </p>
          {shown !== "" && <Snippet link={shown} />}
          {allowed.link && shown === "" && <p className={`mt-2 ${HINT}`}>{t("unknown")}</p>}
          <div className="mt-2 flex flex-wrap items-center gap-2">
            <Button look={allowed.link ? "plain" : "primary"} onClick={() => attempt(make())}>
              {t(allowed.link ? "renew" : "make")}
            </Button>
            {allowed.link && (
              <Button look="danger" onClick={() => attempt(end().then(() => toast.success(t("nowEnded"))))}>
                {t("end")}
              </Button>
            )}
            {allowed.link && <span className={HINT}>{t("renewHint")}</span>}
          </div>
        </>
      )}
    </section>
  );
}

function Snippet({ link }: { readonly link: string }) {
  const t = useTranslations("embed");
  const copy = useCopy();
  const { roomId, view } = useRoomView();
  const name = useRoomPart(({ home, room }) => (home ?? room)?.name ?? "Podroom");
  const viewerLink = knownLinks(roomId).viewer ?? "";
  const [theme, setTheme] = useState<"" | "light" | "dark">("");
  const [lang, setLang] = useState<"" | "ko" | "en">("");
  const [shows, setShows] = useState("map");
  const [enter, setEnter] = useState(false);
  const [what = "map", table = ""] = shows.split(" ");
  const { namespace, labels, owners } = view;
  const choice = { theme, lang, table, map: what !== "table", namespace, labels, owners };
  const code = embedSnippet(embedUrl(link, { ...choice, viewerLink: enter ? viewerLink : "" }), `Podroom: ${name}`);
  const field = "flex flex-col gap-1 text-[12px] text-soft";
  return (
    <>
      <div className="mt-2 flex flex-wrap gap-3">
        <label className={field}>
          {t("shows")}
          <Select value={shows} onChange={(event) => setShows(event.target.value)}>
            <option value="map">{t("mapAlone")}</option>
            {EMBED_TABLES.map((resource) => (
              <option key={resource} value={`both ${resource}`}>
                {t("mapAnd", { table: resource.split(".")[0] ?? resource })}
              </option>
            ))}
            {EMBED_TABLES.map((resource) => (
              <option key={resource} value={`table ${resource}`}>
                {t("alone", { table: resource.split(".")[0] ?? resource })}
              </option>
            ))}
          </Select>
        </label>
        <label className={field}>
          {t("theme")}
          <Select value={theme} onChange={(event) => setTheme(event.target.value as typeof theme)}>
            <option value="">{t("asReader")}</option>
            <option value="light">{t("light")}</option>
            <option value="dark">{t("dark")}</option>
          </Select>
        </label>
        <label className={field}>
          {t("language")}
          <Select value={lang} onChange={(event) => setLang(event.target.value as typeof lang)}>
            <option value="">{t("asReader")}</option>
            <option value="ko">한국어</option>
            <option value="en">English</option>
          </Select>
        </label>
      </div>
      {viewerLink !== "" && (
        <label className="mt-2 flex items-center gap-1.5 text-[12px] text-soft">
          <input type="checkbox" checked={enter} onChange={(event) => setEnter(event.target.checked)} />
          {t("enter")}
        </label>
      )}
      <label className={`mt-2 ${field}`}>
        {t("snippet")}
        <textarea
          readOnly
          rows={3}
          value={code}
          data-testid="snippet"
          className="w-full rounded-control border border-line bg-panel p-2 font-mono text-[12px] break-all text-ink"
        />
      </label>
      <Button className="mt-2" onClick={() => copy(code, t("copied"))}>
        <Copy size={14} aria-hidden />
        {t("copy")}
      </Button>
    </>
  );
}
