//! portwright manages a Port portal as code.
//!
//! # Modules
//!
//! The modules form layers, called floors. A module imports only from floors below its own, never from another module
//! on the same floor. `tests/it/house.rs` checks this and reports what to move. Floors 0 to 4 are pure: they take text
//! and values and return values, and use no file, network, environment, clock or terminal. Only `net` and `portal` use
//! `async` inside.
//!
//! | floor | module | contents |
//! |---|---|---|
//! | 9 | [`cli`] | the command line: arguments, environment, output, exit codes |
//! | 8 | `lsp` | the language server: the protocol, and what editors ask |
//! | 7 | [`ops`] | one file per operation; it combines the floors below and returns values, and prints nothing |
//! | 6 | [`portal`], [`disk`], [`forge`] | a portal, over HTTP or in the sandbox; local files; remote repositories |
//! | 5 | [`net`] | HTTP requests and retries |
//! | 4 | [`lint`], [`plan`], [`enrich`], [`scaffold`] | turn files into findings, bodies into steps, form values into edits, and answers into projects |
//! | 3 | [`model`] | the resources in a tree of files, by key |
//! | 2 | [`kind`] | the kinds of resources in Port, one folder each, described by data |
//! | 1 | [`yaml`] | a parser whose nodes record their byte ranges, and edits that leave all other bytes unchanged |
//! | 0 | [`ground`] | plain values: locations in text, findings, paths in bodies |
//!
//! # Vocabulary
//!
//! - A *portal* is a Port organisation, or the sandbox.
//! - A *resource* is a blueprint, an action or another thing in a portal; each type of them is a *kind*. Its kind and identifier form
//!   its *key*, and its JSON is its *body*. The *desired* body is in the files, the *live* body in the portal.
//! - A *model* is all resources declared under `model/`.
//! - A *plan* is a list of *steps*. Each step changes one resource, usually with one request.
//! - A *rule* checks for one fault. A *finding* is a fault that it found.
//! - An *entity* is a Port entity, never anything else.
//! - A *snapshot* is a file with a portal's blueprints. A *catalog* is the blueprints from a snapshot, a model or both, ready
//!   to check entities.
//! - A *forge* hosts the repositories of services, as GitHub does. A *pull request* is called that on every forge.
//!
//! # How `portwright plan` works
//!
//! 1. `src/cli/args.rs` parses the arguments. `src/cli/env/settings.rs` combines them with the environment and
//!    `portwright.toml` into `Settings`. `src/cli/command/plan.rs` runs the command.
//! 2. `src/disk/model.rs` reads the files, `src/yaml/parse.rs` parses them into trees, and `src/model/build.rs` builds a
//!    [`Model`](model::Model).
//! 3. `src/ops/plan.rs` lists the portal's resources (`src/portal/resources.rs` over [`Portal`](portal::Portal)), runs the
//!    rules (`src/lint/engine/model.rs`), and builds the plan.
//!    Renames come first: `src/plan/rename/` makes them in the portal's bodies as Port would, and the rest is compared with those.
//! 4. `src/plan/build.rs` normalizes both bodies of each resource (`src/plan/normalize.rs`), compares them (`src/plan/diff.rs`)
//!    and sorts the steps (`src/plan/order.rs`).
//! 5. With `--base`, `src/disk/revision_model.rs` reads the model of an earlier revision. `src/model/base.rs` adds the removal
//!    of what the files no longer state, and `src/plan/classify.rs` sets the class of each change.
//! 6. `src/cli/view/plan.rs` prints the [`Plan`](plan::Plan). `src/cli/exit.rs` defines the exit codes.
//!
//! `apply` does the same, and then `src/ops/apply/steps.rs` carries out the plan. What a step writes is a `Write`
//! (`src/plan/write.rs`). `src/plan/saved/document.rs` is the format of a plan in a file, `src/plan/saved/hide.rs` keeps sensitive
//! values out of it, and `src/ops/apply/saved.rs` checks that nothing has changed before such a plan is applied.
//!
//! # How `portwright export` works
//!
//! 1. `src/ops/content.rs` lists the portal's resources, and `src/ops/selection.rs` chooses among them.
//! 2. `src/plan/export/text.rs` turns the body of a resource that no file declares into the text of a file.
//!    `src/plan/export/update.rs` determines what a declaration in an existing file should state, and `src/yaml/edit.rs`
//!    changes the file. `src/plan/export/hide.rs` replaces secrets with variables.
//! 3. `src/ops/export/verify.rs` plans with the new files, and rejects those that would change the portal.
//! 4. `src/ops/export/write.rs` declares the variables in `portwright.toml` and writes the files.
//!
//! # How `portwright lint` works
//!
//! 1. `src/cli/command/lint.rs` opens a [`Session`](ops::lint::Session) with the flags, the rules and the settings.
//!    `src/ops/catalog.rs` loads the blueprints from a snapshot, a model or a portal into a [`Catalog`](model::Catalog).
//! 2. `src/disk/discover.rs` lists the files. `src/ops/lint/check.rs` reads, parses and checks them in parallel.
//! 3. `src/lint/port/walk.rs` collects the facts: it checks each value of an entity once, and does not depend on any rule.
//!    `src/lint/engine/file.rs` hands each anomaly to the rules for its kind, and the rule writes the message.
//! 4. `src/lint/engine/repository.rs` compares the files: what each one defines and relates to.
//! 5. `src/lint/fix.rs` applies the fixes of findings. `src/lint/baseline.rs` removes known findings.
//! 6. `src/cli/view/findings.rs` prints the findings in the requested format.
//!
//! # How `portwright enrich --clone` works
//!
//! 1. `src/enrich/payload.rs` reads the payload from Port and `src/enrich/template.rs` the template. `src/enrich/fill.rs`
//!    fills the template, and `src/ops/enrich/check.rs` checks the result against the portal.
//! 2. `src/ops/enrich/publish.rs` determines the repository. `src/forge/access.rs` makes sure that only one host receives the
//!    token, and `src/forge/open.rs` fetches the branch with `src/forge/git/`.
//! 3. `src/enrich/locate.rs` finds the entity in the `port.yml` files, and `src/enrich/merge.rs` makes the edit.
//! 4. `src/forge/publish.rs` pushes the branch if portwright created all of its commits. `src/forge/pull/client.rs` finds,
//!    creates or updates the pull request.
//! 5. `src/ops/enrich/reporter.rs` reports the result to Port, and `src/cli/view/enrich.rs` prints it.
//!
//! `enrich --repo` skips steps 2 and 4: `src/disk/candidates.rs` reads the files of a folder, and
//! `src/ops/enrich/write.rs` writes the result.
//!
//! # Where to change what
//!
//! `CONTRIBUTING.md` has a table of what to edit for each kind of change.

pub mod cli;
pub mod disk;
pub mod enrich;
pub mod forge;
/// The properties that are fuzzed. Only tests and fuzz targets have this module.
#[cfg(any(test, fuzzing))]
#[path = "../fuzz/checks/mod.rs"]
pub mod fuzz;
pub mod ground;
pub mod kind;
pub mod lint;
mod lsp;
pub mod model;
pub mod net;
pub mod ops;
pub mod plan;
pub mod portal;
pub mod scaffold;
pub mod yaml;
