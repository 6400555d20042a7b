"use client";
import { useTranslations } from "next-intl";
import { Button, Input, Select } from "../ui/controls.tsx";
import { END_CHOICES, type EndChoice, type EndFields } from "./linkEnd.ts";

export interface LinkEndFieldsProps {
  readonly fields: EndFields;
  /** The link as it is has an end in the future. */
  readonly hasEnd: boolean;
  /** Undefined: there is no link these could be set for. */
  readonly onSet: (() => void) | undefined;
  onFields(fields: EndFields): void;
}

/** When the link ends and for how many it is; for the link as it is, or for a new one. */
export function LinkEndFields({ fields, hasEnd, onSet, onFields }: LinkEndFieldsProps) {
  const t = useTranslations("settings.ends");
  const choices = END_CHOICES.filter((choice) => choice !== "as-is" || hasEnd);
  return (
    <div className="mt-2 flex flex-wrap items-end gap-2 text-[12px] text-soft">
      <label className="flex flex-col gap-0.5">
        {t("end")}
        <Select
          value={fields.choice}
          onChange={(event) => onFields({ ...fields, choice: event.target.value as EndChoice })}
        >
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {t(`choices.${choice}`)}
            </option>
          ))}
        </Select>
      </label>
      {fields.choice === "at" && (
        <label className="flex flex-col gap-0.5">
          {t("at")}
          <Input
            type="datetime-local"
            value={fields.at}
            onChange={(event) => onFields({ ...fields, at: event.target.value })}
          />
        </label>
      )}
      <label className="flex flex-col gap-0.5">
        {t("most")}
        <Input
          type="number"
          min={1}
          max={100_000}
          inputMode="numeric"
          placeholder={t("any")}
          className="w-24"
          value={fields.most}
          onChange={(event) => onFields({ ...fields, most: event.target.value })}
        />
      </label>
      {onSet && <Button onClick={onSet}>{t("set")}</Button>}
    </div>
  );
}
