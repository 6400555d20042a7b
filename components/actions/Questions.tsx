"use client";
/** What is asked before something is done, and what is done when it is answered. */
import { useTranslations } from "next-intl";
import type { Pod } from "../../server/protocol/kubernetes/index.ts";
import { useDo } from "../room/doing/DoingContext.tsx";
import { ExecDialog } from "../terminal/ExecDialog.tsx";
import { LabelDialog } from "./LabelDialog.tsx";
import { BulkLabelDialog, DeleteDialog, ScaleDialog } from "./ObjectDialogs.tsx";
import { type Asking, patchOf, pathOfTarget } from "./Target.ts";
import { useBulk } from "./useBulk.ts";

export function Questions({
  asking: { what, targets },
  onClose,
  onDone,
}: {
  readonly asking: Asking;
  onClose(): void;
  /** Something is done with what was marked. */
  onDone(): void;
}) {
  const t = useTranslations("tables");
  const act = useDo();
  const run = useBulk();
  const [only] = targets;
  if (!only) return null;
  const alone = targets.length === 1;
  const count = targets.length;
  switch (what) {
    case "exec":
      return <ExecDialog pod={only.object as unknown as Pod} onClose={onClose} />;
    case "delete":
      return (
        <DeleteDialog
          targets={targets}
          onClose={onClose}
          onAnswer={({ now }) => {
            if (alone) act.remove(only.selection, only.object, now);
            else
              run(t("bulkDeleted", { count }), targets, (target) => ({
                method: "DELETE",
                path: `${pathOfTarget(target)}${now ? "?gracePeriodSeconds=0" : ""}`,
              }));
            onDone();
          }}
        />
      );
    case "scale":
      return (
        <ScaleDialog
          targets={targets}
          onClose={onClose}
          onAnswer={(replicas) => {
            if (alone) return act.scale(only.selection, only.object, replicas);
            run(t("bulkScaled", { count, replicas }), targets, (target) =>
              patchOf(target, { spec: { replicas } }, "/scale"),
            );
            onDone();
          }}
        />
      );
    case "label":
      return alone ? (
        <LabelDialog object={only.object} selection={only.selection} onClose={onClose} />
      ) : (
        <BulkLabelDialog
          targets={targets}
          onClose={onClose}
          onAnswer={(labels) => {
            run(t("bulkLabelled", { count }), targets, (target) => patchOf(target, { metadata: { labels } }));
            onDone();
          }}
        />
      );
  }
}
