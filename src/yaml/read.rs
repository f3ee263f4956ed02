//! Decoding a file's bytes into text that can be parsed.

use crate::ground::source::{SourceFile, Span};
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::parse::Limits;
use std::sync::Arc;

/// Decodes a file's bytes as UTF-8. If they are not UTF-8, are too many or contain a NUL, returns the fault and the
/// readable text before it.
pub fn decode(name: &str, bytes: &[u8], limits: &Limits) -> Result<Arc<SourceFile>, Box<(Arc<SourceFile>, Fault)>> {
    let fail = |upto: usize, kind, message: String, label: &str, help: &str| {
        let text = String::from_utf8_lossy(&bytes[..upto]).into_owned();
        let at = text.len();
        let fault = Fault::new(kind, Span::new(at, at), message, label, help);
        Err(Box::new((SourceFile::new(name, text), fault)))
    };
    if bytes.len() > limits.bytes {
        let message = format!("the file is {} bytes, and the limit is {}", bytes.len(), limits.bytes);
        return fail(0, FaultKind::TooLarge, message, "too large", "split it into several files");
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes {
        let message = "the file is UTF-16".to_owned();
        return fail(0, FaultKind::NotUtf8, message, "a UTF-16 byte order mark", "save it as UTF-8");
    }
    if let Some(at) = memchr::memchr(0, bytes) {
        let before = valid_prefix(&bytes[..at]);
        let message = "the file contains a NUL byte, so it is not text".to_owned();
        return fail(before, FaultKind::NotText, message, "a NUL byte", "save it as UTF-8 text");
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(name, text)),
        Err(error) => {
            let at = error.valid_up_to();
            let message = format!("the file is not valid UTF-8: unexpected byte 0x{:02x}", bytes[at]);
            fail(at, FaultKind::NotUtf8, message, "invalid byte", "save it as UTF-8")
        }
    }
}

fn valid_prefix(bytes: &[u8]) -> usize {
    str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (FaultKind, String) {
        let (file, fault) = *decode("a", bytes, &Limits::default()).expect_err("must be refused");
        (fault.kind, file.position(fault.span.start as usize).to_string())
    }

    #[test]
    fn the_first_bad_byte_has_a_line_and_a_column() {
        assert_eq!(refused(b"a: 1\nb: \xc3\xa9\xff"), (FaultKind::NotUtf8, "2:5".to_owned()));
        assert_eq!(refused(b"a: \0"), (FaultKind::NotText, "1:4".to_owned()));
        assert_eq!(refused(b"\xff\xfea\0"), (FaultKind::NotUtf8, "1:1".to_owned()));
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        assert_eq!(refused(&vec![b'a'; Limits::default().bytes + 1]).0, FaultKind::TooLarge);
    }
}
