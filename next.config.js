/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // What stands beside links is in the head of every answer: not all that fetch it wait for the rest.
  htmlLimitedBots: /.*/,
  typescript: { ignoreBuildErrors: true },
};

export default config;
