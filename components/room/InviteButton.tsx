"use client";
import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { Button } from "../ui/controls.tsx";
import { lazyPart } from "../ui/lazyPart.ts";

const InviteDialog = lazyPart(() => import("./InviteDialog.tsx").then((part) => ({ default: part.InviteDialog })));

export function InviteButton({ roomId }: { readonly roomId: string }) {
  const t = useTranslations("room");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(true)}>
        <UserPlus size={15} aria-hidden />
        <span className="max-sm:sr-only">{t("invite")}</span>
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <InviteDialog roomId={roomId} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
