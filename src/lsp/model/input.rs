//! The inputs of forms: where each is declared, and where the same resource names it.

use crate::ground::path::Path;
use crate::ground::source::Location;
use crate::kind::template::{Chain, chains_of, jq_chains, texts};
use crate::kind::workflow::Graph;
use crate::lint::model::{Expression, Form, expressions, text_part};
use crate::model::Declaration;

/// An input of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// The index of the declaration that has the form.
    pub declaration: usize,
    /// The path of `userInputs`.
    pub form: Path,
    pub name: String,
}

/// A place that declares or names an input.
#[derive(Clone, Debug)]
pub(super) struct InputPlace {
    pub input: Input,
    pub place: Location,
    pub declares: bool,
}

/// Every place of a declaration that declares or names an input.
pub(super) fn inputs(declaration: &Declaration) -> Vec<InputPlace> {
    let forms = Form::all(declaration);
    // Most kinds have no forms, and finding expressions takes time.
    if forms.is_empty() {
        return Vec::new();
    }
    let expressions = expressions(declaration);
    let mut found = Vec::new();
    for form in &forms {
        let mut add = |name: &str, place: Location, declares: bool| {
            if form.inputs.contains_key(name) {
                let input = Input { declaration: declaration.index, form: form.at.clone(), name: name.to_owned() };
                found.push(InputPlace { input, place, declares });
            }
        };
        for name in form.names() {
            add(name, declaration.key_location(&form.input(name)), true);
        }
        for (at, name) in listed(form, declaration) {
            add(name, declaration.value(&at), false);
        }
        let is_of_form = |at: &Path| form.at.is_prefix_of(at);
        for expression in expressions.iter().filter(|one| is_of_form(&one.at) && one.input == "form") {
            for chain in chains_of(expression.text, expression.part.clone()) {
                name_after(&chain, &["form"], declaration, &expression.at, &mut add);
            }
        }
        let Some(form_value) = form.at.find(&declaration.body) else { continue };
        for (at, text) in texts(&form.at, form_value).iter().filter(|(at, _)| at.last_key() == Some("jqQuery")) {
            for chain in jq_chains(text) {
                name_after(&chain, &["form"], declaration, at, &mut add);
            }
        }
        in_templates(form, &forms, declaration, &expressions, &mut add);
    }
    found
}

type Add<'a> = dyn FnMut(&str, Location, bool) + 'a;

fn name_after(chain: &Chain<'_>, beginning: &[&str], declaration: &Declaration, at: &Path, add: &mut Add<'_>) {
    if let Some((name, part)) = chain.after(beginning) {
        add(name, text_part(declaration, at, &part), false);
    }
}

/// The names in templates. Those of an action read its form; the nodes of a workflow read a form as the output of its trigger.
fn in_templates(
    form: &Form<'_>,
    forms: &[Form<'_>],
    declaration: &Declaration,
    expressions: &[Expression<'_>],
    add: &mut Add<'_>,
) {
    let trigger = match Graph::of(declaration.kind, &declaration.body) {
        Some(graph) => {
            graph.nodes.iter().find(|node| form.at.0.get(1) == Some(&node.at.into())).map(|one| one.identifier)
        }
        None if forms.first().is_some_and(|first| first.at == form.at) => None,
        None => return,
    };
    let beginning = trigger.map_or_else(|| vec!["inputs"], |trigger| vec!["outputs", trigger]);
    for expression in expressions.iter().filter(|one| !form.at.is_prefix_of(&one.at)) {
        for chain in chains_of(expression.text, expression.part.clone()) {
            name_after(&chain, &beginning, declaration, &expression.at, add);
        }
    }
}

/// The names in lists of inputs, and those that the contexts beside a form give an entity to.
fn listed<'d>(form: &Form<'_>, declaration: &'d Declaration) -> Vec<(Path, &'d str)> {
    let above = form.at.first(form.at.0.len().saturating_sub(1));
    let steps = form.at.child("steps");
    let body = &declaration.body;
    let mut lists = vec![form.at.child("required"), form.at.child("order")];
    lists.extend(steps.elements(body).map(|step| step.child("order")));
    lists.extend(form.names().into_iter().map(|name| form.input(name).child("dependsOn")));
    let mut places: Vec<Path> = lists.iter().flat_map(|list| list.elements(body)).collect();
    let contexts = above.child("contexts");
    places.extend(contexts.elements(body).map(|context| context.child("userInput")));
    places.into_iter().filter_map(|at| Some((at.clone(), at.find(body)?.as_str()?))).collect()
}
