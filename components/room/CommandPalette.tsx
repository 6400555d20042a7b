"use client";
/** The palette: everything that can be done or gone to, by its words. Loaded when first opened. */
import { Command as Cmdk } from "cmdk";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { objectKey } from "../../server/protocol/messages.ts";
import { useObjectActions } from "../actions/useObjectActions.tsx";
import { Modal } from "../ui/Dialog.tsx";
import { Keys } from "../ui/Keys.tsx";
import { useKinds } from "../tables/useKinds.ts";
import { useCommandRegistry } from "./CommandContext.tsx";
import type { CommandGroup } from "./commands.ts";
import { findActions } from "./paletteActions.ts";
import { paletteObjects } from "./paletteObjects.ts";
import { useConnection, useRoomView } from "./RoomContext.tsx";
import { sameSelection, type Selection } from "./view.ts";

const GROUPS: readonly CommandGroup[] = ["do", "go", "view", "room"];
const SHOWN = 40;

export function CommandPalette({ onClose }: { onClose(): void }) {
  const t = useTranslations("frame");
  const registry = useCommandRegistry();
  const { select, selection } = useRoomView();
  const connection = useConnection();
  const [words, setWords] = useState("");
  const commands = useMemo(() => registry.all(), [registry]);
  const objects = useMemo(() => paletteObjects(connection.getSnapshot().cluster.tables), [connection]);
  const parts = useMemo(() => words.toLowerCase().split(/\s+/).filter(Boolean), [words]);
  const found = useMemo(
    () =>
      parts.length === 0
        ? []
        : objects
            .filter(({ kind, name, namespace }) => {
              const text = `${kind} ${name} ${namespace}`.toLowerCase();
              return parts.every((part) => text.includes(part));
            })
            .slice(0, SHOWN),
    [objects, parts],
  );
  // Its dialog stays when the palette is gone.
  const [acting, setActing] = useState<"no" | "begun" | "done">("no");
  const actions = useObjectActions(nothing);
  const actionsOf = actions.of;
  const kinds = useKinds();
  const actionsFound = useMemo(() => {
    const { tables } = connection.getSnapshot().cluster;
    return findActions(parts, {
      // What can be done with what is selected is among the commands.
      objects: objects.filter((object) => !sameSelection(targetOf(object), selection)),
      most: SHOWN,
      actionsOf(found) {
        const kind = kinds.find(found.resource);
        const object = tables.get(found.resource)?.get(objectKey(found.namespace, found.name));
        return kind && object ? actionsOf(kind, { selection: targetOf(found), object }) : [];
      },
    });
  }, [parts, objects, selection, kinds, actionsOf, connection]);
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
                  value={`${object.kind} ${object.name} ${object.namespace} ${object.resource}`}
                  onSelect={() => run(() => select(targetOf(object)))}
                  className="palette-item"
                >
                  <ObjectWords {...object} />
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          )}
          {actionsFound.length > 0 && (
            <Cmdk.Group heading={t("group.do")} className="palette-group">
              {actionsFound.map(({ object, action: { id, label, danger, why, run: go } }) => (
                <Cmdk.Item
                  key={`${id} ${object.resource}/${object.namespace}/${object.name}`}
                  value={`${id} ${label} ${object.kind} ${object.name} ${object.namespace} ${object.resource}`}
                  disabled={why !== undefined}
                  onSelect={() => act(go)}
                  className="palette-item"
                >
                  <ObjectWords {...object} namespace={why === undefined ? object.namespace : ""}>
                    <span className={`ml-2 font-sans ${danger && why === undefined ? "text-failing" : "text-soft"}`}>
                      {label}
                    </span>
                  </ObjectWords>
                  {why !== undefined && <WhyNot why={why} />}
                </Cmdk.Item>
              ))}
            </Cmdk.Group>
          )}
          {GROUPS.map((group) => {
            const list = commands.filter((command) => command.group === group);
            if (list.length === 0) return null;
            return (
              <Cmdk.Group key={group} heading={t(`group.${group}`)} className="palette-group">
                {list.map(({ id, title, words: more = "", keys, why, run: go }) => (
                  <Cmdk.Item
                    key={id}
                    value={`${title} ${more} ${id}`}
                    disabled={why !== undefined}
                    onSelect={() => run(go)}
                    className="palette-item"
                  >
                    <span className="min-w-0 flex-1 truncate">{title}</span>
                    {why !== undefined && <WhyNot why={why} />}
                    {keys && why === undefined && <Keys keys={keys} />}
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

function nothing(): void {}

function ObjectWords({
  kind,
  name,
  namespace,
  children,
}: Selection & { readonly kind: string; readonly children?: ReactNode }) {
  return (
    <>
      <span className="w-24 shrink-0 truncate text-soft">{kind}</span>
      <span className="min-w-0 flex-1 truncate font-mono">
        {name} {children}
      </span>
      <span className="font-mono text-[12px] text-faint">{namespace}</span>
    </>
  );
}

function WhyNot({ why }: { readonly why: string }) {
  return (
    <span className="max-w-[45%] min-w-0 truncate text-[12px] text-faint" title={why}>
      {why}
    </span>
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
