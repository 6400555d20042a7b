"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./controls.tsx";

export interface ModalProps {
  readonly open: boolean;
  onOpenChange(open: boolean): void;
  readonly title: string;
  /** One line under the title. */
  readonly lead?: ReactNode;
  /** centre: a dialog; wide: one with much in it; left, right: a drawer of that side; sheet: from below. */
  readonly place?: "centre" | "wide" | "top" | "left" | "right" | "sheet";
  /** The title is for screen readers alone: the content has its own. */
  readonly bare?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

const PLACES = {
  centre: "top-1/2 left-1/2 w-[min(520px,92vw)] max-h-[88dvh] -translate-1/2 overflow-auto rounded-panel border pops",
  wide: "top-1/2 left-1/2 w-[min(680px,96vw)] max-h-[88dvh] -translate-1/2 overflow-auto rounded-panel border pops max-sm:p-4!",
  top: "top-[12dvh] left-1/2 w-[min(600px,94vw)] -translate-x-1/2 overflow-hidden rounded-panel border pops",
  left: "top-12 bottom-0 left-0 w-[min(340px,92vw)] overflow-hidden border-r slides-right",
  right: "top-12 right-0 bottom-0 w-[min(372px,92vw)] overflow-hidden border-l slides",
  sheet: "inset-x-0 bottom-0 h-[76dvh] overflow-hidden rounded-t-panel border-t rises",
};

const FIELDS =
  "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [role=tab][aria-selected=true]";

/** What a dialog is for comes before its ×: the first field, or the tab of what it shows, is focused where there is one. */
function focusFirstField(event: Event): void {
  const field = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(FIELDS)].find(
    (one) => !one.matches(":disabled") && one.offsetParent !== null,
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** A dialog, drawer or sheet over the screen; Escape and a click beside it close it, focus goes back to where it was. */
export function Modal({
  open,
  onOpenChange,
  title,
  lead,
  place = "centre",
  bare,
  className = "",
  children,
}: ModalProps) {
  const t = useTranslations("common");
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="appears fixed inset-0 z-40 bg-black/30" />
        <Radix.Content
          data-modal="true"
          onOpenAutoFocus={focusFirstField}
          // In an editor Escape first closes what it suggests.
          onEscapeKeyDown={(event) => {
            if (document.querySelector(".cm-tooltip-autocomplete, .cm-panel")) event.preventDefault();
          }}
          {...(lead ? {} : { "aria-describedby": undefined })}
          className={`fixed z-50 border-line bg-raised shadow-xl outline-none ${PLACES[place]} ${bare ? "" : "p-5"} ${className}`}
        >
          {bare ? (
            <Radix.Title className="sr-only">{title}</Radix.Title>
          ) : (
            <div className="mb-3 flex items-start justify-between gap-4">
              <div>
                <Radix.Title className="text-[16px] font-semibold">{title}</Radix.Title>
                {lead && (
                  <Radix.Description className="mt-1 text-[13px] text-soft break-keep">{lead}</Radix.Description>
                )}
              </div>
              <Radix.Close asChild>
                <Button look="quiet" aria-label={t("close")} className="-mt-1 -mr-2">
                  <X size={16} aria-hidden />
                </Button>
              </Radix.Close>
            </div>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
