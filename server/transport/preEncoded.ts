/**
 * A Socket.IO parser whose one difference is that a server message may come with its JSON text made already: a frame is
 * then encoded once, however many people and rights classes share its parts. On the wire nothing differs.
 */
import * as standard from "socket.io-parser";
import { CLIENT_EVENT, SERVER_EVENT } from "../protocol/messages.ts";

/** A server message, or what one carries, as JSON text. */
export class PreEncoded {
  constructor(readonly json: string) {}
}

class Encoder extends standard.Encoder {
  override encode(packet: standard.Packet): unknown[] {
    const data: unknown = packet.data;
    if (
      packet.type !== standard.PacketType.EVENT ||
      packet.nsp !== "/" ||
      packet.id !== undefined ||
      !Array.isArray(data)
    )
      return super.encode(packet);
    const message: unknown = data[1];
    if (data[0] !== SERVER_EVENT || !(message instanceof PreEncoded)) return super.encode(packet);
    return [`${standard.PacketType.EVENT}["${SERVER_EVENT}",${message.json}]`];
  }
}

export const parser = {
  Encoder,
  Decoder: standard.Decoder,
  protocol: standard.protocol,
  PacketType: standard.PacketType,
};
export { CLIENT_EVENT, SERVER_EVENT };
