// What `${{ }}` means in a workflow, by GitHub's own evaluator.
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// load TOOLS: gives `text(template, contexts)`, what stands there once its expressions are evaluated, and
// `holds(condition, contexts, status)`, whether an `if:` holds. `status` says how the job goes: success, failure or cancelled.
export async function load(tools) {
  const package_ = resolve(tools, "node_modules/@actions/expressions/package.json");
  const entry = resolve(package_, "..", createRequire(import.meta.url)(package_).exports["."].import);
  const { Lexer, Parser, Evaluator, data } = await import(pathToFileURL(entry).href);

  const value = (plain) => JSON.parse(JSON.stringify(plain), data.reviver);
  const functions = (status) => {
    const says = { success: status === "success", failure: status === "failure", cancelled: status === "cancelled", always: true };
    return new Map(
      Object.entries(says).map(([name, truth]) => [
        name,
        { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(truth) },
      ]),
    );
  };
  const evaluated = (expression, contexts, status) => {
    const known = functions(status);
    const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), [...known.values()]).parse();
    return new Evaluator(tree, value(contexts), known).evaluate();
  };
  // Where an expression ends: `}}` inside of its strings does not end it.
  const end = (template, start) => {
    let inString = false;
    for (let at = start; at < template.length; at += 1) {
      if (template[at] === "'") inString = !inString;
      if (!inString && template.startsWith("}}", at)) return at;
    }
    throw new Error(`an expression has no end: ${template}`);
  };

  const text = (template, contexts) => {
    let result = "";
    let rest = String(template ?? "");
    for (let start = rest.indexOf("${{"); start >= 0; start = rest.indexOf("${{")) {
      const stop = end(rest, start + 3);
      result += rest.slice(0, start) + evaluated(rest.slice(start + 3, stop), contexts).coerceString();
      rest = rest.slice(stop + 2);
    }
    return result + rest;
  };
  const holds = (condition, contexts, status) => {
    if (condition === undefined) return status === "success";
    const bare = String(condition).trim().replace(/^\$\{\{(.*)\}\}$/s, "$1");
    // A condition that does not ask how the job goes wants it to go well.
    const asks = /\b(success|failure|cancelled|always)\s*\(/i.test(bare);
    const truth = evaluated(`!!(${bare})`, contexts, status);
    return truth.value && (asks || status === "success");
  };
  return { text, holds };
}
