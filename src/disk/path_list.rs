//! Lists of paths, as git and other programs write them.

use std::path::PathBuf;

use crate::disk::discover::native;

/// Returns the paths of a list: separated by NUL if it contains one, otherwise one per line. A line may be quoted as git
/// quotes names: `"\303\274/port.yml"`.
pub(crate) fn listed_paths(bytes: &[u8]) -> Vec<PathBuf> {
    let path = |bytes: &[u8]| native(bytes).to_owned();
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.contains(&0) {
        return bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(path).collect();
    }
    let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let paths = lines.filter(|line| !line.is_empty());
    paths.map(|line| unquoted(line).map_or_else(|| path(line), |name| path(&name))).collect()
}

/// Returns the name that git quoted, or `None` if this is not a quoted name.
fn unquoted(line: &[u8]) -> Option<Vec<u8>> {
    let mut quoted = line.strip_prefix(b"\"")?.strip_suffix(b"\"")?.iter().copied().peekable();
    let mut name = Vec::with_capacity(line.len());
    while let Some(byte) = quoted.next() {
        let byte = match byte {
            b'"' => return None,
            b'\\' => match quoted.next()? {
                b'a' => 0x07,
                b'b' => 0x08,
                b't' => b'\t',
                b'n' => b'\n',
                b'v' => 0x0b,
                b'f' => 0x0c,
                b'r' => b'\r',
                literal @ (b'"' | b'\\') => literal,
                first @ b'0'..=b'3' => {
                    let mut digit = || quoted.next_if(|byte| matches!(byte, b'0'..=b'7')).map(|byte| byte - b'0');
                    (first - b'0') << 6 | digit()? << 3 | digit()?
                }
                _ => return None,
            },
            byte => byte,
        };
        name.push(byte);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn names_are_read_as_git_quotes_them() {
        let list = b"\"\\303\\274n\\303\\257/port.yml\"\r\n./a b/port.yml\n\n\"t\\tq\\\"\\\\/port.yml\"\n\"half/port.yml\n\"\\x\"\n";
        let expected = ["\u{fc}n\u{ef}/port.yml", "./a b/port.yml", "t\tq\"\\/port.yml", "\"half/port.yml", "\"\\x\""];
        assert_eq!(listed_paths(list), expected.map(Path::new));
        assert_eq!(listed_paths("\u{feff}port.yml".as_bytes()), [Path::new("port.yml")]);
    }

    #[test]
    fn names_between_nul_bytes_are_not_unquoted() {
        assert_eq!(listed_paths(b"\"a\"/port.yml\0b\n/port.yml\0"), ["\"a\"/port.yml", "b\n/port.yml"].map(Path::new));
    }
}
