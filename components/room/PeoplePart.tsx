"use client";
import { useTranslations } from "next-intl";
import { ActivityFeed } from "./ActivityFeed.tsx";
import { PeopleList } from "./PeopleList.tsx";

/** People and what they did, on one screen of a phone. */
export function PeoplePart() {
  const t = useTranslations("room");
  return (
    <div className="flex h-full min-h-0 flex-col overflow-auto">
      <section className="border-b border-line p-4">
        <h2 className="mb-2 text-[12px] text-soft">{t("who")}</h2>
        <PeopleList />
      </section>
      <h2 className="px-4 pt-3 text-[12px] text-soft">{t("feed")}</h2>
      <ActivityFeed />
    </div>
  );
}
