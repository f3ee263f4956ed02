// options.js: how the server is started, and which files it is told of. Nothing here needs VS Code.
"use strict";

/** The patterns of the files that the server knows. Their content decides whether it checks them. */
const PATTERNS = ["**/*.{yml,yaml}", "**/*.json", "**/portwright.toml"];

/** The command of the server. */
function server(settings) {
  return { command: settings.get("path") || "portwright", args: ["lsp"] };
}

/** The options of the client. The server asks for its settings, and registers which files it watches. */
function client() {
  return {
    documentSelector: PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
    synchronize: { configurationSection: "portwright" },
  };
}

/** What is shown if the server does not start. */
function failure(command, error) {
  const advice = "install portwright, or set `portwright.path` to the program";
  return `portwright: \`${command} lsp\` does not start (${error.message}): ${advice}`;
}

module.exports = { server, client, failure };
