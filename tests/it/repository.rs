//! A repository in memory: its files of entities, checked as `lint` checks them.

use std::collections::BTreeMap;
use std::sync::Arc;

use portwright::ground::finding::Finding;
use portwright::ground::source::SourceFile;
use portwright::lint::Rule;
use portwright::lint::engine::{Levels, Lint, check_file, check_repository, unreadable};
use portwright::lint::port::{Earlier, Files, Refusal, Refusals, Target};
use portwright::model::{Bodies, Catalog, Model};
use portwright::yaml::Node;
use portwright::yaml::parse::{Limits, parse};
use portwright::yaml::read::decode;

use crate::support::File;

/// Files of entities, the files beside them, and the known blueprints.
#[derive(Debug)]
pub(crate) struct Repository {
    files: Vec<File>,
    beside: Beside,
    catalog: Option<Catalog>,
    refusals: Option<Refusals>,
    earlier: Option<Earlier>,
}

#[derive(Debug)]
struct Beside(BTreeMap<String, Target>);

impl Files for Beside {
    fn target(&self, path: &str) -> Option<Target> {
        self.0.get(path).copied()
    }
}

impl Repository {
    /// The files that are named as files of entities are; `entities.yml` lists the entities of a portal, by blueprint,
    /// and `answers.json` what it said of those it would not take; those below `base/` are the files of an earlier
    /// revision. Blueprints are known where the model has files.
    pub(crate) fn new(all: &[File], model: &Model, bodies: &Bodies) -> Self {
        let target = |file: &File| {
            let is_text = std::str::from_utf8(&file.bytes).is_ok_and(|text| !text.contains('\0'));
            (file.name.clone(), Target { bytes: file.size.unwrap_or(file.bytes.len() as u64), is_text })
        };
        let beside = Beside(all.iter().map(target).collect());
        let mut catalog =
            (!model.files.is_empty()).then(|| Catalog::from_resources(bodies, false).with_declarations(model));
        if let (Some(catalog), Some(entities)) = (&mut catalog, all.iter().find(|file| file.name == "entities.yml")) {
            let text = String::from_utf8(entities.bytes.clone()).expect("entities are text");
            let tree = parse(&SourceFile::new("entities.yml", text), &Limits::default()).tree.expect("YAML");
            for (blueprint, identifiers) in tree.roots().next().expect("a map").entries() {
                let identifiers = identifiers.items().filter_map(Node::as_str).map(str::to_owned);
                catalog.insert_entities(blueprint.key_text(), identifiers);
            }
        }
        let answers = all.iter().find(|file| file.name == "answers.json");
        let refusals = answers.map(|answers| refusals(&answers.bytes));
        let at_base = |file: &File| Some((file.name.strip_prefix("base/")?.to_owned(), file.bytes.clone()));
        let of_base: Vec<_> = all.iter().filter_map(at_base).collect();
        let earlier = (!of_base.is_empty()).then(|| Earlier::new("main", of_base));
        let is_ours = |file: &&File| {
            !file.name.starts_with("base/") && (file.name.ends_with("port.yml") || file.name.ends_with("port.yaml"))
        };
        let mut files: Vec<File> = all.iter().filter(is_ours).cloned().collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Self { files, beside, catalog, refusals, earlier }
    }

    /// The findings of these rules.
    pub(crate) fn check(&self, rules: &[&'static Rule], levels: &Levels) -> Vec<Finding> {
        let mut lint = Lint::new(rules, self.catalog.as_ref(), &self.beside, levels);
        if let Some(refusals) = &self.refusals {
            lint = lint.with_refusals(refusals);
        }
        if let Some(earlier) = &self.earlier {
            lint = lint.with_earlier(earlier);
        }
        let (mut found, mut summaries, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        for file in &self.files {
            let mut lint = lint.clone();
            lint.limits = file.limits;
            let (source, report) = match decode(&file.name, &file.bytes, &file.limits) {
                Ok(source) => {
                    let report = check_file(&source, &lint);
                    (source, report)
                }
                Err(refused) => {
                    let (source, fault) = *refused;
                    let report = unreadable(&fault, &source, &lint);
                    (source, report)
                }
            };
            found.extend(report.findings);
            summaries.push(report.summary);
            sources.push(source);
        }
        found.extend(check_repository(summaries, &|file| sources.get(file).map(Arc::clone), &lint));
        found
    }
}

/// The refusals in a portal's responses.
fn refusals(answers: &[u8]) -> Refusals {
    let answers: Vec<serde_json::Value> = serde_json::from_slice(answers).expect("a list of answers");
    let mut refusals = Refusals::default();
    for answer in answers {
        let text = |key: &str| answer[key].as_str().expect("a text").to_owned();
        let status = answer["status"].as_u64().and_then(|status| status.try_into().ok()).expect("a status");
        let refusal = Refusal { status, code: text("error"), message: text("message") };
        refusals.insert(&text("blueprint"), &text("identifier"), refusal);
    }
    refusals
}
