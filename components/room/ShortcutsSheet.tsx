"use client";
import { useTranslations } from "next-intl";
import { Keys } from "../ui/Keys.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { useCommandRegistry, useSingleKeys } from "./CommandContext.tsx";

/** All shortcuts of what is on the screen, and the switch for those without Ctrl or ⌘. */
export function ShortcutsSheet({ onClose }: { onClose(): void }) {
  const t = useTranslations("frame");
  const registry = useCommandRegistry();
  const [single, setSingle] = useSingleKeys();
  const fixed = [
    { id: "arrows", title: t("keys.arrows"), keys: "ArrowUp ArrowDown ArrowLeft ArrowRight" },
    { id: "enter", title: t("keys.enter"), keys: "Enter" },
    { id: "escape", title: t("keys.escape"), keys: "Escape" },
    { id: "apply", title: t("keys.apply"), keys: "mod+Enter" },
  ];
  const commands = registry.all().filter(({ keys }) => keys !== undefined);
  return (
    <Modal open onOpenChange={onClose} title={t("shortcuts")} lead={t("shortcutsLead")} className="w-[min(640px,94vw)]">
      <ul className="grid gap-x-8 sm:grid-cols-2">
        {[...commands, ...fixed].map(({ id, title, keys }) => (
          <li key={id} className="flex items-center justify-between gap-3 border-b border-line py-1.5 text-[13px]">
            <span>{title}</span>
            <Keys keys={keys ?? ""} />
          </li>
        ))}
      </ul>
      <label className="mt-4 flex items-start gap-2 text-[13px]">
        <input
          type="checkbox"
          checked={single}
          onChange={(event) => setSingle(event.target.checked)}
          className="mt-0.5"
        />
        <span className="break-keep">{t("singleKeys")}</span>
      </label>
    </Modal>
  );
}
