"use client";
import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { renewLink } from "../client/rooms.ts";
import { InviteLeft } from "../settings/InviteLeft.tsx";
import { JoinCode } from "../settings/JoinCode.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { downloadKubeconfig } from "./downloadKubeconfig.ts";
import { useRoom } from "./RoomContext.tsx";
import { knownLinks, rememberLinks } from "./roomLinks.ts";
import { useCopy } from "../ui/useCopy.ts";

export interface InviteDialogProps {
  readonly roomId: string;
  onClose(): void;
}

/** Links to the room and the kubeconfig. Links are renewed by instructors only. */
export function InviteDialog({ roomId, onClose }: InviteDialogProps) {
  const t = useTranslations("room");
  const copy = useCopy();
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
    <Modal open onOpenChange={(open) => !open && onClose()} title={t("invite")}>
      {(["student", "viewer"] as const).map((role) => (
        <div key={role} className="mt-4">
          <label className="text-[12px] text-soft" htmlFor={`link-${role}`}>
            {t(role === "student" ? "studentLink" : "viewerLink")}
          </label>
          <div className="mt-1 flex gap-2">
            <Input
              id={`link-${role}`}
              readOnly
              value={links[role] ?? ""}
              placeholder={t("linkUnknown")}
              className="min-w-0 flex-1 font-mono placeholder:font-sans"
            />
            {links[role] ? (
              <Button onClick={() => copy(links[role] ?? "")}>
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
    </Modal>
  );
}
