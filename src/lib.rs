//! portwright keeps the data model of a Port portal as code.
//!
//! # The house
//!
//! The modules stand on floors. A module imports only from floors below its own, never from a neighbour on the same floor;
//! `tests/it/house.rs` reads the sources and says what to move where when one does. Floors 0 to 4 are pure: text and values
//! in, values out. They touch no file, network, environment, clock or terminal. Only `net` and `portal` are asynchronous inside.
//!
//! | floor | module | |
//! |---|---|---|
//! | 8 | [`cli`] | talks to a person: arguments, environment, colours, exit codes |
//! | 7 | [`ops`] | one verb, one file: wires the floors below, returns values, prints nothing |
//! | 6 | [`portal`], [`disk`], [`forge`] | where resources live: over HTTP or in the sandbox; files; repositories of others |
//! | 5 | [`net`] | exchanges with a server over HTTP, and what is tried again when |
//! | 4 | [`lint`], [`plan`], [`enrich`], [`scaffold`] | model to findings; bodies to steps; a form to edits; answers to a new project |
//! | 3 | [`model`] | every resource of one tree of files, by key |
//! | 2 | [`kind`] | what Port can hold: one folder a kind, described by data |
//! | 1 | [`yaml`] | text to nodes that remember their bytes, and edits that keep every other byte |
//! | 0 | [`ground`] | plain values: places in text, findings, paths into bodies |
//!
//! # Words
//!
//! A *portal* is a Port organisation behind an API, or the sandbox. A *model* is all *resources* declared under `model/`; a
//! resource has a *key* (its *kind* and identifier) and a *body* (its JSON). The *desired* body is in the files, the *live* one
//! in the portal. A *plan* is a list of *steps*, each one request's worth of *changes*. A *rule* looks for one fault; a *finding*
//! is one it found. An *entity* is a Port entity and nothing else. A *snapshot* is what a portal has, as a file; a *catalog*
//! is what is known of blueprints, from snapshot, model or both, ready to hold entities against. A *forge* is where the
//! repositories of services live, GitHub for one; what is proposed there is a *pull request*, whatever the forge calls it.
//!
//! # The flow of one command
//!
//! `portwright plan`, from the arguments to the exit code:
//!
//! 1. `src/cli/args.rs` reads the arguments, `src/cli/env/settings.rs` makes [`Settings`](cli::env::Settings) of them, the
//!    environment and `portwright.toml`, and `src/cli/command/plan.rs` says what to do with them.
//! 2. `src/disk/model.rs` reads the files, `src/yaml/parse.rs` makes trees of them, and `src/model/build.rs` a
//!    [`Model`](model::Model).
//! 3. `src/ops/plan.rs` lists what the portal holds (`src/portal/resources.rs` over [`Portal`](portal::Portal)), runs the rules
//!    (`src/lint/run.rs`), and asks for the plan.
//! 4. `src/plan/build.rs` normalizes both bodies of each resource (`src/plan/normalize.rs`), compares them (`src/plan/diff.rs`) and
//!    puts the steps in order (`src/plan/order.rs`).
//! 5. `src/cli/view/plan.rs` prints the [`Plan`](plan::Plan); `src/cli/failure.rs` has the exit codes.
//!
//! `apply` does the same, and then `src/ops/apply.rs` does what the plan says.
//!
//! `portwright lint` needs no portal:
//!
//! 1. `src/cli/known.rs` reads what is known of blueprints, and `src/ops/known.rs` makes a
//!    [`Catalog`](model::Catalog) of it.
//! 2. `src/disk/discover.rs` lists the files, and `src/ops/lint.rs` has each one read, parsed and checked, many at a time:
//!    `src/lint/port/walk.rs` judges each value once, and the rules put that into words.
//! 3. `src/lint/port/run.rs` holds the files against one another, by what each defines and relates to.
//! 4. `src/lint/fix.rs` applies the edits that findings offer, `src/lint/baseline.rs` leaves out what is known.
//! 5. `src/cli/view/findings.rs` prints them in the format that was asked for.
//!
//! `portwright enrich --clone` writes where others work, and is told what by others:
//!
//! 1. `src/enrich/payload.rs` reads what Port sent, `src/enrich/template.rs` what it is for, and `src/enrich/fill.rs` makes the
//!    wanted entity of both; `src/ops/enrich/check.rs` holds it against the portal.
//! 2. `src/ops/enrich/publish.rs` tells which repository it is; `src/forge/access.rs` makes sure that the token goes to one host
//!    alone, and `src/forge/open.rs` fetches the branch with `src/forge/git/`.
//! 3. `src/enrich/locate.rs` finds the entity among the `port.yml` files, and `src/enrich/merge.rs` makes the edit.
//! 4. `src/forge/publish.rs` pushes the branch, if it is ours; `src/forge/pull/desk.rs` finds, makes or mends the pull request.
//! 5. `src/cli/reporting.rs` tells Port how it went, and `src/cli/view/enrich.rs` whoever reads the log.
//!
//! `enrich --repo` does the third step in a folder, between `src/disk/candidates.rs` and `src/ops/enrich/write.rs`.
//!
//! # I want to change ...
//!
//! | | go to |
//! |---|---|
//! | the words of a finding | `src/lint/rules/`, the rule's file; then `UPDATE=1 cargo test` |
//! | add a rule | two sibling files in `src/lint/rules/`, and a line in `src/lint/rules/mod.rs` |
//! | what a file may say | `schemas/`, the kind's schema |
//! | how an entity's values are judged | `src/lint/port/walk.rs`, against `src/model/catalog/` |
//! | which files are `lint`'s | `src/disk/discover.rs` |
//! | what `--fix` writes | the rule's file, with the edits of `src/lint/port/repair.rs` |
//! | what editors are told of `port.yml` | `src/model/port_schema.rs` |
//! | what `init` writes, and the pipelines' files | `src/scaffold/`; what it asks, `src/scaffold/question.rs` |
//! | what `enrich` takes from Port | `src/enrich/payload.rs` |
//! | the template's placeholders | `src/enrich/template.rs`, `src/enrich/fill.rs` |
//! | what `validate` finds in that template | `src/ops/validate.rs`, with the rules of `lint` |
//! | where `enrich` finds an entity, and what it refuses | `src/enrich/locate.rs`, `src/enrich/merge.rs` |
//! | which values `enrich` refuses | `src/ops/enrich/check.rs`, with the rules of `lint` |
//! | support another resource of Port's | a folder in `src/kind/`, a line in `src/kind/descriptor.rs`, its schema in `schemas/` |
//! | stop a field from showing as changed | `FIELDS` of its kind, as in `src/kind/blueprint/mod.rs` |
//! | what counts as losing data | `danger` of its kind, as in `src/kind/blueprint/danger.rs` |
//! | the order of steps | `src/plan/order.rs` |
//! | what is sent of a resource that is in part not ours | `src/plan/merge.rs` |
//! | a flag | the command's file in `src/cli/command/`, or `src/cli/args.rs` for all |
//! | a setting of `portwright.toml` | `src/disk/project.rs` |
//! | what comes from the environment | `src/cli/env/settings.rs` |
//! | how a plan looks | `src/cli/view/plan.rs` |
//! | how a finding looks | `src/cli/view/report/` |
//! | exit codes | `src/cli/failure.rs` |
//! | what is retried, and when | `src/net/retry.rs`; which of Port's requests, `src/portal/http/safety.rs` |
//! | how git is run, and what of the environment it gets | `src/forge/git/program.rs`, `src/forge/git/environment.rs` |
//! | the branch and the words of a pull request | `src/ops/enrich/publish.rs` |
//! | which branches are written, and which left alone | `src/forge/publish.rs` |
//! | how one forge speaks of pull requests | `src/forge/pull/`, the forge's file |
//! | proxies and certificates | `src/net/connector.rs` |
//! | which request does what | `src/portal/resources.rs`, `src/portal/entities.rs`, `src/portal/runs.rs` |
//! | the order in which `sync` writes entities | `src/ops/sync/order.rs` |
//! | what a run is told | `src/ops/report.rs`; by `enrich`, `src/cli/reporting.rs`; of an exit code, `src/cli/outcome.rs` |
//! | what the sandbox answers | `src/portal/sandbox/`; its front door has a table of its own |

pub mod cli;
pub mod disk;
pub mod enrich;
pub mod forge;
pub mod ground;
pub mod kind;
pub mod lint;
pub mod model;
pub mod net;
pub mod ops;
pub mod plan;
pub mod portal;
pub mod scaffold;
pub mod yaml;
