"use client";
import { Copy, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { renewLink } from "../client/rooms.ts";
import { InviteLeft } from "../settings/InviteLeft.tsx";
import { JoinCode } from "../settings/JoinCode.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { downloadKubeconfig } from "./downloadKubeconfig.ts";
import { useRoom } from "./RoomContext.tsx";
import { knownLinks, rememberLinks } from "./roomLinks.ts";

export interface InviteDialogProps {
  readonly roomId: string;
  onClose(): void;
}

/** Links to the room and the kubeconfig. Links are renewed by instructors only. */
export function InviteDialog({ roomId, onClose }: InviteDialogProps) {
  const t = useTranslations("room");
  const common = useTranslations("common");
  const { you } = useRoom();
  const [links, setLinks] = useState(() => knownLinks(roomId));
  const renew = async (role: "student" | "viewer"): Promise<void> => {
    // Whoever wants a link to hand out does not want the class sent away.
    const { link } = await renewLink(roomId, role, { keep: true });
    rememberLinks(roomId, { [role]: link });
    setLinks(knownLinks(roomId));
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 bg-black/30" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-1/2 left-1/2 w-[min(520px,92vw)] -translate-1/2 rounded-panel border border-line bg-raised p-5 shadow-xl"
        >
          <div className="flex items-center justify-between">
            <Dialog.Title className="text-[16px] font-semibold">{t("invite")}</Dialog.Title>
            <Dialog.Close asChild>
              <Button look="quiet" aria-label={common("close")}>
                <X size={16} aria-hidden />
              </Button>
            </Dialog.Close>
          </div>
          {(["student", "viewer"] as const).map((role) => (
            <div key={role} className="mt-4">
              <label className="text-[12px] text-soft" htmlFor={`link-${role}`}>
                {t(role === "student" ? "studentLink" : "viewerLink")}
              </label>
              <div className="mt-1 flex gap-2">
                <Input id={`link-${role}`} readOnly value={links[role] ?? ""} className="min-w-0 flex-1 font-mono" />
                {links[role] ? (
                  <Button onClick={() => navigator.clipboard.writeText(links[role] ?? "")}>
                    <Copy size={14} aria-hidden />
                    {common("copy")}
                  </Button>
                ) : (
                  you?.role === "instructor" && <Button onClick={() => renew(role)}>{t("renew")}</Button>
                )}
              </div>
              <JoinCode link={links[role] ?? ""} />
              {links[role] && you?.role === "instructor" && <InviteLeft role={role} />}
            </div>
          ))}
          {!links.student && <p className="mt-2 text-[12px] text-faint break-keep">{t("linksGone")}</p>}
          <div className="mt-5 flex items-center justify-between border-t border-line pt-4">
            <span className="text-[13px]">{t("kubeconfig")}</span>
            <Button onClick={() => void downloadKubeconfig(roomId)}>{t("download")}</Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
