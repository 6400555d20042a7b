"use client";
/** Changes by click for every part of the screen: what is on its way, what came of it, and taking back the last one. */
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useMemo, useRef, useSyncExternalStore } from "react";
import { toast } from "sonner";
import type { KubeObject } from "../../../server/protocol/kubernetes/index.ts";
import type { RequestResult } from "../../client/Requests.ts";
import { pathOf } from "../../editor/resourcePaths.ts";
import { usePreferences } from "../../i18n/Preferences.tsx";
import { useConnection } from "../RoomContext.tsx";
import type { Selection } from "../view.ts";
import { type DoingListener, Doings, keyOf } from "./Doings.ts";
import type { Changed, PlainRequest } from "./inverse.ts";

export interface Do {
  /** Any request; the answer, or undefined when the line broke. What came of it is shown. */
  request(title: string, target: Selection, request: PlainRequest): Promise<RequestResult | undefined>;
  /** `now`: without a grace period. */
  remove(target: Selection, object: KubeObject, now?: boolean): void;
  scale(target: Selection, object: KubeObject, replicas: number): void;
  /** Sets labels; null takes one off. */
  label(target: Selection, object: KubeObject, labels: { readonly [key: string]: string | null }): void;
  /** A rolling restart, as `kubectl rollout restart` asks for it. */
  restart(target: Selection, object: KubeObject): void;
  cordon(target: Selection, object: KubeObject, on: boolean): void;
  /** A change made elsewhere, to be taken back by undo. */
  record(title: string, changed: Changed): void;
  undo(): void;
}

const Context = createContext<{ readonly doings: Doings; readonly act: Do } | undefined>(undefined);

export function DoingProvider({ children }: { readonly children: ReactNode }) {
  const t = useTranslations("doing");
  const { locale } = usePreferences();
  const connection = useConnection();
  const say = useRef<DoingListener>(undefined);
  const undo = useRef<() => void>(undefined);
  say.current = {
    onSlow: ({ id, title }) => {
      const waits = connection.getSnapshot().phase === "live" ? undefined : t("waitsForLine");
      toast.loading(title, { id: `doing-${id}`, description: waits });
    },
    onEnd: ({ id, title, isUndo }, end, undoable) => {
      const at = { id: `doing-${id}`, description: undefined };
      const failed = (description: string): void => {
        toast.error(t("failed", { title }), { ...at, description, duration: 20_000, closeButton: true });
      };
      if (end.kind === "done") {
        const action = { label: t("undo"), onClick: () => undo.current?.() };
        toast.success(title, { ...at, duration: 5_000, ...(undoable && !isUndo ? { action } : {}) });
      } else if (end.kind === "refused") failed(end.reason);
      else if (end.kind === "refused-by-room") failed(end.error.text[locale]);
      else failed(t(end.kind));
    },
  };
  const doings = useMemo(
    () =>
      new Doings(connection, {
        onSlow: (doing) => say.current?.onSlow(doing),
        onEnd: (doing, end, undoable) => say.current?.onEnd(doing, end, undoable),
      }),
    [connection],
  );
  undo.current = () => {
    const refused = doings.undo((title) => t("undone", { title }));
    if (refused) toast.message(t(`noUndo.${refused}`));
  };
  const value = useMemo(() => {
    const request = (title: string, target: Selection, plain: PlainRequest): Promise<RequestResult | undefined> =>
      doings.perform({ title, target, request: plain });
    const patch = (title: string, target: Selection, object: KubeObject, body: object): void =>
      void request(title, target, {
        method: "PATCH",
        path: pathOf(target.resource, object.apiVersion, target),
        contentType: "application/merge-patch+json",
        body: JSON.stringify(body),
      });
    const act: Do = {
      request,
      remove: (target, object, now = false) =>
        void request(t("deleted", { name: target.name }), target, {
          method: "DELETE",
          path: `${pathOf(target.resource, object.apiVersion, target)}${now ? "?gracePeriodSeconds=0" : ""}`,
        }),
      scale: (target, object, replicas) => {
        // By the subresource, as kubectl scale does: the feed then says how many.
        const to = (count: number): PlainRequest => ({
          method: "PATCH",
          path: `${pathOf(target.resource, object.apiVersion, target)}/scale`,
          contentType: "application/merge-patch+json",
          body: JSON.stringify({ spec: { replicas: count } }),
        });
        const before = (object.spec as { readonly replicas?: number } | undefined)?.replicas ?? 1;
        const title = t("scaled", { name: target.name, replicas });
        void doings.perform({ title, target, request: to(replicas), inverse: to(before) });
      },
      label: (target, object, labels) =>
        patch(
          t("labelled", {
            name: target.name,
            labels: Object.entries(labels)
              .map(([key, value]) => (value === null ? `${key}-` : `${key}=${value}`))
              .join(", "),
          }),
          target,
          object,
          { metadata: { labels } },
        ),
      restart: (target, object) =>
        patch(t("restarted", { name: target.name }), target, object, {
          spec: {
            template: {
              metadata: {
                annotations: { "kubectl.kubernetes.io/restartedAt": new Date(connection.clusterNow()).toISOString() },
              },
            },
          },
        }),
      cordon: (target, object, on) =>
        patch(t(on ? "cordoned" : "uncordoned", { name: target.name }), target, object, {
          spec: { unschedulable: on ? true : null },
        }),
      record: (title, changed) => doings.record(title, changed),
      undo: () => undo.current?.(),
    };
    return { doings, act };
  }, [doings, connection, t]);
  return <Context value={value}>{children}</Context>;
}

function useHeld(): { readonly doings: Doings; readonly act: Do } {
  const value = useContext(Context);
  if (!value) throw new Error("outside DoingProvider");
  return value;
}

/** How to change things. */
export function useDo(): Do {
  return useHeld().act;
}

/** Whether a change of the object is on its way. */
export function usePending(target: Selection | undefined): boolean {
  const { doings } = useHeld();
  const key = target ? keyOf(target) : "";
  const read = (): boolean => doings.pending().has(key);
  return useSyncExternalStore(doings.subscribe, read, () => false);
}
