/** Who may import whom. The layers are told in docs/tour.md. */
const simulation = "^server/simulation/";
const inside = (folder) => `${simulation}${folder}/`;
/** Inside the simulation each layer imports those before it only. */
const layers = ["runtime", "store", "api", "controllerkit"];
const siblings = ["controllers", "scheduler", "kubelet", "network"];

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      "Modules form no cycles; types shared by two go to a third.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    rule(
      "protocol-is-the-bottom",
      "protocol/ imports nothing of ours.",
      { path: "^server/protocol/" },
      { path: "^(server|components|app|pages)/", pathNot: "^server/protocol/" },
    ),
    rule(
      "simulation-imports-protocol-only",
      "The simulation knows no room, no socket, no disk.",
      { path: simulation },
      { path: "^(server|components|app|pages)/", pathNot: "^server/(simulation|protocol)/" },
    ),
    rule(
      "simulation-is-pure",
      "No Node modules in the simulation.",
      { path: simulation },
      { dependencyTypes: ["core"] },
    ),
    ...layers.map((layer, index) =>
      rule(
        `${layer}-looks-down`,
        `${layer}/ imports only layers under it.`,
        { path: inside(layer) },
        { path: simulation, pathNot: `${simulation}(${layers.slice(0, index + 1).join("|")})/` },
      ),
    ),
    ...siblings.map((sibling) =>
      rule(
        `${sibling}-knows-no-sibling`,
        `${sibling}/ meets the others through objects only.`,
        { path: inside(sibling) },
        { path: simulation, pathNot: `${simulation}(${[...layers, sibling].join("|")})/` },
      ),
    ),
    rule(
      "rooms-look-down",
      "rooms/ knows neither disk nor sockets.",
      { path: "^server/rooms/" },
      { path: "^(server|components|app|pages)/", pathNot: "^server/(rooms|simulation|protocol)/" },
    ),
    rule(
      "lessons-look-down",
      "lessons/ watches rooms; neither disk nor sockets are its matter.",
      { path: "^server/lessons/" },
      { path: "^(server|components|app|pages)/", pathNot: "^server/(lessons|rooms|simulation|protocol)/" },
    ),
    rule(
      "shell-is-a-client",
      "shell/ asks rooms by requests and knows no sockets.",
      { path: "^server/shell/" },
      { path: "^(server|components|app|pages)/", pathNot: "^server/(shell|rooms|simulation|protocol)/" },
    ),
    rule(
      "monitor-looks-down",
      "monitor/ watches rooms; neither disk nor sockets are its matter.",
      { path: "^server/monitor/" },
      { path: "^(server|components|app|pages)/", pathNot: "^server/(monitor|rooms|simulation|protocol)/" },
    ),
    rule(
      "persistence-and-transport-are-siblings",
      "They meet in main.ts.",
      { path: "^server/persistence/" },
      { path: "^(server|components|app|pages)/", pathNot: "^server/(persistence|rooms|simulation|protocol)/" },
    ),
    rule(
      "transport-knows-no-persistence",
      "They meet in main.ts.",
      { path: "^server/transport/" },
      {
        path: "^(server|components|app|pages)/",
        pathNot: "^server/(transport|shell|monitor|rooms|simulation|protocol)/",
      },
    ),
    rule(
      "browser-imports-protocol-only",
      "Browser code sees nothing of the server but protocol/.",
      { path: "^(components|app|pages)/" },
      { path: "^server/", pathNot: "^server/protocol/" },
    ),
    rule(
      "components-know-no-routes",
      "app/ and pages/ are made of components, not the other way.",
      { path: "^components/" },
      { path: "^(app|pages)/" },
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
