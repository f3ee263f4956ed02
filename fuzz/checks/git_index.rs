//! Git's index: any bytes are read or refused, within the memory that they take themselves.

use crate::disk::git_index;

/// Reads these bytes as an index, with object names of either length.
pub fn check(bytes: &[u8]) {
    for hash in [20, 32] {
        let (mut entries, mut longest) = (0, 0);
        let read = git_index::read(bytes, bytes.len() as u64, hash, &mut |path, _| {
            entries += 1;
            longest = longest.max(path.len());
        });
        assert!(longest <= bytes.len(), "a path of {longest} bytes");
        assert!(entries * (42 + hash) <= bytes.len(), "{entries} entries");
        assert!(read.is_none() || bytes.starts_with(b"DIRC"));
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::fuzz::bytes::hammer;

    /// An index with these paths, in versions 2, 3 and 4.
    fn index(version: u8, paths: &[&str]) -> Vec<u8> {
        let mut bytes = [b"DIRC\0\0\0".as_slice(), &[version], &(paths.len() as u32).to_be_bytes()].concat();
        for path in paths {
            let start = bytes.len();
            bytes.extend([0; 24]);
            bytes.extend(0o100_644_u32.to_be_bytes());
            bytes.extend([0; 12 + 20]);
            let extended = if version == 3 { 0x4000 } else { 0 };
            bytes.extend((path.len().min(0xfff) as u16 | extended).to_be_bytes());
            bytes.extend(vec![0; if version == 3 { 2 } else { 0 }]);
            bytes.extend(vec![0; usize::from(version == 4)]);
            bytes.extend(path.as_bytes());
            let padding = if version == 4 { 1 } else { 8 - (bytes.len() - start) % 8 };
            bytes.extend(vec![0; padding]);
        }
        bytes.extend(b"TREE\0\0\0\x02ab");
        bytes.extend([7; 20]);
        bytes
    }

    #[test]
    fn any_index_is_read_or_refused() {
        let long = "x/".repeat(2500) + "port.yml";
        let seeds = [2, 3, 4].map(|version| index(version, &["a/port.yml", "b", &long, "port.yml"]));
        hammer(&seeds, 30_000, check);
    }
}
