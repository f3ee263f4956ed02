//! The property that is fuzzed, and that a test runs on a few inputs: `lint` never panics or hangs.

use std::sync::{Arc, LazyLock};

use portwright::ground::source::SourceFile;
use portwright::lint::engine::{Levels, Lint, check_file, check_repository, unreadable};
use portwright::lint::port::NoFiles;
use portwright::lint::{RULES, fix};
use portwright::model::{Catalog, Snapshot};
use portwright::ops;
use portwright::yaml::parse::Limits;
use portwright::yaml::read::decode;
use serde_json::json;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let mut snapshot = Snapshot::new(true);
    let service = json!({
        "identifier": "service",
        "schema": {
            "properties": {
                "type": { "type": "string", "enum": ["Frontend", "Backend"] },
                "replicas": { "type": "number", "minimum": 0 },
                "tags": { "type": "array", "items": { "type": "string" }, "uniqueItems": true },
                "readme": { "type": "string", "format": "markdown" },
                "site": { "type": "object", "format": "labeled-url" },
                "due": { "type": "string", "format": "timer" },
            },
            "required": ["type"],
        },
        "relations": { "domain": { "target": "domain" }, "uses": { "target": "service", "many": true } },
    });
    snapshot.insert("service", &service, true);
    snapshot.insert("domain", &json!({ "identifier": "domain", "schema": { "properties": {} } }), true);
    ops::catalog::catalog(Some(&snapshot), None, &[])
});

/// Checks these bytes as a `port.yml` and fixes it. Panics if a finding is outside of the text, or a fix changes nothing.
pub(crate) fn check(bytes: &[u8]) {
    let lint = Lint::new(RULES, Some(&CATALOG), &NoFiles, &Levels { pedantic: true, ..Levels::default() });
    let file = match decode("port.yml", bytes, &Limits::default()) {
        Ok(file) => file,
        Err(undecodable) => {
            let (file, fault) = *undecodable;
            assert!(!unreadable(&fault, &file, &lint).findings.is_empty());
            return;
        }
    };
    let report = check_file(&file, &lint);
    for finding in &report.findings {
        assert!(finding.place.span.end as usize <= file.text.len());
    }
    let check = |file: &Arc<SourceFile>| check_file(file, &lint).findings;
    if let Some(fixed) = fix(&file, &report.findings, true, &check) {
        assert_ne!(fixed.after.text, file.text);
    }
    check_repository(vec![report.summary], &|_| Some(file.clone()), &lint);
}
