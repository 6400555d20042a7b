"use client";
import { useTranslations } from "next-intl";
import { Modal } from "../ui/Dialog.tsx";
import { TabBar, TabPanel } from "../ui/controls.tsx";
import { LinkSettings } from "./LinkSettings.tsx";
import { ModeSettings } from "./ModeSettings.tsx";
import { PeopleSettings } from "./PeopleSettings.tsx";

const TABS = ["room", "people", "links"] as const;

export function SettingsDialog({
  tab,
  onTab,
  onClose,
}: {
  readonly tab: string;
  onTab(tab: string): void;
  onClose(): void;
}) {
  const t = useTranslations("settings");
  return (
    <Modal open onOpenChange={(open) => !open && onClose()} title={t("title")} place="wide">
      <div className="mb-3 border-b border-line">
        <TabBar
          name="settings"
          label={t("title")}
          value={tab}
          onChange={onTab}
          items={TABS.map((id) => ({ id, label: t(`tabs.${id}`) }))}
        />
      </div>
      <TabPanel name="settings" value={tab} className="min-h-80 text-[13px]">
        {tab === "people" ? <PeopleSettings /> : tab === "links" ? <LinkSettings /> : <ModeSettings />}
      </TabPanel>
    </Modal>
  );
}
