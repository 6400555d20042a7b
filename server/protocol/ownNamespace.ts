/** The namespace a student has of their own where each has one. Pure: server and page name it alike. */
import type { Role, RoomMode } from "./messages.ts";

interface Owner {
  readonly id: string;
  readonly nickname: string;
  readonly namespace?: string;
}

/** Named after the student where that makes a name, by the nickname they came with: another one leaves it as it is. */
export function ownNamespaceName({ id, nickname, namespace }: Owner): string {
  if (namespace !== undefined) return namespace;
  const slug = nickname
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return slug ? `${slug.slice(0, 50)}-${id.slice(0, 4)}` : `student-${id}`;
}

/** Where somebody works. */
export function homeNamespace(mode: RoomMode, person: Owner & { readonly role: Role }): string {
  return mode === "namespace-each" && person.role === "student" ? ownNamespaceName(person) : "default";
}
