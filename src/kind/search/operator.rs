//! The operators of search queries.

use crate::ground::closest::closest;

/// Operators that take the same kinds of properties and values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Whether there is a value at all.
    Emptiness,
    /// Whether a timer has run out.
    Expiry,
    /// Equal or not.
    Equality,
    /// Smaller or larger.
    Order,
    /// Within a range of dates.
    Range,
    /// Part of a string, or an element of a list.
    Containment,
    /// The beginning or end of a string.
    Affix,
    /// One of several values.
    Membership,
    /// Related to an entity of a blueprint, by any path.
    Relation,
    /// Related to an entity by one path.
    Path,
}

/// The shape of value that an operator takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A string, a number, a boolean, or null.
    Scalar,
    /// A string.
    Text,
    /// A number, or a date and time.
    Ordered,
    /// A list of strings, numbers or booleans.
    List,
    /// `{from, to}` or `{preset}`.
    Range,
    /// An identifier, or a list of identifiers.
    Identifiers,
}

/// One operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    /// As Port writes it.
    pub(crate) name: &'static str,
    /// The class it belongs to.
    pub(crate) class: Class,
}

/// Every operator that Port documents.
pub(crate) const OPERATORS: &[Operator] = &[
    Operator::new("=", Class::Equality),
    Operator::new("!=", Class::Equality),
    Operator::new(">", Class::Order),
    Operator::new(">=", Class::Order),
    Operator::new("<", Class::Order),
    Operator::new("<=", Class::Order),
    Operator::new("isEmpty", Class::Emptiness),
    Operator::new("isNotEmpty", Class::Emptiness),
    Operator::new("isExpired", Class::Expiry),
    Operator::new("isNotExpired", Class::Expiry),
    Operator::new("between", Class::Range),
    Operator::new("notBetween", Class::Range),
    Operator::new("contains", Class::Containment),
    Operator::new("doesNotContains", Class::Containment),
    Operator::new("containsAny", Class::Membership),
    Operator::new("in", Class::Membership),
    Operator::new("notIn", Class::Membership),
    Operator::new("beginsWith", Class::Affix),
    Operator::new("doesNotBeginsWith", Class::Affix),
    Operator::new("endsWith", Class::Affix),
    Operator::new("doesNotEndsWith", Class::Affix),
    Operator::new("relatedTo", Class::Relation),
    Operator::new("matchAny", Class::Path),
];

/// Names of operators in other languages, in lower case and without spaces.
const SYNONYMS: &[(&str, &str)] = &[
    ("==", "="),
    ("===", "="),
    ("eq", "="),
    ("equals", "="),
    ("equal", "="),
    ("is", "="),
    ("!==", "!="),
    ("<>", "!="),
    ("ne", "!="),
    ("neq", "!="),
    ("notequals", "!="),
    ("isnot", "!="),
    ("gt", ">"),
    ("greaterthan", ">"),
    ("gte", ">="),
    ("ge", ">="),
    ("=>", ">="),
    ("lt", "<"),
    ("lessthan", "<"),
    ("lte", "<="),
    ("le", "<="),
    ("=<", "<="),
    ("isnull", "isEmpty"),
    ("notexists", "isEmpty"),
    ("isnotnull", "isNotEmpty"),
    ("exists", "isNotEmpty"),
    ("notempty", "isNotEmpty"),
    ("expired", "isExpired"),
    ("notexpired", "isNotExpired"),
    ("includes", "contains"),
    ("notcontains", "doesNotContains"),
    ("anyof", "in"),
    ("oneof", "in"),
    ("noneof", "notIn"),
    ("nin", "notIn"),
    ("startswith", "beginsWith"),
    ("doesnotstartwith", "doesNotBeginsWith"),
    ("notbeginswith", "doesNotBeginsWith"),
    ("notendswith", "doesNotEndsWith"),
];

impl Operator {
    const fn new(name: &'static str, class: Class) -> Self {
        Self { name, class }
    }

    /// Returns the operator of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        OPERATORS.iter().copied().find(|operator| operator.name == name)
    }

    /// Returns the operator that was probably meant by `word`, among those that a query may have.
    pub(crate) fn suggested(word: &str, has: impl Fn(Self) -> bool) -> Option<&'static str> {
        let plain: String = word.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
        let plain = plain.to_lowercase();
        let candidates = || OPERATORS.iter().filter(|operator| has(**operator)).map(|operator| operator.name);
        let synonym = SYNONYMS.iter().find(|(other, _)| *other == plain).map(|(_, name)| *name);
        let synonym = synonym.filter(|name| candidates().any(|candidate| candidate == *name));
        synonym.or_else(|| candidates().find(|name| *name == word.trim())).or_else(|| closest(word, candidates()))
    }

    /// Returns the shape of its value, or `None` if it takes no value.
    pub(crate) fn shape(self) -> Option<Shape> {
        match self.class {
            Class::Emptiness | Class::Expiry => None,
            Class::Equality => Some(Shape::Scalar),
            Class::Order => Some(Shape::Ordered),
            Class::Range => Some(Shape::Range),
            Class::Containment | Class::Affix => Some(Shape::Text),
            Class::Membership => Some(Shape::List),
            Class::Relation | Class::Path => Some(Shape::Identifiers),
        }
    }
}
