//! Fingerprints of findings that stay the same when lines move.

use crate::ground::finding::Finding;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Returns a fingerprint of a finding's rule, message and source text, without its position. Two findings of one file
/// may have the same one.
pub(crate) fn fingerprint(finding: &Finding) -> u128 {
    let pointed = finding.place.file.slice(finding.place.span);
    let first_line = pointed.lines().next().unwrap_or_default().trim();
    [finding.rule, &finding.message, first_line].iter().fold(EMPTY, |hash, part| digest_part(hash, part))
}

/// Returns a unique fingerprint for each finding, including its file, in hexadecimal digits. Findings that would have
/// the same one are numbered. `path` gives the path of a file, which must not depend on where a repository is.
pub(crate) fn fingerprints<'f>(
    findings: &'f [Finding],
    path: impl Fn(&'f str) -> Cow<'f, str>,
) -> impl Iterator<Item = String> {
    let mut occurrences: BTreeMap<u128, u32> = BTreeMap::new();
    let unique = move |finding: &'f Finding| {
        let own = digest_part(fingerprint(finding), &path(&finding.place.file.name));
        let occurrence = occurrences.entry(own).or_default();
        *occurrence += 1;
        let hash = if *occurrence == 1 { own } else { digest(own, &occurrence.to_be_bytes()) };
        to_hex(hash)
    };
    findings.iter().map(unique)
}

/// Returns 64 bits that differ for different lists of parts, as 16 hexadecimal digits. They are the same in every release.
pub(crate) fn short_fingerprint(parts: &[&str]) -> String {
    let hash = parts.iter().fold(EMPTY, |hash, part| digest_part(hash, part));
    // The last bytes hardly reach the upper bits of FNV, so the halves are mixed.
    format!("{:016x}", mix((hash >> 64) as u64 ^ mix(hash as u64)))
}

/// Returns a fingerprint as it is written to files.
pub(crate) fn to_hex(fingerprint: u128) -> String {
    format!("{fingerprint:032x}")
}

/// Adds a part and a separator, so that different lists of parts have different hashes.
fn digest_part(hash: u128, part: &str) -> u128 {
    digest(digest(hash, part.as_bytes()), b"\0")
}

/// FNV-1a, 128 bits. The standard library's hasher may change between compiler releases.
fn digest(hash: u128, bytes: &[u8]) -> u128 {
    bytes
        .iter()
        .fold(hash, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b))
}

/// The finalizer of MurmurHash3: each bit of the input changes about half of the result. No two inputs have the same result.
fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let bits = (bits ^ (bits >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ (bits >> 33)
}

const EMPTY: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::finding::Severity;
    use crate::ground::source::{Location, SourceFile, Span};

    #[test]
    fn fingerprints_do_not_depend_on_line_numbers_and_duplicates_differ() {
        let at = |text: &str, start| {
            let file = SourceFile::new("port.yml", text);
            Finding::new(
                "unknown-property",
                Severity::Error,
                Location::new(&file, Span::new(start, start + 1)),
                "no `x`",
            )
        };
        let before: Vec<String> = fingerprints(&[at("x: 1\n", 0)], Cow::Borrowed).collect();
        let found = [at("# note\nx: 1\nx: 2\n", 7), at("# note\nx: 1\nx: 2\n", 12)];
        let after: Vec<String> = fingerprints(&found, Cow::Borrowed).collect();
        assert_eq!(before[0], after[0]);
        assert_ne!(after[0], after[1]);
    }

    #[test]
    fn a_short_fingerprint_depends_on_every_part() {
        assert_ne!(short_fingerprint(&["a/b", "c"]), short_fingerprint(&["a", "b/c"]));
        assert_eq!(short_fingerprint(&["service", "acme/checkout"]).len(), 16);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        // From the reference vectors of FNV-1a, 128 bits.
        assert_eq!(to_hex(digest(EMPTY, b"a")), "d228cb696f1a8caf78912b704e4a8964");
    }
}
