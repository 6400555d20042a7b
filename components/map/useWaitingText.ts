"use client";
import { useTranslations } from "next-intl";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { refusalIn, type WaitingReason, waitingReason } from "./waitingReason.ts";

/** Puts the reason a pod waits into a few words. */
export function useWaitingText(): (pod: Pod) => string {
  const text = useReasonText();
  return (pod) => text(waitingReason(pod));
}

/** Puts a message of the scheduler into a few words. */
export function useRefusalText(): (message: string) => string {
  const text = useReasonText();
  return (message) => text(refusalIn(message));
}

function useReasonText(): (reason: WaitingReason) => string {
  const t = useTranslations("map.reason");
  return (reason) => {
    switch (reason.code) {
      case "other":
        return reason.message;
      case "insufficient":
        return t("insufficient", { resource: reason.resource, nodes: reason.nodes });
      case "gated":
      case "queued":
        return t(reason.code);
      default:
        return t(reason.code, { nodes: reason.nodes });
    }
  };
}
