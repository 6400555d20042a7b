/// <reference types="next/image-types/global" />
/** What browsers that install pages as apps want to know. */
import type { MetadataRoute } from "next";
import small from "../components/meta/icons/192.png";
import large from "../components/meta/icons/512.png";
import maskable from "../components/meta/icons/maskable-512.png";

export default function manifest(): MetadataRoute.Manifest {
  const icon = ({ src, width, height }: typeof small, purpose: "any" | "maskable") => ({
    src,
    sizes: `${width}x${height}`,
    type: "image/png",
    purpose,
  });
  return {
    id: "/",
    name: "Podroom",
    short_name: "Podroom",
    description: "브라우저에서 함께 쓰는 Kubernetes 클러스터 · A shared Kubernetes cluster, live in a browser tab",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#fbfcfd",
    theme_color: "#fbfcfd",
    icons: [icon(small, "any"), icon(large, "any"), icon(maskable, "maskable")],
  };
}
