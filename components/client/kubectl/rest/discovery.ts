/** Groups, versions and resources that the server tells of, from aggregated discovery. Mirrors client-go discovery. */
import { durationText } from "../cli/duration.ts";
import type { RestClient } from "./RestClient.ts";
import type { ApiGroup } from "./served.ts";

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly resources?: readonly {
      readonly resource: string;
      readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string };
      readonly scope?: string;
      readonly singularResource?: string;
      readonly verbs?: readonly string[];
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
      readonly subresources?: readonly {
        readonly subresource: string;
        readonly responseKind?: { readonly kind?: string };
        readonly verbs?: readonly string[];
      }[];
    }[];
  }[];
}

const ACCEPT =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/** All groups, the core group first, in the server's order. */
export async function discover(client: RestClient): Promise<readonly ApiGroup[]> {
  const groups: ApiGroup[] = [];
  for (const path of ["/api", "/apis"]) {
    const list = (await client.json("GET", path, {
      accept: ACCEPT,
      query: [["timeout", discoveryTimeout(client)]],
    })) as {
      readonly items?: readonly GroupDiscovery[];
    };
    groups.push(...(list.items ?? []).map(groupOf));
  }
  return groups;
}

/** How long the server may take to tell, as it is asked for. */
export function discoveryTimeout({ options: { timeoutMs } }: RestClient): string {
  return timeoutMs ? durationText(timeoutMs) : "32s";
}

function groupOf({ metadata, versions }: GroupDiscovery): ApiGroup {
  const name = metadata?.name ?? "";
  return {
    name,
    versions: (versions ?? []).map(({ version, resources }) => ({
      version,
      resources: (resources ?? []).map((found) => ({
        name: found.resource,
        singularName: found.singularResource ?? "",
        namespaced: found.scope === "Namespaced",
        group: name,
        version,
        kind: found.responseKind?.kind ?? "",
        verbs: found.verbs ?? [],
        shortNames: found.shortNames ?? [],
        categories: found.categories ?? [],
        subresources: (found.subresources ?? []).map(({ subresource, verbs, responseKind }) => ({
          name: subresource,
          verbs: verbs ?? [],
          kind: responseKind?.kind ?? "",
        })),
      })),
    })),
  };
}
