//! `enrich` sets exactly the requested values, as data, and changes nothing else in any file.

mod files;
mod program;
mod values;

use portwright::enrich::{Candidate, EnrichedFile, EntryKind, FilledTemplate, Payload, Refusal, Template};
use portwright::ground::source::SourceFile;
use portwright::model::{Catalog, Snapshot};
use portwright::ops;
use portwright::ops::enrich::{Checked, EnrichError, Task};
use portwright::portal::Portal;
use serde_json::{Value, json};

/// The guide's template.
const TEMPLATE: &str = include_str!("../../src/scaffold/every/enrichService.yml");

/// The guide's portal, with a few additional properties.
fn catalog() -> Catalog {
    let mut snapshot = Snapshot::new(true);
    let service = json!({
        "identifier": "service",
        "schema": { "properties": {
            "type": { "type": "string", "enum": ["backend", "frontend", "library"] },
            "lifecycle": { "type": "string", "enum": ["Production", "Experimental", "Deprecated"] },
            "note": { "type": "string" },
            "url": { "type": "string", "format": "url" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "replicas": { "type": "number", "maximum": 9 },
        }, "required": ["note"] },
        "relations": {
            "domain": { "target": "domain", "many": false, "required": false },
            "uses": { "target": "service", "many": true, "required": false },
        },
    });
    snapshot.insert("service", &service, true);
    snapshot.insert(
        "domain",
        &json!({ "identifier": "domain", "schema": { "properties": {} }, "relations": {} }),
        true,
    );
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    snapshot.entities.insert("service".to_owned(), names(&["acme/checkout", "acme/cart"]));
    snapshot.entities.insert("domain".to_owned(), names(&["payment", "Shipping"]));
    ops::catalog::catalog(Some(&snapshot), None, &[])
}

/// A payload about `acme/checkout` with these values.
fn payload(values: &Value) -> Payload {
    let mut body = json!({ "port_context": { "entity": "acme/checkout", "runId": "r_1" } });
    body.as_object_mut().expect("a map").extend(values.as_object().expect("a map").clone());
    Payload::parse(body.to_string().as_bytes()).expect("a payload")
}

/// The values that the guide's form asks for.
fn form() -> Value {
    json!({ "domain": "payment", "type": "backend", "lifecycle": "Production" })
}

fn template(text: &str) -> Template {
    Template::read(&SourceFile::new("templates/enrichService.yml", text)).expect("a template")
}

fn checked(text: &str, values: &Value, portal: Option<&dyn Portal>) -> Result<Checked, EnrichError> {
    let (payload, template, catalog) = (payload(values), template(text), catalog());
    ops::enrich::checked(Task { payload: &payload, template: &template, catalog: &catalog, portal })
}

/// The guide's template filled in with these values.
fn filled(values: &Value) -> FilledTemplate {
    checked(TEMPLATE, values, None).unwrap_or_else(|error| panic!("{error}")).filled
}

/// The entity set in these files, by path and text.
fn enriched(filled: &FilledTemplate, files: &[(&str, &str)]) -> Result<EnrichedFile, Refusal> {
    let candidate = |(path, text): &(&str, &str)| Candidate {
        path: (*path).to_owned(),
        kind: EntryKind::File,
        bytes: text.as_bytes().to_vec(),
    };
    ops::enrich::enrich(filled, files.iter().map(candidate).collect())
}
