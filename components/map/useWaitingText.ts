"use client";
import { useTranslations } from "next-intl";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { waitingReason } from "./waitingReason.ts";

/** Puts the reason a pod waits into a few words. */
export function useWaitingText(): (pod: Pod) => string {
  const t = useTranslations("map.reason");
  return (pod) => {
    const reason = waitingReason(pod);
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
