/** The form of the +: an application as a Deployment, with a Service when it is to be reached. Pure. */
import { stringify } from "yaml";

export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface PortRow {
  readonly port: string;
  readonly targetPort: string;
  readonly protocol: "TCP" | "UDP";
}

export interface AppForm {
  readonly name: string;
  readonly image: string;
  readonly replicas: string;
  readonly namespace: string;
  /** none; internal: ClusterIP; external: LoadBalancer, as the Dashboard makes it; node: NodePort. */
  readonly service: "none" | "internal" | "node" | "external";
  readonly ports: readonly PortRow[];
  readonly labels: readonly Pair[];
  readonly env: readonly Pair[];
  readonly cpu: string;
  readonly memory: string;
  readonly command: string;
}

export const EMPTY_FORM: AppForm = {
  name: "",
  image: "",
  replicas: "1",
  namespace: "",
  service: "none",
  ports: [{ port: "80", targetPort: "8080", protocol: "TCP" }],
  labels: [],
  env: [],
  cpu: "",
  memory: "",
  command: "",
};

/** Keys in the texts `create.problems`. */
export type FormProblem = "name" | "image" | "replicas" | "port" | "label" | "env" | "cpu" | "memory";

const NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const QUANTITY = /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** What is not right yet; empty when it can be sent. */
export function problemsOf(form: AppForm): ReadonlySet<FormProblem> {
  const problems = new Set<FormProblem>();
  if (!NAME.test(form.name)) problems.add("name");
  if (!/^\S+$/.test(form.image)) problems.add("image");
  if (!/^\d{1,4}$/.test(form.replicas)) problems.add("replicas");
  const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
  if (form.service !== "none" && !form.ports.every(({ port, targetPort }) => isPort(port) && isPort(targetPort)))
    problems.add("port");
  if (!filled(form.labels).every(({ key, value }) => LABEL_KEY.test(key) && LABEL_VALUE.test(value)))
    problems.add("label");
  if (!filled(form.env).every(({ key }) => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))) problems.add("env");
  if (form.cpu !== "" && !QUANTITY.test(form.cpu)) problems.add("cpu");
  if (form.memory !== "" && !QUANTITY.test(form.memory)) problems.add("memory");
  return problems;
}

/** What the form makes, ready to be sent. */
function manifestsOf(form: AppForm): readonly object[] {
  const labels = { "k8s-app": form.name, ...record(form.labels) };
  const selector = { "k8s-app": form.name };
  const meta = { name: form.name, ...(form.namespace ? { namespace: form.namespace } : {}), labels };
  const requests = {
    ...(form.cpu ? { cpu: form.cpu } : {}),
    ...(form.memory ? { memory: form.memory } : {}),
  };
  const reached = form.service !== "none";
  const env = filled(form.env).map(({ key, value }) => ({ name: key, value }));
  const command = form.command.trim();
  const container = {
    name: form.name,
    image: form.image,
    ...(command ? { command: ["sh", "-c", command] } : {}),
    ...(reached
      ? {
          ports: [...new Map(form.ports.map((row) => [`${row.targetPort}/${row.protocol}`, row])).values()].map(
            ({ targetPort, protocol }) => ({ containerPort: Number(targetPort), protocol }),
          ),
        }
      : {}),
    ...(env.length > 0 ? { env } : {}),
    ...(Object.keys(requests).length > 0 ? { resources: { requests } } : {}),
  };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: meta,
    spec: {
      replicas: Number(form.replicas),
      selector: { matchLabels: selector },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
  if (!reached) return [deployment];
  const type = { internal: "ClusterIP", node: "NodePort", external: "LoadBalancer" }[form.service as "internal"];
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: meta,
    spec: {
      type,
      selector,
      ports: form.ports.map(({ port, targetPort, protocol }) => ({
        name: `${protocol.toLowerCase()}-${port}-${targetPort}`,
        port: Number(port),
        targetPort: Number(targetPort),
        protocol,
      })),
    },
  };
  return [deployment, service];
}

export function printForm(form: AppForm): string {
  return manifestsOf(form)
    .map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join("---\n");
}

function filled(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(({ key }) => key !== "");
}

function record(pairs: readonly Pair[]): { readonly [key: string]: string } {
  return Object.fromEntries(filled(pairs).map(({ key, value }) => [key, value]));
}
