"use client";
import type { Role } from "../../server/protocol/messages.ts";
import { LinkLeft } from "./LinkLeft.tsx";
import { useLinkList } from "./useLinkList.ts";

/** What is left of the link an instructor is about to hand out. */
export function InviteLeft({ role }: { readonly role: Role }) {
  const [list] = useLinkList();
  const link = list?.links.find(({ kind }) => kind === role);
  return link ? <LinkLeft link={link} now={list?.now ?? 0} /> : null;
}
