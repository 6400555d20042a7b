/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // What stands beside links is in the head of every answer: not all that fetch it wait for the rest.
  htmlLimitedBots: /.*/,
  // Nothing here is scaled by the server, for nobody.
  images: { unoptimized: true },
  // Some write the address as that of the API is.
  redirects: async () => [{ source: "/rooms/:path*", destination: "/room/:path*", permanent: true }],
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // A room is what people come to, cold, on slow lines: few files for it, in place of many that pages share.
    turbopackChunking: {
      priorityRoutes: [/room/],
      priorityBoost: 10,
      firstPageLoadPriority: 0.9,
      requestCost: 400_000,
      minChunkSize: 150_000,
      maxMergeChunkSize: 400_000,
    },
  },
};

export default config;
