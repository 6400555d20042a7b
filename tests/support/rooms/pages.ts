/** Pages of people who are in a room, without a browser. */
import { RoomConnection } from "../../../components/client/RoomConnection.ts";
import { until } from "./localServer.ts";

/** A page once it is live. `open`: where it is kept to be closed at the end. */
export async function openPage(
  { url }: { readonly url: string },
  { id }: { readonly id: string },
  { cookie, open }: { readonly cookie: string; readonly open: { push(page: RoomConnection): unknown } },
): Promise<RoomConnection> {
  const page = new RoomConnection({ roomId: id, url, extraHeaders: { cookie } });
  open.push(page);
  page.connect();
  await until(() => page.getSnapshot().phase === "live", "live");
  return page;
}
