/** People of rooms, and what lets them in: links and credentials. */
import type { LinkKind, Role } from "../../protocol/messages.ts";
import type { PeopleStore } from "../../rooms/StoragePort.ts";
import type { PrismaClient } from "../client/client.ts";
import { retryWhileLocked } from "../GroupCommit.ts";

export function peopleStore(client: PrismaClient): PeopleStore {
  return {
    async savePerson(person) {
      const where = { roomId_id: { roomId: person.roomId, id: person.id } };
      await retryWhileLocked(() =>
        client.person.upsert({
          where,
          create: { ...person },
          update: { cutOff: false, waiting: false, linkHash: null, namespace: null, ...person },
        }),
      );
    },

    async deletePerson(roomId, id) {
      await retryWhileLocked(() => client.person.deleteMany({ where: { roomId, id } }));
    },

    async loadPeople(roomId) {
      const rows = await retryWhileLocked(() =>
        client.person.findMany({ where: { roomId }, orderBy: { joinedAt: "asc" } }),
      );
      return rows.map(({ linkHash, cutOff, waiting, namespace, ...row }) => ({
        ...row,
        role: row.role as Role,
        ...(linkHash === null ? {} : { linkHash }),
        ...(cutOff ? { cutOff } : {}),
        ...(waiting ? { waiting } : {}),
        ...(namespace === null ? {} : { namespace }),
      }));
    },

    async saveLink(roomId, role, link) {
      if (!link) await retryWhileLocked(() => client.link.deleteMany({ where: { roomId, role } }));
      else {
        const where = { roomId_role: { roomId, role } };
        await retryWhileLocked(() =>
          client.link.upsert({
            where,
            create: { ...link },
            update: { codeHash: null, expiresAt: null, most: null, ...link },
          }),
        );
      }
    },

    async loadLinks(roomId) {
      const rows = await retryWhileLocked(() => client.link.findMany({ where: { roomId } }));
      return rows.map(({ codeHash, expiresAt, most, ...row }) => ({
        ...row,
        role: row.role as LinkKind,
        ...(codeHash === null ? {} : { codeHash }),
        ...(expiresAt === null ? {} : { expiresAt }),
        ...(most === null ? {} : { most }),
      }));
    },

    async roomOfCode(codeHash) {
      const where = { codeHash, room: { deletedAt: null } };
      return (await retryWhileLocked(() => client.link.findFirst({ where, select: { roomId: true } })))?.roomId;
    },

    async saveCredential(credential) {
      await retryWhileLocked(() => client.credential.create({ data: { ...credential } }));
    },

    async deleteCredential(roomId, tokenHash) {
      await retryWhileLocked(() => client.credential.deleteMany({ where: { roomId, tokenHash } }));
    },

    async loadCredentials(roomId) {
      return retryWhileLocked(() => client.credential.findMany({ where: { roomId }, orderBy: { createdAt: "asc" } }));
    },
  };
}
