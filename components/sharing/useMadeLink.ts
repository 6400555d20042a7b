"use client";
import { useState } from "react";
import type { LinkKind } from "../../server/protocol/messages.ts";
import { type LinkEnd, renewLink, revokeLink } from "../client/rooms.ts";
import { useRoomView } from "../room/RoomContext.tsx";
import { knownLinks, rememberLinks } from "../room/roomLinks.ts";

interface MadeLink {
  /** As this browser made it; empty: it did not, or it was ended. */
  readonly link: string;
  /** Makes it anew, with an end or without; rejects with RoomProblem. */
  make(limits?: LinkEnd): Promise<void>;
  end(): Promise<void>;
}

/** A link of the room that is shown only where it was made. `onChange`: whether there is one now. */
export function useMadeLink(kind: LinkKind, onChange: (there: boolean) => void): MadeLink {
  const { roomId } = useRoomView();
  const [link, setLink] = useState(() => knownLinks(roomId)[kind] ?? "");
  const keep = (next: string): void => {
    rememberLinks(roomId, { [kind]: next });
    setLink(next);
    onChange(next !== "");
  };
  return {
    link,
    make: async (limits) => keep((await renewLink(roomId, kind, limits)).link),
    end: async () => {
      await revokeLink(roomId, kind);
      keep("");
    },
  };
}
