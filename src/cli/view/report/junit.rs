//! The report as JUnit XML, which most CI servers show as a list of tests.

use std::io::{self, Write};

use crate::cli::view::escape::is_deceptive;
use crate::disk::top::Top;
use crate::ground::finding::{Finding, Severity};

/// Writes a suite for each file with findings. An error is a failed test; other findings are passed tests with output.
/// Without findings there is one passed test, for servers that refuse an empty report.
pub(crate) fn junit(findings: &[Finding], top: &Top, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let tests = findings.len().max(1);
    writeln!(out, r#"<testsuites name="portwright" tests="{tests}" failures="{}" errors="0">"#, failures(findings))?;
    if findings.is_empty() {
        writeln!(out, r#"  <testsuite name="portwright" tests="1" failures="0" errors="0">"#)?;
        writeln!(out, r#"    <testcase name="no findings" classname="portwright"/>"#)?;
        writeln!(out, "  </testsuite>")?;
    }
    for of_file in findings.chunk_by(|one, other| one.place.file.name == other.place.file.name) {
        let path = escaped(&top.path(&of_file[0].place.file.name));
        let failed = failures(of_file);
        writeln!(out, r#"  <testsuite name="{path}" tests="{}" failures="{failed}" errors="0">"#, of_file.len())?;
        for finding in of_file {
            test(finding, &path, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn test(finding: &Finding, path: &str, out: &mut dyn Write) -> io::Result<()> {
    let position = finding.place.position();
    let (line, rule, message) = (position.line, finding.rule, escaped(&finding.message));
    let help = finding.help.as_deref().map(|help| format!("\n{}", escaped(help))).unwrap_or_default();
    writeln!(out, r#"    <testcase name="{rule} ({position})" classname="{path}" file="{path}" line="{line}">"#)?;
    match finding.severity {
        Severity::Error => writeln!(
            out,
            r#"      <failure message="{message}" type="{rule}">{path}:{position}: {message}{help}</failure>"#
        )?,
        Severity::Warning | Severity::Info => {
            let word = finding.severity.word();
            writeln!(out, "      <system-out>{path}:{position}: {word}: {message}{help}</system-out>")?;
        }
    }
    writeln!(out, "    </testcase>")
}

fn failures(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Error).count()
}

/// Escapes text for XML 1.0, which cannot represent most control characters. Invisible ones are written as references.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' => escaped.push(c),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c if c.is_control() => escaped.push('\u{fffd}'),
            c if is_deceptive(c) => escaped.push_str(&format!("&#x{:x};", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}
