/** How lines about clusters are made: whose token, where, by which door. */
import { askHttp, upgrade, verdict } from "../doors.ts";
import { MAY, never, type Row, whereNotApart } from "../Row.ts";
import { type Actor, type Place, POD, type Scene } from "../Scene.ts";

type Where = (actor: Actor, scene: Scene) => Place;
export const room: Where = (_, scene) => scene.inRoom;
export const own: Where = (actor, scene) => scene.ownOf(actor);
export const others: Where = (_, scene) => scene.others;
export const system: Where = (actor, scene) => ({ ...scene.ownOf(actor), namespace: "kube-system" });

export const V1 = "/api/v1";
export const RBAC = "/apis/rbac.authorization.k8s.io/v1";
export const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
export const inside = ({ namespace }: Place, path: string): string => `${V1}/namespaces/${namespace}${path}`;

export interface Request {
  readonly method?: string;
  readonly path: (place: Place, scene: Scene) => string;
  readonly body?: (scene: Scene) => object;
  readonly headers?: Record<string, string>;
  /** Statuses that say the door was open, beside those of success. */
  readonly also?: readonly number[];
}

export function row(action: string, door: string, may: Row["may"], where: Where, request: Request): Row {
  const { method = "GET", path, body, headers = {}, also = [] } = request;
  return {
    action,
    door: `\`${door}\``,
    may,
    async ask(actor, scene) {
      const place = where(actor, scene);
      const { status } = await askHttp(scene.cluster(actor, place, path(place, scene)), {
        method,
        headers,
        ...(body ? { body: body(scene) } : {}),
      });
      return verdict(status, `${method} ${door}`, (code) => code < 300 || also.includes(code));
    },
  };
}

/** A row whose door is a line of its own. */
export function line(
  action: string,
  door: string,
  may: Row["may"],
  {
    where = room,
    open,
  }: { readonly where?: Where; readonly open: (url: (path: string) => string, place: Place) => Promise<number> },
): Row {
  return {
    action,
    door: `\`${door}\``,
    may,
    async ask(actor, scene) {
      const place = where(actor, scene);
      return verdict(await open((path) => scene.cluster(actor, place, inside(place, path)), place), door);
    },
  };
}

export const object =
  (kind: string, prefix: string, more: object = {}, apiVersion = "v1") =>
  (scene: Scene): object => ({
    apiVersion,
    kind,
    metadata: { name: scene.name(prefix) },
    ...more,
  });
export const TOKEN = (): object => ({ apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} });
export const EXEC = "/pods/web/exec?command=true&stdout=true";
export const V5 = ["v5.channel.k8s.io"];
export const exec = (url: (path: string) => string): Promise<number> => upgrade(url(EXEC), V5);

export const readers = MAY.members;
/** What stands in one's own namespace or cluster is one's own in every mode. */
export const owners = MAY.students;
export const { sharers, teachers } = MAY;
/** Students look at others' namespaces, not into others' clusters. */
export const neighbours = { instructor: true, student: whereNotApart, viewer: whereNotApart, nobody: false };
/** A cluster of one's own is for its student to label, to fill and to break. */
export const clusterOwners = {
  instructor: true,
  student: { shared: true, "namespace-each": false, "cluster-each": true },
  viewer: never,
  nobody: false,
};

export const newPod = {
  method: "POST",
  path: (place: Place) => inside(place, "/pods"),
  body: (scene: Scene) => POD(scene.name("pod")),
};
export const newRole = {
  method: "POST",
  path: () => `${RBAC}/clusterrolebindings`,
  body: object(
    "ClusterRoleBinding",
    "binding",
    { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" }, subjects: [] },
    "rbac.authorization.k8s.io/v1",
  ),
};
export const json = { "content-type": "application/strategic-merge-patch+json" };
