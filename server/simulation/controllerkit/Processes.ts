/** What the network may ask of the processes in pods. The kubelet answers; `cluster.ts` brings the two together. */

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly port: number;
  /** Names in lower case. */
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  /** Address of who asks. */
  readonly from?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly headers?: { readonly [name: string]: string };
  /** How long the answer takes, cluster ms: a process short of CPU is slow. */
  readonly duration?: number;
  /** The process hung up without an answer. */
  readonly hungUp?: true;
}

export interface Processes {
  /** The container of a pod that listens on a port; undefined when none does. */
  listener(podUid: string, port: number): string | undefined;
  /** Sends a request to the process that listens; undefined when none does. */
  http(podUid: string, request: HttpRequest): HttpResponse | undefined;
}
