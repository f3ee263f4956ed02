//! Cycles of required relations between entities.

use std::collections::BTreeMap;

use crate::lint::port::index::{FileSpan, Index, LocatedIdentifier};

impl<'s> Index<'s> {
    /// Returns the cycles in which each entity requires a relation to the next one, and the last to the first. Each
    /// entity has the place of its relation; the first one in the repository comes first. Of cycles that share an
    /// entity, only one is returned.
    pub(crate) fn required_cycles(&self) -> Vec<Vec<LocatedIdentifier<'s>>> {
        let next = self.required();
        let mut cycles = Vec::new();
        // The definitions that were visited, and the walk that visited them.
        let mut walked: BTreeMap<u32, u32> = BTreeMap::new();
        for start in next.keys().rev().copied() {
            let mut at = start;
            while !walked.contains_key(&at) {
                walked.insert(at, start);
                let Some((following, _)) = next.get(&at) else { break };
                at = *following;
            }
            if walked.get(&at) != Some(&start) || !next.contains_key(&at) {
                continue;
            }
            let (first, mut cycle) = (at, Vec::new());
            while let Some((following, place)) = next.get(&at) {
                let (file, definition) = self.definition(at);
                cycle.push(LocatedIdentifier { place: *place, identifier: self.summary(file).identifier(definition) });
                at = *following;
                if at == first {
                    break;
                }
            }
            let foremost = (0..cycle.len()).min_by_key(|nth| cycle[*nth].place).unwrap_or_default();
            cycle.rotate_left(foremost);
            cycles.push(cycle);
        }
        cycles
    }

    /// Maps each definition that may be on a cycle to one that it requires. Definitions whose requirements are all met
    /// are removed repeatedly; these are the ones that remain.
    fn required(&self) -> BTreeMap<u32, (u32, FileSpan)> {
        let first = self.first_numbers();
        let mut needs: BTreeMap<u32, Vec<(u32, FileSpan)>> = BTreeMap::new();
        let mut needed_by: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (file, mention) in self.mentions() {
            let Some(nth) = mention.required_by else { continue };
            let Some(target) = self.defined(mention, file) else { continue };
            let own = first[file] - nth;
            needs.entry(own).or_default().push((target, FileSpan { file, span: mention.at }));
            needed_by.entry(target).or_default().push(own);
        }
        let mut open: BTreeMap<u32, usize> = needs.iter().map(|(own, needs)| (*own, needs.len())).collect();
        let mut free: Vec<u32> = needed_by.keys().filter(|number| !open.contains_key(number)).copied().collect();
        while let Some(number) = free.pop() {
            for waiting in needed_by.get(&number).into_iter().flatten() {
                let left = open.get_mut(waiting).expect("it was entered with what it needs");
                *left -= 1;
                if *left == 0 {
                    open.remove(waiting);
                    free.push(*waiting);
                }
            }
        }
        let stuck = |(own, needs): (u32, Vec<(u32, FileSpan)>)| {
            open.contains_key(&own).then_some(())?;
            Some((own, needs.into_iter().find(|(target, _)| open.contains_key(target))?))
        };
        needs.into_iter().filter_map(stuck).collect()
    }
}
