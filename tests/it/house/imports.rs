//! The imports between files, and import cycles.

use std::collections::{BTreeMap, BTreeSet};

use super::code::Code;

/// The files of an import cycle, and the names that each imports from the others.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Circle {
    /// The paths of the files, sorted.
    pub files: Vec<String>,
    /// `a.rs takes Thing from b.rs`, for each import between two of them.
    pub ties: Vec<String>,
}

/// Every import cycle among the files of one crate. An import leads to the file that defines the item: re-exports are
/// followed.
pub(super) fn circles(files: &[&Code]) -> Vec<Circle> {
    let graph = Graph::new(files);
    let components = graph.components();
    components.into_iter().filter(|files| files.len() > 1).map(|files| graph.circle(&files)).collect()
}

/// Modules by their path, and for each pair of files the names that one imports from the other.
struct Graph<'c> {
    files: Vec<&'c Code>,
    /// `kind::blueprint` to the file that is this module.
    modules: BTreeMap<Vec<String>, usize>,
    /// The names that each file uses instead of full paths, and their paths.
    names: Vec<BTreeMap<String, Vec<String>>>,
    /// The paths that each file imports with `*`.
    globs: Vec<Vec<Vec<String>>>,
    /// From each file, to each other file: the names taken.
    edges: Vec<BTreeMap<usize, BTreeSet<String>>>,
}

impl<'c> Graph<'c> {
    fn new(files: &[&'c Code]) -> Self {
        let mut graph = Self {
            files: files.to_vec(),
            modules: BTreeMap::new(),
            names: Vec::new(),
            globs: Vec::new(),
            edges: Vec::new(),
        };
        for (nth, file) in files.iter().enumerate() {
            graph.modules.insert(file.modules().into_iter().map(str::to_owned).collect(), nth);
        }
        for (nth, file) in files.iter().enumerate() {
            let (mut names, mut globs) = (BTreeMap::new(), Vec::new());
            for (name, path) in file.imports() {
                let Some(path) = graph.rooted(nth, &path) else { continue };
                if name == "*" {
                    globs.push(path);
                } else {
                    names.insert(name, path);
                }
            }
            graph.names.push(names);
            graph.globs.push(globs);
        }
        graph.edges = (0..files.len()).map(|nth| graph.edges_from(nth)).collect();
        graph
    }

    /// A path as it is written in a file, from the crate's root and without `crate`; none where it leads to another
    /// crate or to what the file itself defines.
    fn rooted(&self, file: usize, path: &[String]) -> Option<Vec<String>> {
        let own: Vec<String> = self.files[file].modules().into_iter().map(str::to_owned).collect();
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([own, rest.to_vec()].concat()),
            _ => {
                let child = [own, vec![first.clone()]].concat();
                self.modules.contains_key(&child).then(|| [child, rest.to_vec()].concat())
            }
        }
    }

    fn edges_from(&self, file: usize) -> BTreeMap<usize, BTreeSet<String>> {
        let mut edges: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (_, path) in self.files[file].paths() {
            // `use crate::yaml::{self}` names a module; the items that are used from it are elsewhere.
            let path = match &path[..] {
                [module @ .., last] if last == "self" && !module.is_empty() => module,
                all => all,
            };
            let path = match self.names[file].get(&path[0]) {
                Some(full) => Some([full, &path[1..]].concat()),
                None => self.rooted(file, path),
            };
            let Some((to, name)) = path.and_then(|path| self.definition(&path, &mut BTreeSet::new())) else { continue };
            if to != file {
                edges.entry(to).or_default().insert(name);
            }
        }
        edges
    }

    /// The file that defines what a path from the root names, and the name it has there; none for a module.
    fn definition(&self, path: &[String], seen: &mut BTreeSet<Vec<String>>) -> Option<(usize, String)> {
        if !seen.insert(path.to_vec()) {
            return None;
        }
        let depth = (0..=path.len()).rev().find(|depth| self.modules.contains_key(&path[..*depth]))?;
        // A module may share its name with an item beside it: `pub use step::step`.
        let depth = if depth == path.len() { depth.checked_sub(1)? } else { depth };
        let file = *self.modules.get(&path[..depth])?;
        let (name, inside) = path[depth..].split_first()?;
        let follow = |target: &[String], seen: &mut _| self.definition(&[target, inside].concat(), seen);
        if let Some(target) = self.names[file].get(name) {
            return follow(target, seen);
        }
        if self.modules.contains_key(&path[..=depth]) {
            return None;
        }
        if self.files[file].defines(name) {
            return Some((file, name.clone()));
        }
        let globs = self.globs[file].iter().map(|target| [target, std::slice::from_ref(name)].concat());
        let mut found = globs.filter_map(|target| follow(&target, seen));
        found.next().or_else(|| Some((file, name.clone())))
    }

    /// The strongly connected components, by Tarjan's algorithm.
    fn components(&self) -> Vec<Vec<usize>> {
        let mut walk =
            Walk { order: vec![None; self.files.len()], lowest: vec![0; self.files.len()], ..Walk::default() };
        for file in 0..self.files.len() {
            if walk.order[file].is_none() {
                walk.visit(file, &self.edges);
            }
        }
        walk.components
    }

    fn circle(&self, files: &[usize]) -> Circle {
        let path = |file: usize| self.files[file].path.clone();
        let mut ties = Vec::new();
        for from in files {
            for (to, names) in self.edges[*from].iter().filter(|(to, _)| files.contains(to)) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                ties.push(format!("{} takes `{}` from {}", path(*from), names.join("`, `"), path(*to)));
            }
        }
        ties.sort();
        let mut files: Vec<String> = files.iter().map(|file| path(*file)).collect();
        files.sort();
        Circle { files, ties }
    }
}

/// The state of Tarjan's walk through a graph.
#[derive(Default)]
struct Walk {
    /// When each file was visited.
    order: Vec<Option<usize>>,
    /// The earliest file that each one leads back to.
    lowest: Vec<usize>,
    open: Vec<usize>,
    visited: usize,
    components: Vec<Vec<usize>>,
}

impl Walk {
    fn visit(&mut self, file: usize, edges: &[BTreeMap<usize, BTreeSet<String>>]) {
        let order = self.visited;
        self.visited += 1;
        self.order[file] = Some(order);
        self.lowest[file] = order;
        self.open.push(file);
        for next in edges[file].keys().copied() {
            match self.order[next] {
                None => {
                    self.visit(next, edges);
                    self.lowest[file] = self.lowest[file].min(self.lowest[next]);
                }
                Some(order) if self.open.contains(&next) => self.lowest[file] = self.lowest[file].min(order),
                Some(_) => {}
            }
        }
        if self.lowest[file] == order {
            let start = self.open.iter().position(|open| *open == file).expect("a visited file is open until here");
            self.components.push(self.open.split_off(start));
        }
    }
}
