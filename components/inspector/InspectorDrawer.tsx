"use client";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { useRoomView } from "../room/RoomContext.tsx";
import { Inspector } from "./Inspector.tsx";

/** The inspector over the map: from the right, or on phones as a sheet from below. The map can still be used beside it. */
export function InspectorDrawer({ sheet }: { readonly sheet: boolean }) {
  const t = useTranslations("inspector");
  const { selection, select } = useRoomView();
  const place = sheet
    ? "inset-x-0 bottom-0 h-[72dvh] rounded-t-panel border-t rises"
    : "top-12 right-0 bottom-0 w-[372px] border-l slides";
  return (
    <Dialog.Root open={selection !== undefined} modal={sheet} onOpenChange={(open) => !open && select(undefined)}>
      <Dialog.Portal>
        {sheet && <Dialog.Overlay className="fixed inset-0 z-40 bg-black/30" />}
        <Dialog.Content
          aria-describedby={undefined}
          onInteractOutside={(event) => !sheet && event.preventDefault()}
          className={`fixed z-40 overflow-hidden border-line bg-paper shadow-xl outline-none ${place}`}
        >
          <Dialog.Title className="sr-only">{selection?.name ?? t("summary")}</Dialog.Title>
          <Inspector />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
