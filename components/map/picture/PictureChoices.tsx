"use client";
import { Download, Printer } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCommands } from "../../room/CommandContext.tsx";
import { Button } from "../../ui/controls.tsx";
import type { PicturePart, Pictures } from "./usePictures.ts";

const PARTS: readonly PicturePart[] = ["whole", "view"];
const FORMATS = ["png", "svg"] as const;

/** What of the map is wanted, and as what. */
export function PictureChoices({ pictures }: { readonly pictures: Pictures }) {
  const t = useTranslations("map");
  const [part, setPart] = useState<PicturePart>("whole");
  return (
    <div className="flex flex-col gap-3">
      <fieldset>
        <legend className="font-semibold">{t("picture")}</legend>
        <p className="mt-0.5 mb-2 text-[12px] text-soft break-keep">{t("pictureLead")}</p>
        {PARTS.map((one) => (
          <label key={one} className="flex items-center gap-2 py-0.5">
            <input
              type="radio"
              name="picture-part"
              className="accent-accent"
              checked={part === one}
              onChange={() => setPart(one)}
            />
            {t(`pictureOf.${one}`)}
          </label>
        ))}
      </fieldset>
      <div className="flex gap-2 border-t border-line pt-3">
        {FORMATS.map((format) => (
          <Button key={format} onClick={() => void pictures.save(part, format)}>
            <Download size={14} aria-hidden />
            {format.toUpperCase()}
          </Button>
        ))}
        <Button className="ml-auto" onClick={() => window.print()}>
          <Printer size={14} aria-hidden />
          {t("print")}
        </Button>
      </div>
    </div>
  );
}

export function usePictureCommands(pictures: Pictures): void {
  const t = useTranslations("map");
  useCommands(
    PARTS.flatMap((part) =>
      FORMATS.map((format) => ({
        id: `map-${part}-${format}`,
        group: "view" as const,
        title: t("pictureAs", { part, format: format.toUpperCase() }),
        words: "picture image export download png svg 그림 내보내기",
        run: () => void pictures.save(part, format),
      })),
    ),
  );
}
