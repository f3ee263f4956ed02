//! The parser: one pass over a text that builds its tree and collects its faults.

use crate::ground::source::{SourceFile, Span};
use crate::yaml::fault::{Fault, FaultKind};
use crate::yaml::line::shortened;
use crate::yaml::merge;
use crate::yaml::scalar::{self, Scalar};
use crate::yaml::syntax;
use crate::yaml::tag;
use crate::yaml::tree::{NodeData, NodeId, Record, Style, Tree};
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};
use std::collections::HashMap;
use std::sync::Arc;

/// Limits on the size and nesting of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep lists and maps may be nested, with aliases followed.
    pub depth: usize,
    /// How many nodes the aliases of a file may expand to.
    pub aliased: usize,
    /// How many bytes a file may have.
    pub bytes: usize,
}

impl Limits {
    /// Far more than a model or a `port.yml` needs, and still parsed within milliseconds.
    pub const DEFAULT: Self = Self { depth: 64, aliased: 100_000, bytes: 4 << 20 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The result of parsing a text.
#[derive(Debug)]
pub struct Parsed {
    /// `None` if the text is not YAML or exceeds a limit. The first of two equal keys is kept, an undefined alias is
    /// null, and a number that cannot be represented is a string.
    pub tree: Option<Tree>,
    /// The problems, in the order they were found.
    pub faults: Vec<Fault>,
}

/// Parses YAML, or JSON, which is YAML.
pub fn parse(file: &Arc<SourceFile>, limits: &Limits) -> Parsed {
    if file.text.len() > limits.bytes {
        let message = format!("the file has {} bytes, which is over the limit of {}", file.text.len(), limits.bytes);
        let fault =
            Fault::new(FaultKind::TooLarge, Span::default(), message, "too large", "split it into several files");
        return Parsed { tree: None, faults: vec![fault] };
    }
    // A node takes about eight bytes of text in practice; reserving that avoids most reallocations.
    let guess = file.text.len() / 8;
    let mut builder = Builder {
        text: &file.text,
        limits,
        tree: Tree {
            file: Arc::clone(file),
            records: Vec::with_capacity(guess),
            links: Vec::with_capacity(guess),
            unescaped: String::new(),
            documents: Vec::new(),
        },
        // Enough for nearly all files, to avoid repeated reallocation.
        pending: Vec::with_capacity(64),
        frames: Vec::with_capacity(16),
        anchors: HashMap::new(),
        aliased: 0,
        read_to: 0,
        faults: Vec::new(),
    };
    match builder.run() {
        Ok(()) => Parsed { tree: Some(builder.tree), faults: builder.faults },
        Err(fatal) => {
            // The cause of a fatal fault may have been reported already; report it once.
            builder.faults.retain(|fault| fault.span.end <= fatal.span.start || fault.span.start >= fatal.span.end);
            // Of `*Pay* API`, only that it is text.
            let line = |fault: &Fault| file.line_of(fault.span.start as usize);
            builder.faults.retain(|fault| fault.kind != FaultKind::UndefinedAlias || line(fault) != line(&fatal));
            builder.faults.push(*fatal);
            Parsed { tree: None, faults: builder.faults }
        }
    }
}

type Fatal = Box<Fault>;

/// A collection that is not closed yet.
struct Frame {
    id: NodeId,
    /// The index of its first member in `pending`.
    base: usize,
    anchor: usize,
    /// How many nodes it contains and how deep it is, with aliases followed.
    size: usize,
    height: usize,
}

/// An anchored node; open while it is being built.
struct Anchor {
    id: NodeId,
    size: usize,
    height: usize,
    open: bool,
}

struct Builder<'s> {
    text: &'s str,
    limits: &'s Limits,
    tree: Tree,
    /// The members parsed so far of every open collection, the innermost last.
    pending: Vec<NodeId>,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchor>,
    aliased: usize,
    /// Where the last scalar or alias ended.
    read_to: usize,
    faults: Vec<Fault>,
}

impl<'s> Builder<'s> {
    fn run(&mut self) -> Result<(), Fatal> {
        let options = granit_parser::options! {
            emit_comments: false,
            emit_unresolved_aliases: true,
            flow_nesting_limit: self.limits.depth,
            block_nesting_limit: self.limits.depth,
        };
        let text = self.text;
        syntax::repeated_byte_order_mark(text).map_or(Ok(()), |fault| Err(Box::new(fault)))?;
        for step in Parser::new_from_str_with_options(text, options) {
            let (event, span) = step.map_err(|error| self.fatal(&error))?;
            let bytes = span.byte_range().map_or_else(Span::default, |range| Span::new(range.start, range.end));
            // Other events have the position of the next token, which may be the faulty one.
            if matches!(event, Event::Scalar(..) | Event::Alias(_) | Event::UnresolvedAlias(_)) {
                self.read_to = bytes.end as usize;
            }
            match event {
                Event::Scalar(value, style, anchor, tag) => {
                    let tag = tag.as_deref().map(|tag| (tag, tag::span(&span, bytes)));
                    self.scalar(&value, style, anchor, tag, bytes);
                }
                Event::SequenceStart(style, anchor, tag) => {
                    let tag = tag.as_deref().map(|tag| (tag, tag::span(&span, bytes)));
                    self.open(NodeData::Sequence { first: 0, count: 0 }, style, anchor, tag, bytes)?;
                }
                Event::MappingStart(style, anchor, tag) => {
                    let tag = tag.as_deref().map(|tag| (tag, tag::span(&span, bytes)));
                    self.open(NodeData::Mapping { first: 0, count: 0 }, style, anchor, tag, bytes)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.close(bytes)?,
                Event::Alias(anchor) => self.alias(anchor, bytes)?,
                Event::UnresolvedAlias(name) => self.undefined(&name, bytes),
                // Other events, including any the crate adds, do not create nodes.
                _ => {}
            }
        }
        Ok(())
    }

    fn fatal(&self, error: &granit_parser::ScanError) -> Fatal {
        let starts = self.frames.iter().rev().map(|frame| self.tree.records[frame.id.0 as usize].span.start as usize);
        let open = starts.take(1).find(|start| self.text[*start..].starts_with(['[', '{']));
        let (text, read_to, depth) = (self.text, self.read_to, self.limits.depth);
        Box::new(syntax::fault(&syntax::ParserError { text, error, read_to, open, depth }))
    }

    fn push(&mut self, span: Span, style: Style, data: NodeData) -> NodeId {
        let id = NodeId(self.tree.records.len() as u32);
        self.tree.records.push(Record { span, style, data });
        id
    }

    /// Adds a finished node to the innermost open collection.
    fn attach(&mut self, id: NodeId, size: usize, height: usize) {
        match self.frames.last_mut() {
            None => self.tree.documents.push(id),
            Some(frame) => {
                frame.size = frame.size.saturating_add(size);
                frame.height = frame.height.max(height + 1);
                self.pending.push(id);
            }
        }
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, anchor: usize, tag: Option<(&Tag, Span)>, at: Span) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let (span, data) = if style == Style::Plain && at.is_empty() {
            (self.after_colon(at), NodeData::Null)
        } else {
            let span = if matches!(style, Style::Literal | Style::Folded) { self.trimmed(at) } else { at };
            (span, self.data(value, style == Style::Plain, span, tag.is_none()))
        };
        let data = match tag {
            Some((tag, tag_span)) => match tag::check_scalar(tag, tag_span, &data, value, &self.text[span.range()]) {
                tag::Verdict::Keep => data,
                tag::Verdict::Text => self.text_of(if span.is_empty() { "" } else { value }),
                tag::Verdict::Reject(fault) => {
                    self.faults.push(*fault);
                    data
                }
            },
            None => data,
        };
        let id = self.push(span, style, data);
        if anchor > 0 {
            self.anchors.insert(anchor, Anchor { id, size: 1, height: 0, open: false });
        }
        self.attach(id, 1, 0);
    }

    fn data(&mut self, value: &str, plain: bool, span: Span, untagged: bool) -> NodeData {
        if plain {
            match scalar::resolve(value) {
                Scalar::Null => return NodeData::Null,
                Scalar::Bool(value) => return NodeData::Bool(value),
                Scalar::Number(number) => return NodeData::Number(number),
                Scalar::Unrepresentable if untagged => self.unrepresentable(span),
                Scalar::Unrepresentable | Scalar::Text => {}
            }
        }
        self.text_of(value)
    }

    /// Stores text as a span of the source if the parser borrowed it from there.
    fn text_of(&mut self, value: &str) -> NodeData {
        let start = (value.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        let end = start.wrapping_add(value.len());
        if self.text.get(start..end) == Some(value) {
            return NodeData::Text(Span::new(start, end));
        }
        let start = self.tree.unescaped.len();
        self.tree.unescaped.push_str(value);
        NodeData::Unescaped(Span::new(start, self.tree.unescaped.len()))
    }

    fn unrepresentable(&mut self, span: Span) {
        let text = &self.text[span.range()];
        let raw = shortened(text);
        let nearest = text
            .parse::<f64>()
            .ok()
            .filter(|_| text.bytes().any(|byte| byte.is_ascii_digit()) && !text.contains(['e', 'E']));
        let (message, help) = match nearest {
            Some(nearest) => (
                format!("Port reads the number `{raw}` as `{nearest:.0}`"),
                format!("write `{nearest:.0}`, or quote it to use it as a string: `\"{raw}\"`"),
            ),
            None => (
                format!("JSON cannot represent the number `{raw}`"),
                format!("write a finite number, or quote it to use it as a string: `\"{raw}\"`"),
            ),
        };
        self.faults.push(Fault::new(FaultKind::UnrepresentableNumber, span, message, "not representable", help));
    }

    fn open(
        &mut self,
        data: NodeData,
        style: StructureStyle,
        anchor: usize,
        tag: Option<(&Tag, Span)>,
        at: Span,
    ) -> Result<(), Fatal> {
        if self.frames.len() >= self.limits.depth {
            return Err(Box::new(syntax::too_deep(at, self.limits.depth)));
        }
        if let Some((tag, tag_span)) = tag {
            self.faults.extend(tag::check_collection(tag, tag_span, &data));
        }
        let style = match style {
            StructureStyle::Block => Style::Block,
            StructureStyle::Flow => Style::Flow,
        };
        let at =
            if style == Style::Block && matches!(data, NodeData::Sequence { .. }) { self.first_dash(at) } else { at };
        let id = self.push(at, style, data);
        if anchor > 0 {
            self.anchors.insert(anchor, Anchor { id, size: 0, height: 0, open: true });
        }
        self.frames.push(Frame { id, base: self.pending.len(), anchor, size: 1, height: 0 });
        Ok(())
    }

    fn close(&mut self, at: Span) -> Result<(), Fatal> {
        let frame = self.frames.pop().expect("the parser closes what it opened");
        let index = frame.id.0 as usize;
        let start = self.tree.records[index].span.start as usize;
        let is_map = matches!(self.tree.records[index].data, NodeData::Mapping { .. });
        // The parser ends a block collection where the next token starts; end it where its last member ends instead.
        let bracketed = self.tree.records[index].style == Style::Flow && self.text[start..].starts_with(['[', '{']);
        let end = match self.pending[frame.base..].last() {
            Some(last) if !bracketed => self.tree.records[last.0 as usize].span.end as usize,
            _ => at.end as usize,
        };
        self.tree.records[index].span = Span::new(start, end);

        let first = self.tree.links.len() as u32;
        if is_map {
            let members = self.pending.split_off(frame.base);
            merge::entries(&mut self.tree, &members, &mut self.faults);
            let count = (self.tree.links.len() as u32 - first) / 2;
            self.tree.records[index].data = NodeData::Mapping { first, count };
        } else {
            self.tree.links.extend(self.pending.drain(frame.base..));
            let count = self.tree.links.len() as u32 - first;
            self.tree.records[index].data = NodeData::Sequence { first, count };
        }
        if let Some(anchor) = self.anchors.get_mut(&frame.anchor) {
            *anchor = Anchor { id: frame.id, size: frame.size, height: frame.height, open: false };
        }
        self.attach(frame.id, frame.size, frame.height);
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: Span) -> Result<(), Fatal> {
        let name = shortened(&self.text[at.range()]);
        let Some(Anchor { id, size, height, open: false }) = self.anchors.get(&anchor) else {
            self.faults.push(Fault::new(
                FaultKind::RecursiveAlias,
                at,
                format!("alias `{name}` is inside the value it refers to"),
                "endless recursion",
                "write the value out, or move the anchor to a smaller value",
            ));
            let id = self.push(at, Style::Plain, NodeData::Null);
            self.attach(id, 1, 0);
            return Ok(());
        };
        let (target, size, height) = (*id, *size, *height);
        self.aliased = self.aliased.saturating_add(size);
        if self.aliased > self.limits.aliased {
            let message = format!("the aliases of this file expand to more than {} nodes", self.limits.aliased);
            let help = "write the values out, or nest the aliases less";
            return Err(Box::new(Fault::new(FaultKind::TooManyAliases, at, message, "one too many", help)));
        }
        if self.frames.len() + height > self.limits.depth {
            return Err(Box::new(syntax::too_deep(at, self.limits.depth)));
        }
        let id = self.push(at, Style::Plain, NodeData::Alias(target));
        self.attach(id, size, height);
        Ok(())
    }

    fn undefined(&mut self, name: &str, at: Span) {
        let name = shortened(name);
        let message = format!("alias `*{name}` has no anchor `&{name}` before it");
        let help = format!("if it is a string, quote it: `\"*{name}\"`");
        self.faults.push(Fault::new(FaultKind::UndefinedAlias, at, message, "undefined alias", help));
        let id = self.push(at, Style::Plain, NodeData::Null);
        self.attach(id, 1, 0);
    }

    /// Moves an absent value, which the parser puts at the end of its key, to after the colon.
    fn after_colon(&self, at: Span) -> Span {
        let rest = &self.text[at.end as usize..];
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if rest[blank..].starts_with(':') {
            let after = at.end as usize + blank + 1;
            return Span::new(after, after);
        }
        at
    }

    /// Moves the start of a list to its first dash. The parser starts a list that is not indented below its key after
    /// it.
    fn first_dash(&self, at: Span) -> Span {
        let start = at.start as usize;
        let holder = self.frames.last().map(|frame| &self.tree.records[frame.id.0 as usize].data);
        let is_value = matches!(holder, Some(NodeData::Mapping { .. }));
        let Some(key) = self.pending.last().filter(|_| is_value) else { return at };
        let from = self.tree.records[key.0 as usize].span.end as usize;
        let mut line = from;
        for text in self.text[from..start].split_inclusive('\n') {
            if line > from && text.trim_start().starts_with('-') {
                return Span::new(line + text.len() - text.trim_start().len(), start);
            }
            line += text.len();
        }
        at
    }

    /// Returns the span of a block scalar without the blank lines after it.
    fn trimmed(&self, at: Span) -> Span {
        let text = &self.text[at.range()];
        Span::new(at.start as usize, at.start as usize + text.trim_end().len())
    }
}

#[cfg(test)]
mod tests;
