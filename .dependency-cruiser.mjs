/**
 * @file Who may import whom: the rooms of the three sources, the fences, and no circle, neither of files nor of folders. `npm run check` runs it.
 * Reads: nothing. Writes: nothing. The picture of the rooms in docs/architecture.md is drawn from these rules (`npm run rooms`).
 *
 * A room is listed with the rooms it may import, lowest first. What is not listed is refused, so that a new edge is a decision.
 */

/** Of src-shared. `errors`, `text` and `numbers` know nothing of the product. */
export const SHARED = {
  errors: [],
  text: [],
  numbers: [],
  schema: ["errors", "text"],
  data: ["schema"],
  params: ["errors", "text"],
  loss: ["errors", "params", "schema"],
  metrics: ["errors", "schema", "loss"],
  task: ["errors", "text", "numbers", "loss", "metrics"],
  model: ["loss", "task"],
  calibration: ["errors", "schema", "loss", "metrics"],
  statistics: ["errors", "metrics", "numbers", "sweep"],
  search: ["numbers"],
  export: ["text"],
  sweep: ["errors", "text", "numbers", "schema", "data", "params", "loss", "search", "task", "model"],
  wire: ["errors", "task", "model", "data", "export", "params", "loss", "metrics", "calibration", "sweep"],
  results: ["errors", "text", "numbers", "loss", "metrics", "calibration", "statistics", "sweep", "wire"],
  words: ["errors", "text", "loss", "data", "metrics", "calibration", "task", "results", "sweep", "wire"],
  // Sentences that earlier versions stored as text.
  earlier: ["errors", "loss", "metrics", "calibration", "wire"],
};

/** Of src-main; src-shared is open to all. */
export const MAIN = {
  base: [],
  store: ["base"],
  data: ["base"],
  planner: ["data"],
  export: ["base", "store"],
  processes: [],
  log: ["base", "processes"],
  "training/engines": ["data", "engine-install"],
  "training/child": ["base", "data", "processes", "training/engines"],
  "engine-install": [],
  "table-readers": ["base", "data", "processes"],
  trainers: ["processes"],
  "engine-choice": ["base", "engine-install", "planner", "processes", "store", "trainers"],
  ingest: ["store"],
  queue: ["base", "engine-choice", "ingest", "store", "trainers"],
  reads: ["base", "commands", "export", "store"],
  commands: ["base", "data", "engine-choice", "engine-install", "export", "log", "planner", "processes", "queue", "store", "table-readers", "trainers"],
  app: ["base", "commands", "engine-choice", "engine-install", "ingest", "log", "planner", "processes", "queue", "reads", "store", "table-readers", "trainers"],
  rescue: ["app", "base", "store"],
  connection: ["app", "base"],
  transport: ["app", "base", "connection"],
  shell: ["base", "transport"],
  // Of what is behind the contract it knows nothing: neither the store nor the commands.
  cli: ["app", "base", "connection", "data", "export", "log", "processes", "rescue", "table-readers", "transport"],
};

/** Of src-renderer; views of one room know those of another only as listed. */
export const WINDOW = {
  format: [],
  words: ["format"],
  transport: [],
  parts: ["format", "words"],
  charts: ["format", "parts", "words"],
  state: ["transport", "words"],
  views: ["format", "words", "transport", "parts", "charts", "state"],
  frame: ["format", "words", "transport", "parts", "state"],
};

const room = (source, name) => `^${source}/${name}/`;

function rules(source, rooms) {
  return Object.entries(rooms).map(([name, open]) => ({
    name: `${source}/${name}`,
    severity: "error",
    comment: `${source}/${name} may import ${open.length > 0 ? open.join(", ") : "nothing of its neighbours"}.`,
    from: { path: room(source, name) },
    to: { path: `^${source}/`, pathNot: [room(source, name), ...open.map((other) => room(source, other))] },
  }));
}

const fence = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });

export default {
  forbidden: [
    fence("no-circle", "Two files that need each other are one idea, or lack a third.", {}, { circular: true }),
    { ...fence("no-circle-of-folders", "A room that needs its user has no place of its own.", {}, { circular: true }), scope: "folder" },
    ...rules("src-shared", SHARED),
    ...rules("src-main", MAIN),
    ...rules("src-renderer", WINDOW),
    fence(
      "shared-alone",
      "src-shared imports its validator and itself.",
      { path: "^src-shared/", pathNot: "^src-shared/sweep/file-text\\.ts$" },
      {
        pathNot: ["^src-shared/", "^node_modules/zod/"],
      },
    ),
    fence(
      "shared-reads-sweep-files",
      "The one text format that both sides read.",
      { path: "^src-shared/sweep/file-text\\.ts$" },
      {
        pathNot: ["^src-shared/", "^node_modules/@humanwhocodes/momoa/"],
      },
    ),
    fence(
      "window-alone",
      "The window runs in a browser: it imports src-shared and itself.",
      { path: "^src-renderer/" },
      {
        path: ["^src-main/", "^migrations/", "^test/"],
      },
    ),
    fence("window-no-node", "The window runs in a browser.", { path: "^src-renderer/", pathNot: "\\.config\\.js$" }, { dependencyTypes: ["core"] }),
    fence(
      "electron-in-shell",
      "Everything but the shell runs without Electron.",
      {
        path: "^src-",
        pathNot: "^src-main/(main\\.ts|preload\\.ts|transport/ipc\\.ts|processes/launch-electron\\.ts|shell/)",
      },
      { path: "(^|/)electron(/|$)|electron-stub" },
    ),
    fence("sqlite-in-store", "SQL stays behind the store.", { path: "^src-", pathNot: "^src-main/store/" }, { path: "^node_modules/better-sqlite3/" }),
    fence(
      "tensorflow-in-training",
      "TensorFlow.js is loaded by trainers only.",
      { path: "^src-", pathNot: "^src-main/training/" },
      {
        path: "^node_modules/@tensorflow/",
      },
    ),
    fence("planner-is-pure", "Forecasts are arithmetic.", { path: "^src-main/planner/" }, { path: ["^(node:)?fs", "^(node:)?child_process"] }),
    fence(
      "entries-build-the-app",
      "Only the entries put the app together; others know its type.",
      {
        path: "^src-main/",
        pathNot: "^src-main/(main\\.ts|cli\\.ts|cli/|rescue/)",
      },
      { path: "^src-main/(app/app|main|cli)\\.ts$", dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".svelte"],
    },
  },
};
