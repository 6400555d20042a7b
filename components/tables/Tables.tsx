"use client";
/** Live tables of every kind the cluster serves, in the manner of the Kubernetes Dashboard. */
import { Columns3, Plus, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Suspense, useState } from "react";
import { kept } from "../client/kept.ts";
import { useCommands } from "../room/CommandContext.tsx";
import { useRights } from "../room/rights/useRights.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { Button, Input } from "../ui/controls.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { KindNav, KindSelect } from "./KindNav.tsx";
import { pluralOf } from "./kinds.ts";
import { ObjectTable } from "./ObjectTable.tsx";
import { useKinds } from "./useKinds.ts";
import { lazyPart } from "../ui/lazyPart.ts";

const CreateDialog = lazyPart(() =>
  import("../create/CreateDialog.tsx").then((part) => ({ default: part.CreateDialog })),
);
const WIDE = "podroom:wide-columns";

export function Tables() {
  const t = useTranslations("tables");
  const create = useTranslations("create");
  const { view, setView } = useRoomView();
  const kinds = useKinds();
  const kind = kinds.find(view.table);
  const [wide, setWide] = useState(() => kept.read(WIDE) === "on");
  const [creating, setCreating] = useState(false);
  const rights = useRights();
  // Over all namespaces the server says what is wrong; else neither what one looks at nor a pod may be made.
  const making = (resource: string) => rights({ verb: "create", resource, namespace: view.namespace });
  const whyNot = view.namespace === "" || making(view.table) === undefined ? undefined : making("pods");
  const choose = (resource: string): void => setView({ table: resource });
  useCommands([
    {
      id: "create",
      group: "do",
      title: create("title"),
      keys: "c",
      ...(whyNot === undefined ? {} : { why: whyNot }),
      run: () => setCreating(true),
    },
    ...kinds.groups.flatMap(({ kinds: members }) =>
      members.map(({ resource, kind: name }) => ({
        id: `table-${resource}`,
        group: "go" as const,
        title: t("tableOf", { kind: pluralOf(name) }),
        words: resource,
        run: () => choose(resource),
      })),
    ),
  ]);
  return (
    <div className="@container h-full">
      <div className="flex h-full min-h-0">
        <KindNav kinds={kinds} value={view.table} onChange={choose} />
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="flex shrink-0 items-center gap-2 border-b border-line px-3 py-1.5 @max-2xl:flex-wrap">
            <h2 className="truncate text-[14px] font-semibold @max-2xl:sr-only">
              {kind ? pluralOf(kind.kind) : view.table}
            </h2>
            <KindSelect kinds={kinds} value={view.table} onChange={choose} />
            <div className="relative ml-auto @max-2xl:order-last @max-2xl:w-full">
              <Search size={14} aria-hidden className="absolute top-2 left-2 text-faint" />
              <Input
                type="search"
                value={view.search}
                onChange={(event) => setView({ search: event.target.value })}
                placeholder={t("filter")}
                aria-label={t("filter")}
                className="w-52 pl-7 @max-2xl:w-full"
              />
            </div>
            <IconButton
              icon={Columns3}
              label={t("wide")}
              on={wide}
              onClick={() => {
                kept.write(WIDE, wide ? "off" : "on");
                setWide(!wide);
              }}
            />
            <Button
              look="primary"
              data-testid="create"
              disabled={whyNot !== undefined}
              title={whyNot}
              onClick={() => setCreating(true)}
            >
              <Plus size={15} aria-hidden />
              {create("open")}
            </Button>
          </div>
          {kind ? (
            <ObjectTable key={kind.resource} kind={kind} wide={wide} />
          ) : (
            <p className="p-4 text-[13px] text-soft">
              {kinds.known ? t("unknownKind", { kind: view.table }) : t("loading")}
            </p>
          )}
        </div>
        <Suspense fallback={null}>{creating && <CreateDialog onClose={() => setCreating(false)} />}</Suspense>
      </div>
    </div>
  );
}
