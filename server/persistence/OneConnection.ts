/**
 * Prisma's driver for SQLite, with one connection. The driver itself leaves its connection, with its open files, to each transaction
 * and never closes it: a server would run out of files after some hundreds of rooms made and deleted. Prisma lets nothing else
 * through while a transaction goes on, so that it can have the one connection there is.
 */
import { PrismaLibSql } from "@prisma/adapter-libsql";

type Client = ReturnType<PrismaLibSql["createClient"]>;
type Transaction = Awaited<ReturnType<Client["transaction"]>>;

export class OneConnection extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql["createClient"]>[0]): Client {
    const client = super.createClient(config);
    client.transaction = async (): Promise<Transaction> => {
      await client.execute("BEGIN");
      const transaction: Pick<Transaction, "execute" | "commit" | "rollback"> = {
        execute: (statement: Parameters<Transaction["execute"]>[0]) => client.execute(statement),
        rollback: async () => void (await client.execute("ROLLBACK")),
        async commit() {
          try {
            await client.execute("COMMIT");
          } catch (error) {
            // What comes after must not become part of it. An error may have ended it already.
            await client.execute("ROLLBACK").catch(() => {});
            throw error;
          }
        },
      };
      return transaction as Transaction;
    };
    return client;
  }
}
