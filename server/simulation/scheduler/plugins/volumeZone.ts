/** Volumes that belong to a zone or region. Models kubernetes pkg/scheduler/framework/plugins/volumezone. */
import { storageClassOf } from "./volumeBinding.ts";
import { type FilterPlugin, finalRefusal } from "./Plugin.ts";

const NAME = "VolumeZone";
const OTHER_ZONE = finalRefusal(NAME, "node(s) had no available volume zone");
const OLD_ZONE = "failure-domain.beta.kubernetes.io/zone";
const OLD_REGION = "failure-domain.beta.kubernetes.io/region";
const ZONE = "topology.kubernetes.io/zone";
const REGION = "topology.kubernetes.io/region";
const KEYS = [OLD_ZONE, OLD_REGION, ZONE, REGION];
const NEWER: { readonly [key: string]: string } = { [OLD_ZONE]: ZONE, [OLD_REGION]: REGION };

interface Topology {
  readonly key: string;
  readonly values: ReadonlySet<string>;
}

export const volumeZone: FilterPlugin = {
  name: NAME,
  prepare({ pod, profile, view }) {
    if (profile.volumes.length === 0) return undefined;
    const { volumes } = view.lookup;
    const topologies: Topology[] = [];
    for (const { persistentVolumeClaim } of profile.volumes) {
      if (!persistentVolumeClaim) continue;
      const { claimName } = persistentVolumeClaim;
      const claim = volumes.claim(pod.metadata.namespace ?? "", claimName);
      if (!claim) return { refusal: finalRefusal(NAME, `persistentvolumeclaim "${claimName}" not found`) };
      const volumeName = claim.spec?.volumeName;
      if (!volumeName) {
        const className = storageClassOf(claim);
        if (className === "")
          return { refusal: finalRefusal(NAME, "PersistentVolumeClaim had no pv name and storageClass name") };
        const storageClass = volumes.storageClass(className);
        if (!storageClass)
          return { refusal: finalRefusal(NAME, `storageclass.storage.k8s.io "${className}" not found`) };
        if (storageClass.volumeBindingMode !== "WaitForFirstConsumer")
          return { refusal: finalRefusal(NAME, "PersistentVolume had no name") };
        continue;
      }
      const volume = volumes.volume(volumeName);
      if (!volume) return { refusal: finalRefusal(NAME, `persistentvolume "${volumeName}" not found`) };
      for (const key of KEYS) {
        const value = volume.metadata.labels?.[key];
        if (value) topologies.push({ key, values: new Set(value.split("__").map((part) => part.trim())) });
      }
    }
    if (topologies.length === 0) return undefined;
    return {
      check: ({ labels }) => {
        if (!KEYS.some((key) => labels[key] !== undefined)) return undefined;
        for (const { key, values } of topologies) {
          const value = labels[key] ?? labels[NEWER[key] ?? key];
          if (value === undefined || !values.has(value)) return OTHER_ZONE;
        }
        return undefined;
      },
    };
  },
};
