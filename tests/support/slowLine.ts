/** A line between a browser and the server that is slow, and breaks: bytes are passed on late, held back, or cut off. */
import { connect, createServer, type Server, type Socket } from "node:net";

export class SlowLine {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private holding = false;
  private broken = false;

  private constructor(
    private readonly server: Server,
    /** Of this end; the path is the same. */
    readonly url: string,
  ) {}

  /** To the server at `to`; each byte takes `ms` there and `ms` back. */
  static async open(to: string, ms: number): Promise<SlowLine> {
    const { hostname, port } = new URL(to);
    let line: SlowLine;
    const server = createServer((near) => line.joined(near, connect(Number(port), hostname), ms));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address() as { readonly port: number };
    line = new SlowLine(server, `http://127.0.0.1:${address.port}`);
    return line;
  }

  /** What the server says from now on does not arrive: what is asked is done, and nobody hears of it. */
  swallowAnswers(): void {
    this.holding = true;
  }

  /** Every connection ends now, and none is made until `mend`. */
  cut(): void {
    this.broken = true;
    for (const pair of this.pairs) for (const end of pair) end.destroy();
  }

  mend(): void {
    this.broken = false;
    this.holding = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  private joined(near: Socket, far: Socket, ms: number): void {
    const pair = [near, far] as const;
    const end = (): void => {
      this.pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", end);
    }
    if (this.broken) return end();
    this.pairs.add(pair);
    near.on("data", (bytes) => setTimeout(() => far.writable && far.write(bytes), ms));
    far.on("data", (bytes) => setTimeout(() => !this.holding && near.writable && near.write(bytes), ms));
  }
}
