"use client";
/** The palette: everything that can be done or gone to, by its words. Loaded when first opened. */
import { Command as Cmdk } from "cmdk";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { objectKey } from "../../server/protocol/messages.ts";
import { Keys } from "../ui/Keys.tsx";
import { LOGGED } from "../logs/targets.ts";
import { useOpenLogs } from "../logs/useOpenLogs.ts";
import { useKinds } from "../tables/useKinds.ts";
import { useObjectActions } from "../tables/useObjectActions.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { useCommandRegistry } from "./CommandContext.tsx";
import type { CommandGroup } from "./commands.ts";
import { asksFor } from "./paletteActions.ts";
import { paletteObjects } from "./paletteObjects.ts";
import { useConnection, useRoomView } from "./RoomContext.tsx";
import type { Selection } from "./view.ts";

const GROUPS: readonly CommandGroup[] = ["do", "go", "view", "room"];
const SHOWN = 40;
/** With this word objects are found whose logs can be shown. */
const LOG_WORD = /^(logs?|로그)$/;

export function CommandPalette({ onClose }: { onClose(): void }) {
  const t = useTranslations("frame");
  const logs = useTranslations("logs");
  const registry = useCommandRegistry();
  const openLogs = useOpenLogs();
  const { select } = useRoomView();
  const connection = useConnection();
  const [words, setWords] = useState("");
  const commands = useMemo(() => registry.all(), [registry]);
  const objects = useMemo(() => paletteObjects(connection.getSnapshot().cluster.tables), [connection]);
  const found = useMemo(() => {
    const all = words.toLowerCase().split(/\s+/).filter(Boolean);
    if (all.length === 0) return [];
    const named = all.filter((part) => !LOG_WORD.test(part));
    const forLogs = named.length > 0 && named.length < all.length;
    const parts = forLogs ? named : all;
    return objects
      .filter(({ resource, kind, name, namespace }) => {
        if (forLogs && !LOGGED.has(resource)) return false;
        const text = `${kind} ${name} ${namespace}`.toLowerCase();
        return parts.every((part) => text.includes(part));
      })
      .slice(0, SHOWN)
      .map((object) => ({ ...object, forLogs }));
  }, [objects, words]);
  // Its dialog stays when the palette is gone.
  const [acting, setActing] = useState<"no" | "begun" | "done">("no");
  const actions = useObjectActions(() => {});
  const kinds = useKinds();
  const actionsFound = useMemo(() => {
    const all = words.toLowerCase().split(/\s+/).filter(Boolean);
    if (all.length < 2) return [];
    const { tables } = connection.getSnapshot().cluster;
    return objects
      .filter(({ name }) => all.some((word) => name.toLowerCase().includes(word)))
      .flatMap((found) => {
        const kind = kinds.find(found.resource);
        const object = tables.get(found.resource)?.get(objectKey(found.namespace, found.name));
        if (!kind || !object) return [];
        return actions
          .menu(kind, { selection: targetOf(found), object })
          .filter(({ id, label }) => id !== "logs" && asksFor(all, { id, label: String(label) }, found))
          .map((item) => ({ found, item }));
      })
      .slice(0, SHOWN);
  }, [objects, words, kinds, actions, connection]);
  useEffect(() => {
    if (acting === "done" && !actions.dialog) onClose();
  }, [acting, actions.dialog, onClose]);
  const act = (what: () => void): void => {
    setActing("begun");
    setTimeout(() => {
      what();
      setActing("done");
    }, 0);
  };
  const run = (what: () => void): void => {
    onClose();
    // After the palette gave the focus back.
    setTimeout(what, 0);
  };
  if (acting !== "no") return actions.dialog;
  return (
    <Modal open onOpenChange={onClose} title={t("palette")} place="top" bare>
      <Cmdk label={t("palette")} loop filter={match}>
        <Cmdk.Input
          value={words}
          onValueChange={setWords}
          placeholder={t("paletteHint")}
          className="h-12 w-full border-b border-line bg-transparent px-4 text-[16px] outline-none placeholder:text-faint"
        />
        <Cmdk.List className="max-h-[min(420px,56dvh)] overflow-auto p-1.5 text-[13px]">
          <Cmdk.Empty className="px-3 py-6 text-center text-soft">{t("paletteEmpty")}</Cmdk.Empty>
          {found.length > 0 && (
            <Cmdk.Group heading={t("group.objects")} className="palette-group">
              {found.map((object) => (
                <Cmdk.Item
                  key={`${object.resource}/${object.namespace}/${object.name}`}
                  value={`${object.kind} ${object.name} ${object.namespace} ${object.resource}${object.forLogs ? " logs 로그" : ""}`}
                  onSelect={() => run(() => (object.forLogs ? openLogs([targetOf(object)]) : select(object)))}
                  className="palette-item"
                >
                  <span className="w-24 shrink-0 truncate text-soft">{object.kind}</span>
                  <span className="min-w-0 flex-1 truncate font-mono">
                    {object.name}
                    {object.forLogs && <span className="ml-2 font-sans text-soft">{logs("of")}</span>}
                  </span>
                  <span className="font-mono text-[12px] text-faint">{object.namespace}</span>
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          )}
          {actionsFound.length > 0 && (
            <Cmdk.Group heading={t("group.do")} className="palette-group">
              {actionsFound.map(({ found: { resource, kind, name, namespace }, item }) => (
                <Cmdk.Item
                  key={`${item.id} ${resource}/${namespace}/${name}`}
                  value={`${item.id} ${String(item.label)} ${kind} ${name} ${namespace} ${resource}`}
                  onSelect={() => act(item.run)}
                  className="palette-item"
                >
                  <span className="w-24 shrink-0 truncate text-soft">{kind}</span>
                  <span className="min-w-0 flex-1 truncate font-mono">
                    {name}{" "}
                    <span className={`ml-2 font-sans ${item.danger ? "text-failing" : "text-soft"}`}>{item.label}</span>
                  </span>
                  <span className="font-mono text-[12px] text-faint">{namespace}</span>
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          )}
          {GROUPS.map((group) => {
            const list = commands.filter((command) => command.group === group);
            if (list.length === 0) return null;
            return (
              <Cmdk.Group key={group} heading={t(`group.${group}`)} className="palette-group">
                {list.map((command) => (
                  <Cmdk.Item
                    key={command.id}
                    value={`${command.title} ${command.words ?? ""} ${command.id}`}
                    onSelect={() => run(command.run)}
                    className="palette-item"
                  >
                    <span className="min-w-0 flex-1 truncate">{command.title}</span>
                    {command.keys && <Keys keys={command.keys} />}
                  </Cmdk.Item>
                ))}
              </Cmdk.Group>
            );
          })}
        </Cmdk.List>
      </Cmdk>
    </Modal>
  );
}

function targetOf({ resource, namespace, name }: Selection): Selection {
  return { resource, namespace, name };
}

/** All words must occur; those at the beginning of a word count more. */
function match(value: string, search: string): number {
  const text = value.toLowerCase();
  let score = 1;
  for (const part of search.toLowerCase().split(/\s+/).filter(Boolean)) {
    const at = text.indexOf(part);
    if (at < 0) return 0;
    if (at > 0 && !/[\s\-/.]/.test(text[at - 1] ?? "")) score *= 0.6;
  }
  return score;
}
