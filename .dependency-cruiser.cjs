/** Who may import whom. The layers are told in docs/tour.md; tests/architecture/bans.test.ts breaks each rule once. */

/** Folders of the server, and which others of them each may import. What is in none of them puts them together. */
const SERVER = {
  protocol: [],
  threads: [],
  simulation: ["protocol"],
  rooms: ["simulation", "protocol"],
  persistence: ["threads", "rooms", "simulation", "protocol"],
  lessons: ["rooms", "simulation", "protocol"],
  monitor: ["rooms", "simulation", "protocol"],
  shell: ["rooms", "simulation", "protocol"],
  transport: ["threads", "shell", "monitor", "rooms", "simulation", "protocol"],
};
/** Folders of the simulation in layers, each over those before it; on top of them those that do not know each other. */
const LAYERS = ["runtime", "store", "api", "controllerkit"];
const SIBLINGS = ["controllers", "scheduler", "kubelet", "network"];
/** All that the simulation may take from npm: computation, no I/O. */
const SIMULATION_PACKAGES = ["@marcbachmann/cel-js", "re2js", "yaml"];

const OURS = "^(server|components|app|pages|bench|tests)/";
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

const serverRules = Object.entries(SERVER).map(([folder, below]) =>
  rule(
    `${folder}-looks-down`,
    `${folder}/ imports only what is under it: ${below.join(", ") || "nothing of ours"}.`,
    { path: `^server/${folder}/` },
    { path: OURS, pathNot: `^server/(${[folder, ...below].join("|")})/` },
  ),
);
const simulationRules = [
  ...LAYERS.map((layer, index) => [layer, LAYERS.slice(0, index)]),
  ...SIBLINGS.map((sibling) => [sibling, LAYERS]),
].map(([folder, below]) =>
  rule(
    `simulation-${folder}-looks-down`,
    `${folder}/ imports only layers under it; those on top meet through objects.`,
    { path: `^server/simulation/${folder}/` },
    { path: "^server/simulation/", pathNot: `^server/simulation/(${[folder, ...below].join("|")})/` },
  ),
);

module.exports = {
  forbidden: [
    rule("no-cycles", "Modules form no cycles; types shared by two go to a third.", {}, { circular: true }),
    ...serverRules,
    ...simulationRules,
    rule(
      "simulation-is-pure",
      "The simulation does no I/O: no Node modules, and of npm what computes.",
      { path: "^server/simulation/" },
      { dependencyTypes: ["core", "npm", "npm-dev"], pathNot: `^node_modules/(${SIMULATION_PACKAGES.join("|")})/` },
    ),
    rule(
      "golden-is-a-client",
      "golden/ runs recordings against the simulation and the browser's kubectl, without rooms.",
      { path: "^server/golden/" },
      { path: OURS, pathNot: "^(server/(golden|simulation|protocol)|components/client)/" },
    ),
    rule(
      "browser-imports-protocol-only",
      "Browser code sees nothing of the server but protocol/.",
      { path: "^(components|app|pages)/" },
      { path: "^(server|bench|tests)/", pathNot: "^server/protocol/" },
    ),
    rule(
      "components-know-no-routes",
      "app/ and pages/ are made of components, not the other way.",
      { path: "^components/" },
      { path: "^(app|pages)/" },
    ),
    rule(
      "client-knows-no-screen",
      "client/ is the browser's end of a room without a page: programs outside a browser use it, too.",
      { path: "^components/client/" },
      { path: "^components/|^node_modules/(react|react-dom|next|next-intl)/", pathNot: "^components/(client|words)/" },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^server/persistence/client/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".mjs", ".js", ".json"] },
  },
};
