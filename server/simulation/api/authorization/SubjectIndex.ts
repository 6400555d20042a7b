/**
 * Bindings by the user or group they name, so that a check looks only at what concerns its user.
 *
 * A cache over the store: built from it on first use, then kept by its events. It holds bindings, never roles: those are
 * looked up when asked, so a changed role counts at once.
 */
import { Remembered } from "../../../protocol/Remembered.ts";
import type { ClusterRoleBinding, KubeObject, RoleBinding, Subject } from "../../../protocol/kubernetes/index.ts";
import type { Store } from "../../store/Store.ts";
import type { UserInfo } from "../ApiRequest.ts";

const GROUP = "rbac.authorization.k8s.io";
export const ROLES = `roles.${GROUP}`;
export const CLUSTER_ROLES = `clusterroles.${GROUP}`;
const ROLE_BINDINGS = `rolebindings.${GROUP}`;
const CLUSTER_ROLE_BINDINGS = `clusterrolebindings.${GROUP}`;

export type Binding = RoleBinding | ClusterRoleBinding;

/** A binding and the first of its subjects under which a user was found. */
export interface Match {
  readonly binding: Binding;
  readonly subject: Subject;
}

/** Bindings by name, of one namespace ("" for cluster bindings), by subject. */
type BySubject = Map<string, Map<string, Map<string, Match>>>;

class SubjectIndex {
  private readonly entries: BySubject = new Map();
  /** Answers given since a binding changed. */
  private readonly remembered = new Remembered<readonly Match[]>(500);
  private readonly subscriptions: (() => void)[] = [];

  constructor(store: Store) {
    for (const resource of [CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS]) {
      for (const binding of store.list(resource)) this.add(binding as Binding);
      const stop = store.subscribe(resource, (event) => {
        this.remembered.clear();
        if (event.previous) this.remove(event.previous as Binding);
        if (event.type !== "DELETED") this.add(event.object as Binding);
      });
      this.subscriptions.push(stop);
    }
  }

  /** Bindings of a namespace, or of the cluster with "", that name the user or one of the groups; by name. */
  matches(user: UserInfo, namespace: string): readonly Match[] {
    const key = `${namespace}\n${user.username}\n${user.groups.join("\n")}`;
    return this.remembered.get(key, () => this.find(user, namespace));
  }

  private find(user: UserInfo, namespace: string): readonly Match[] {
    const found = new Map<string, Match>();
    for (const key of [userKey(user.username), ...user.groups.map(groupKey)]) {
      for (const [name, match] of this.entries.get(key)?.get(namespace) ?? []) {
        const known = found.get(name);
        if (!known || before(match, known)) found.set(name, match);
      }
    }
    return found.size < 2
      ? [...found.values()]
      : [...found.values()].sort((left, right) => (left.binding.metadata.name < right.binding.metadata.name ? -1 : 1));
  }

  /** Stops listening to the store. */
  close(): void {
    for (const stop of this.subscriptions) stop();
  }

  private add(binding: Binding): void {
    const { name, namespace = "" } = binding.metadata;
    // From the last to the first, so that the first subject of several equal ones stays.
    for (const subject of [...(binding.subjects ?? [])].reverse()) {
      const key = subjectKey(subject, namespace);
      if (key === undefined) continue;
      let namespaces = this.entries.get(key);
      if (!namespaces) this.entries.set(key, (namespaces = new Map()));
      let names = namespaces.get(namespace);
      if (!names) namespaces.set(namespace, (names = new Map()));
      names.set(name, { binding, subject });
    }
  }

  private remove(binding: Binding): void {
    const { name, namespace = "" } = binding.metadata;
    for (const subject of binding.subjects ?? []) {
      const key = subjectKey(subject, namespace);
      const namespaces = key === undefined ? undefined : this.entries.get(key);
      const names = namespaces?.get(namespace);
      if (key === undefined || !namespaces || !names) continue;
      names.delete(name);
      if (names.size === 0) namespaces.delete(namespace);
      if (namespaces.size === 0) this.entries.delete(key);
    }
  }
}

function before(left: Match, right: Match): boolean {
  const subjects = left.binding.subjects ?? [];
  return subjects.indexOf(left.subject) < subjects.indexOf(right.subject);
}

const userKey = (name: string): string => `user:${name}`;
const groupKey = (name: string): string => `group:${name}`;

/** A service account is the user it appears as; without a namespace anywhere it is nobody. */
function subjectKey(subject: Subject, bindingNamespace: string): string | undefined {
  switch (subject.kind) {
    case "User":
      return userKey(subject.name);
    case "Group":
      return groupKey(subject.name);
    case "ServiceAccount": {
      const namespace = subject.namespace || bindingNamespace;
      return namespace ? userKey(`system:serviceaccount:${namespace}:${subject.name}`) : undefined;
    }
    default:
      return undefined;
  }
}

const indexes = new WeakMap<Store, SubjectIndex>();

/** The index of a store, made when first asked for. */
export function subjectIndexOf(store: Store): SubjectIndex {
  let index = indexes.get(store);
  if (!index) indexes.set(store, (index = new SubjectIndex(store)));
  return index;
}

/** For a store into which objects were put without telling anybody, after somebody had been authorised. */
export function forgetSubjectIndex(store: Store): void {
  indexes.get(store)?.close();
  indexes.delete(store);
}

/** The role a binding refers to; undefined when there is none. */
export function roleOf(store: Store, { roleRef, metadata }: Binding): KubeObject | undefined {
  return roleRef.kind === "ClusterRole"
    ? store.get(CLUSTER_ROLES, "", roleRef.name)
    : store.get(ROLES, metadata.namespace ?? "", roleRef.name);
}
