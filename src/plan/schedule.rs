//! The fewest writes that complete all units, when a write may depend only on earlier writes.
//!
//! A unit is a resource, and an atom is a part of it. A write includes every atom of its unit whose needs are met.
//! Nearly always each unit takes one write. If needs form a cycle across units, some unit must be written twice, and
//! the choice decides the total number of writes. Small cycles are searched exhaustively. For larger ones, the unit
//! that allows most others to be completed is written next.

use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// A part of a unit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Atom {
    pub unit: usize,
    /// Atoms that must be written before, or in the same write if they belong to the same unit.
    pub needs: BTreeSet<usize>,
    /// Atoms that must be written by an earlier write, even if they belong to the same unit.
    pub needs_before: BTreeSet<usize>,
}

/// One write of a unit, with its atoms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Write {
    pub unit: usize,
    /// The atoms, ascending.
    pub atoms: Vec<usize>,
}

/// The most candidates for the next partial write for which all orders are searched.
const MAX_SEARCHED_CANDIDATES: usize = 12;
/// The most orders that are tried before the search gives up.
const MAX_SEARCHED_ORDERS: usize = 2_000;

/// Returns the writes in order, with units ascending as far as needs allow. Atoms whose needs no order can satisfy come
/// last, with all atoms of a unit in one write, so that the portal reports what is wrong with them.
pub(crate) fn schedule(atoms: &[Atom], units: usize) -> Vec<Write> {
    let mut run = Run::new(atoms, units);
    run.complete_all();
    while !run.pending.is_empty() {
        let Some(unit) = best_partial(&run) else {
            run.force_rest();
            break;
        };
        run.write(unit);
        run.complete_all();
    }
    run.writes
}

#[derive(Clone)]
struct Run<'a> {
    atoms: &'a [Atom],
    /// The atoms of each unit, and the units that need one of them.
    units: Rc<Vec<(Vec<usize>, BTreeSet<usize>)>>,
    /// Units that may have become ready since they were last checked.
    to_check: BTreeSet<usize>,
    done: Vec<bool>,
    /// Units with atoms that are not done.
    pending: BTreeSet<usize>,
    writes: Vec<Write>,
}

impl<'a> Run<'a> {
    fn new(atoms: &'a [Atom], units: usize) -> Self {
        let mut units_of = vec![(Vec::new(), BTreeSet::new()); units];
        for (nth, atom) in atoms.iter().enumerate() {
            units_of[atom.unit].0.push(nth);
            for need in atom.needs.iter().chain(&atom.needs_before) {
                units_of[atoms[*need].unit].1.insert(atom.unit);
            }
        }
        let pending: BTreeSet<usize> = (0..units).filter(|unit| !units_of[*unit].0.is_empty()).collect();
        let to_check = pending.clone();
        Self { atoms, units: units_of.into(), to_check, done: vec![false; atoms.len()], pending, writes: Vec::new() }
    }

    /// Returns the atoms that a write of this unit would include now.
    fn ready(&self, unit: usize) -> Vec<usize> {
        let waiting: Vec<usize> = self.units[unit].0.iter().copied().filter(|atom| !self.done[*atom]).collect();
        let met = |need: &usize| self.done[*need];
        let mut taken: BTreeSet<usize> =
            waiting.iter().copied().filter(|atom| self.atoms[*atom].needs_before.iter().all(met)).collect();
        // Drop atoms with unmet needs until none is left.
        loop {
            let kept: BTreeSet<usize> = taken
                .iter()
                .copied()
                .filter(|atom| self.atoms[*atom].needs.iter().all(|need| met(need) || taken.contains(need)))
                .collect();
            if kept.len() == taken.len() {
                return kept.into_iter().collect();
            }
            taken = kept;
        }
    }

    fn completes(&self, unit: usize) -> bool {
        let left = self.units[unit].0.iter().filter(|atom| !self.done[**atom]).count();
        left > 0 && self.ready(unit).len() == left
    }

    /// Writes every unit that one write completes, until there is none. Such a write is needed in any case.
    fn complete_all(&mut self) {
        while let Some(unit) = self.to_check.pop_first() {
            if self.completes(unit) {
                self.write(unit);
            }
        }
    }

    fn write(&mut self, unit: usize) {
        let atoms = self.ready(unit);
        self.take(unit, atoms);
    }

    fn take(&mut self, unit: usize, atoms: Vec<usize>) {
        for atom in &atoms {
            self.done[*atom] = true;
        }
        self.to_check.extend(&self.units[unit].1);
        if self.units[unit].0.iter().all(|atom| self.done[*atom]) {
            self.pending.remove(&unit);
        }
        self.writes.push(Write { unit, atoms });
    }

    fn force_rest(&mut self) {
        for unit in self.pending.clone() {
            let rest = self.units[unit].0.iter().copied().filter(|atom| !self.done[*atom]).collect();
            self.take(unit, rest);
        }
    }

    /// Returns the units for which a partial write would include an atom.
    fn partial_candidates(&self) -> Vec<usize> {
        self.pending.iter().copied().filter(|unit| !self.ready(*unit).is_empty()).collect()
    }
}

/// Returns the first of the fewest partial writes that complete everything, or `None` if no write can include an atom.
fn best_partial(run: &Run) -> Option<usize> {
    let choices = run.partial_candidates();
    let mut orders_left = MAX_SEARCHED_ORDERS;
    let searched = if choices.len() <= MAX_SEARCHED_CANDIDATES { choices.len() } else { 0 };
    for extra in 1..=searched {
        let mut seen = HashSet::new();
        match search(run, extra, &mut orders_left, &mut seen) {
            Search::Found(unit) => return Some(unit),
            Search::TooLarge => break,
            Search::None => {}
        }
    }
    // The unit that allows most others to be completed, or the first of several.
    choices.into_iter().max_by_key(|unit| {
        let mut next = run.clone();
        next.write(*unit);
        next.complete_all();
        (run.pending.len() - next.pending.len(), std::cmp::Reverse(*unit))
    })
}

enum Search {
    Found(usize),
    None,
    TooLarge,
}

/// Returns the first of at most `extra` partial writes that complete everything.
fn search(run: &Run, extra: usize, orders_left: &mut usize, seen: &mut HashSet<(usize, Vec<bool>)>) -> Search {
    for unit in run.partial_candidates() {
        if *orders_left == 0 {
            return Search::TooLarge;
        }
        *orders_left -= 1;
        let mut next = run.clone();
        next.write(unit);
        next.complete_all();
        if next.pending.is_empty() {
            return Search::Found(unit);
        }
        if extra == 1 || !seen.insert((extra, next.done.clone())) {
            continue;
        }
        match search(&next, extra - 1, orders_left, seen) {
            Search::Found(_) => return Search::Found(unit),
            Search::TooLarge => return Search::TooLarge,
            Search::None => {}
        }
    }
    Search::None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(unit: usize, needs: &[usize], needs_before: &[usize]) -> Atom {
        Atom { unit, needs: needs.iter().copied().collect(), needs_before: needs_before.iter().copied().collect() }
    }

    fn units(writes: &[Write]) -> Vec<usize> {
        writes.iter().map(|write| write.unit).collect()
    }

    #[test]
    fn dependencies_come_first_and_each_unit_is_written_once() {
        let atoms = [atom(0, &[], &[]), atom(0, &[3], &[]), atom(1, &[], &[]), atom(2, &[], &[]), atom(1, &[1], &[])];
        assert_eq!(units(&schedule(&atoms, 3)), [2, 0, 1]);
    }

    #[test]
    fn two_that_need_each_other_take_three_writes() {
        // Atoms 0 and 2 make the units, 1 and 3 relate them.
        let atoms = [atom(0, &[], &[]), atom(0, &[2], &[]), atom(1, &[], &[]), atom(1, &[0], &[])];
        assert_eq!(units(&schedule(&atoms, 2)), [0, 1, 0]);
    }

    #[test]
    fn one_that_needs_itself_takes_two() {
        let atoms = [atom(0, &[], &[]), atom(0, &[], &[0])];
        assert_eq!(schedule(&atoms, 1), [Write { unit: 0, atoms: vec![0] }, Write { unit: 0, atoms: vec![1] }]);
    }

    #[test]
    fn cycles_that_share_a_node_are_broken_at_that_node() {
        // Unit 4 and each of 0..4 need each other: cutting at 4 costs one write, cutting elsewhere four.
        let mut atoms: Vec<Atom> = (0..5).map(|unit| atom(unit, &[], &[])).collect();
        for unit in 0..4 {
            atoms.push(atom(unit, &[4], &[]));
            atoms.push(atom(4, &[unit], &[]));
        }
        assert_eq!(schedule(&atoms, 5).len(), 6);
    }

    #[test]
    fn atoms_that_no_order_satisfies_are_still_written() {
        let atoms = [atom(0, &[1], &[]), atom(1, &[0], &[])];
        assert_eq!(units(&schedule(&atoms, 2)), [0, 1]);
    }

    #[test]
    fn a_large_graph_is_scheduled_quickly_and_every_atom_is_written_once() {
        let units = 60;
        let mut atoms: Vec<Atom> = (0..units).map(|unit| atom(unit, &[], &[])).collect();
        for unit in 0..units {
            for step in [1, 7, 13] {
                atoms.push(atom(unit, &[(unit + step) % units], &[]));
            }
        }
        let writes = schedule(&atoms, units);
        let mut written: Vec<usize> = writes.iter().flat_map(|write| write.atoms.clone()).collect();
        written.sort_unstable();
        assert_eq!(written, (0..atoms.len()).collect::<Vec<_>>());
    }
}
