"use client";
/** What can be done with one object: each action with why it may not be done, where that is known. */
import { Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { KubeObject } from "../../server/protocol/kubernetes/index.ts";
import { useFaults } from "../faults/useFaultActions.ts";
import { hasWhy } from "../inspector/why/hasWhy.ts";
import { LOGGED } from "../logs/targets.ts";
import { useOpenLogs } from "../logs/useOpenLogs.ts";
import { useDo } from "../room/doing/DoingContext.tsx";
import { useOperations } from "../room/doing/useOperations.ts";
import { useFrame } from "../room/frame/FrameContext.tsx";
import { changePanels, usePanels } from "../room/frame/panels.ts";
import type { Wanted } from "../room/rights/rules.ts";
import { useRights } from "../room/rights/useRights.ts";
import { useGetWhole } from "../room/whole/useWhole.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import type { Kind } from "../tables/kinds.ts";
import { useCopy } from "../ui/useCopy.ts";
import { ICONS } from "./icons.ts";
import { type ObjectAction, RESTARTS } from "./ObjectAction.ts";
import type { Question, Target } from "./Target.ts";

/** An action before it is known whether it may be done. */
interface Offer extends Omit<ObjectAction, "why" | "label"> {
  /** The text of `tables` of the id's name when left out. */
  readonly label?: string;
  readonly needs: readonly Wanted[];
  /** Whether it is of use with what is gone, too. */
  readonly afterwards?: true;
}

/** The same function as long as it says the same. `ask` opens a dialog; it must stay the same, too. */
export function useSingleActions(
  ask: (what: Question, targets: readonly Target[]) => void,
): (kind: Kind, target: Target, gone?: boolean) => readonly ObjectAction[] {
  const t = useTranslations("tables");
  const inspector = useTranslations("inspector");
  const rights = useTranslations("rights");
  const { setView } = useRoomView();
  const { openEditor, viewport } = useFrame();
  const openLogs = useOpenLogs();
  const panels = usePanels();
  const copy = useCopy();
  const act = useDo();
  const operations = useOperations();
  const faults = useFaults();
  const whyNot = useRights();
  const getWhole = useGetWhole();
  return useCallback(
    (kind, target, gone = false) => {
      const { resource, verbs } = kind;
      const { selection, object } = target;
      const { namespace, name } = selection;
      const { suspend, paused, unschedulable } = switchesOf(object);
      const may = (verb: string, what = resource): Wanted => ({ verb, resource: what, namespace, name });
      const patched = verbs.includes("patch");
      const isNode = resource === "nodes";
      const isCronJob = resource === "cronjobs.batch";
      const offers: readonly (Offer | false)[] = [
        LOGGED.has(resource) && {
          id: "logs",
          icon: ICONS.logs,
          needs: [{ verb: "get", resource: "pods/log", namespace }],
          afterwards: true,
          run: () => openLogs([selection]),
        },
        resource === "pods" &&
          viewport !== "phone" && {
            id: "exec",
            icon: ICONS.exec,
            needs: [may("create", "pods/exec")],
            run: () => ask("exec", [target]),
          },
        hasWhy(resource) && {
          id: "why",
          icon: ICONS.why,
          needs: [],
          afterwards: true,
          run() {
            changePanels({ inspector: { ...panels.inspector, open: true } });
            setView({ selection, tab: "why" });
          },
        },
        patched && {
          id: "edit",
          icon: ICONS.edit,
          keys: "e",
          needs: [may("patch")],
          run: () =>
            void Promise.all([getWhole(resource, object), import("../inspector/printYaml.ts")]).then(
              ([whole, { printYaml }]) => whole && openEditor(printYaml(whole, { forEditing: true })),
            ),
        },
        patched && {
          id: "label",
          label: inspector("editLabels"),
          icon: ICONS.label,
          needs: [may("patch")],
          run: () => ask("label", [target]),
        },
        kind.scales && {
          id: "scale",
          icon: ICONS.scale,
          needs: [may("patch", `${resource}/scale`)],
          run: () => ask("scale", [target]),
        },
        RESTARTS.test(resource) && {
          id: "restart",
          icon: ICONS.restart,
          needs: [may("patch")],
          run: () => act.restart(selection, object),
        },
        isNode && {
          id: unschedulable ? "uncordon" : "cordon",
          label: inspector(unschedulable ? "uncordon" : "cordon"),
          needs: [may("patch")],
          run: () => act.cordon(selection, object, !unschedulable),
        },
        isNode && {
          id: "drain",
          needs: [may("patch"), { verb: "create", resource: "pods/eviction", namespace: "" }],
          run: () => operations.drain(selection, object),
        },
        resource === "deployments.apps" && {
          id: paused ? "unpause" : "pause",
          icon: paused ? ICONS.unpause : ICONS.pause,
          needs: [may("patch")],
          run: () => operations.pause(selection, object, !paused),
        },
        isCronJob && {
          id: "runNow",
          icon: ICONS.runNow,
          needs: [{ verb: "create", resource: "jobs.batch", namespace }],
          run: () => operations.runNow(selection, object),
        },
        isCronJob && {
          id: suspend ? "unsuspend" : "suspend",
          icon: suspend ? ICONS.unsuspend : ICONS.suspend,
          needs: [may("patch")],
          run: () => operations.suspend(selection, object, !suspend),
        },
        {
          id: "copy",
          label: inspector("copyName"),
          icon: ICONS.copy,
          needs: [],
          afterwards: true,
          run: () => copy(name),
        },
        ...faults(selection, object).map(({ id, label, run }, index) => ({
          id,
          label,
          icon: Zap,
          apart: index === 0,
          needs: [],
          run,
        })),
        verbs.includes("delete") && {
          id: "delete",
          icon: ICONS.delete,
          keys: "Delete",
          danger: true,
          apart: true,
          needs: [may("delete")],
          run: () => ask("delete", [target]),
        },
      ];
      return offers
        .filter((offer) => offer !== false)
        .map(({ needs, afterwards, label, ...offer }) => {
          const why = gone && !afterwards ? rights("gone") : whyNot(...needs);
          return { ...offer, label: label ?? t(offer.id as "scale"), ...(why === undefined ? {} : { why }) };
        });
    },
    [
      t,
      inspector,
      rights,
      setView,
      openEditor,
      viewport,
      openLogs,
      panels,
      act,
      operations,
      faults,
      whyNot,
      getWhole,
      ask,
      copy,
    ],
  );
}

/** What is switched on or off by an action. */
function switchesOf({ spec }: KubeObject) {
  return (spec ?? {}) as { readonly suspend?: boolean; readonly paused?: boolean; readonly unschedulable?: boolean };
}
