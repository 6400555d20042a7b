/** Sizes in characters unless said otherwise. */
export const LIMITS = {
  /** One message from a browser, in bytes on the wire: a 3 MB manifest and its envelope. */
  messageBytes: 3_200_000,
  body: 3_145_728,
  path: 4096,
  nickname: 120,
  roomName: 120,
  shortText: 256,
} as const;
