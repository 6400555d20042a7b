import type { MetadataRoute } from "next";

export default function manifest(): MetadataRoute.Manifest {
  const icon = (name: string, sizes: string, purpose: "any" | "maskable") => ({
    src: `/icons/${name}.png`,
    sizes,
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
    icons: [icon("192", "192x192", "any"), icon("512", "512x512", "any"), icon("maskable-512", "512x512", "maskable")],
  };
}
