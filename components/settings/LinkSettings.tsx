"use client";
/** The links into the room, each with its QR code, as a card for the wall or paper, limited, renewed or ended. */
import { useState } from "react";
import { ROLES, type Role } from "../../server/protocol/messages.ts";
import { useRoomPart, useRoomView } from "../room/RoomContext.tsx";
import { knownLinks, rememberLinks } from "../room/roomLinks.ts";
import { LinkCard } from "./LinkCard.tsx";
import { OperatorNote } from "./OperatorNote.tsx";
import { LinkRow } from "./LinkRow.tsx";
import { useLinkList } from "./useLinkList.ts";

const ORDER: readonly Role[] = [...ROLES].sort(
  (left, right) => Number(right === "student") - Number(left === "student"),
);

export function LinkSettings() {
  const { roomId } = useRoomView();
  const [list, look] = useLinkList();
  const [links, setLinks] = useState(() => knownLinks(roomId));
  const [large, setLarge] = useState<Role>();
  const byOperator = useRoomPart(({ classroom }) => classroom.operatorLinks.at(-1));
  const keep = (role: Role, link: string): void => {
    rememberLinks(roomId, { [role]: link });
    setLinks(knownLinks(roomId));
  };
  const shown = large && links[large];
  return (
    <>
      {byOperator && <OperatorNote at={byOperator.at} />}
      <ul className="flex flex-col gap-4">
        {list &&
          ORDER.map((role) => {
            const view = list.links.find(({ kind }) => kind === role);
            return (
              <LinkRow
                // The fields begin with what the link is now.
                key={`${role} ${view?.createdAt} ${view?.expiresAt} ${view?.most}`}
                role={role}
                link={(view && links[role]) || undefined}
                view={view}
                now={list.now}
                onLink={(link) => keep(role, link)}
                onLarge={() => setLarge(role)}
                onChange={look}
              />
            );
          })}
      </ul>
      {large && shown && <LinkCard role={large} link={shown} onClose={() => setLarge(undefined)} />}
    </>
  );
}
