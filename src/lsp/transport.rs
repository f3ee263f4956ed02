//! Reading and writing messages. One that cannot be read is answered with an error, and the next one is read.

use std::io::{self, BufRead, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use lsp_server::{ErrorCode, Message};
use serde_json::{Value, json};

use crate::model::Snapshot;
use crate::ops::editor::Titles;

/// What the server waits for: what the client sends, and answers of a portal.
#[derive(Debug)]
pub(super) enum Incoming {
    Message(Message),
    /// A message that is not one of the protocol, and the error that answers it.
    Invalid(Value),
    /// The blueprints of a portal, or why they could not be read.
    Blueprints(Box<Result<Snapshot, String>>),
    /// The entities of a blueprint of the portal, or why they could not be read.
    Entities(String, Result<Titles, String>),
    /// There are no more messages.
    End,
}

/// The maximum size of a message, in bytes. The largest file that is checked is far smaller.
const MAX_MESSAGE_BYTES: usize = 256 << 20;

/// How many messages wait to be handled, before the client has to wait.
const MAX_WAITING: usize = 256;

/// Reads messages in a thread of its own, up to the end of the input or a broken header. Others can send to the channel too.
pub(super) fn read_messages(mut input: impl BufRead + Send + 'static) -> (SyncSender<Incoming>, Receiver<Incoming>) {
    let (sender, receiver) = sync_channel(MAX_WAITING);
    let others = sender.clone();
    thread::spawn(move || {
        while read_one(&mut input, &sender).unwrap_or(false) {}
        // Nobody reads it if the server has ended.
        let _ = sender.send(Incoming::End);
    });
    (others, receiver)
}

/// Reads a message, and returns whether there may be another one.
fn read_one(input: &mut impl BufRead, sender: &SyncSender<Incoming>) -> io::Result<bool> {
    let Some(bytes) = read_content(input)? else { return Ok(false) };
    Ok(sender.send(parsed(&bytes)).is_ok())
}

/// Reads the headers and the content of a message.
fn read_content(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    /// Longer than all headers of a message.
    const MAX_HEADER_BYTES: u64 = 8 << 10;
    let mut length = None;
    loop {
        let mut line = String::new();
        if input.by_ref().take(MAX_HEADER_BYTES).read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').ok_or(io::ErrorKind::InvalidData)?;
        if name.trim().eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok().filter(|length| *length <= MAX_MESSAGE_BYTES);
        }
    }
    let length: usize = length.ok_or(io::ErrorKind::InvalidData)?;
    let mut content = Vec::new();
    input.by_ref().take(length as u64).read_to_end(&mut content)?;
    Ok((content.len() == length).then_some(content))
}

fn parsed(bytes: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return Incoming::Invalid(refusal(Value::Null, ErrorCode::ParseError, &error.to_string())),
    };
    let id = value.get("id").filter(|id| id.is_string() || id.is_number()).cloned().unwrap_or(Value::Null);
    let has_id = value.get("id").is_some();
    match serde_json::from_value(value).ok() {
        // A request whose identifier is not one would be read as a notification.
        Some(Message::Notification(_)) | None if has_id => {
            Incoming::Invalid(refusal(id, ErrorCode::InvalidRequest, "this is not a request or an answer"))
        }
        Some(message) => Incoming::Message(message),
        None => Incoming::Invalid(refusal(id, ErrorCode::InvalidRequest, "this is not a message of JSON-RPC")),
    }
}

fn refusal(id: Value, code: ErrorCode, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code as i32, "message": message } })
}

/// Writes JSON that is not a message of [`lsp_server`], such as an answer without an identifier.
pub(super) fn write_raw(output: &mut dyn Write, value: &Value) -> io::Result<()> {
    let text = value.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(input: &str) -> Vec<Incoming> {
        read_messages(io::Cursor::new(input.to_owned()))
            .1
            .into_iter()
            .take_while(|one| !matches!(one, Incoming::End))
            .collect()
    }

    #[test]
    fn a_message_that_is_not_valid_is_answered_and_the_next_is_read() {
        let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let good = framed(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        for (bad, code) in
            [("{", -32700), ("[]", -32600), (r#"{"id":1.5,"method":"x"}"#, -32600), (r#"{"id":7}"#, -32600)]
        {
            let found = messages(&(framed(bad) + &good));
            let [Incoming::Invalid(answer), Incoming::Message(_)] = &found[..] else { panic!("{bad}: {found:?}") };
            assert_eq!(answer["error"]["code"], code, "{bad}");
        }
        for bad in ["hello\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Length: 99999999999999\r\n\r\n{}", "\r\n"] {
            assert!(messages(&(bad.to_owned() + &good)).is_empty(), "{bad}");
        }
        assert!(messages("Content-Length: 10\r\n\r\n{}").is_empty(), "an input that ends early has no message");
    }
}
