//! The order in which entities are written: each after those that it relates to.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub to: usize,
    pub relation: String,
    /// Whether an entity without it is refused.
    pub required: bool,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// Groups of entities, in order. The entities of one group do not depend on each other.
    pub waves: Vec<Vec<usize>>,
    /// Relations that close a cycle: they are omitted at first, and added once all entities exist.
    pub deferred: Deferred,
}

/// Relations by entity.
pub(super) type Deferred = BTreeMap<usize, BTreeSet<String>>;

/// Puts entities in order; `links` has the relations of each. Only optional relations are deferred, and few of them. The error is a
/// cycle of entities that each require the next one: none of them can be written.
pub(super) fn order(links: &[Vec<Link>]) -> Result<Order, Vec<usize>> {
    let mut order = Order::default();
    let mut levels: Vec<Option<usize>> = vec![None; links.len()];
    for circle in circles(links) {
        for at in sorted(&circle, links)? {
            let mut level = 0;
            for link in &links[at] {
                match levels[link.to] {
                    Some(before) => level = level.max(before + 1),
                    // An entity that requires itself can be created.
                    None if link.to == at && link.required => {}
                    None => {
                        order.deferred.entry(at).or_default().insert(link.relation.clone());
                    }
                }
            }
            levels[at] = Some(level);
        }
    }
    for (at, level) in levels.iter().enumerate() {
        let level = level.unwrap_or_default();
        if order.waves.len() <= level {
            order.waves.resize_with(level + 1, Vec::new);
        }
        order.waves[level].push(at);
    }
    Ok(order)
}

/// Sorts the entities of a cycle: required targets come first, and then those that defer the fewest relations.
fn sorted(circle: &[usize], links: &[Vec<Link>]) -> Result<Vec<usize>, Vec<usize>> {
    if circle.len() == 1 {
        return Ok(circle.to_vec());
    }
    let inside: BTreeMap<usize, usize> = circle.iter().enumerate().map(|(nth, at)| (*at, nth)).collect();
    // The targets that each entity still waits for: required ones first, then optional ones.
    let mut lacks = vec![(0_usize, 0_usize); circle.len()];
    let mut wanted_by: Vec<Vec<(usize, bool)>> = vec![Vec::new(); circle.len()];
    for (nth, at) in circle.iter().enumerate() {
        for link in links[*at].iter().filter(|link| link.to != *at) {
            let Some(to) = inside.get(&link.to) else { continue };
            let (needs, wishes) = &mut lacks[nth];
            *(if link.required { needs } else { wishes }) += 1;
            wanted_by[*to].push((nth, link.required));
        }
    }
    let mut heap: BinaryHeap<Reverse<((usize, usize), usize)>> =
        lacks.iter().enumerate().map(|(nth, lacks)| Reverse((*lacks, nth))).collect();
    let mut done = vec![false; circle.len()];
    let mut sorted = Vec::with_capacity(circle.len());
    while let Some(Reverse((lacked, nth))) = heap.pop() {
        if done[nth] || lacked != lacks[nth] {
            continue;
        }
        if lacked.0 > 0 {
            return Err(need(circle, links, &|at| inside.get(&at).is_some_and(|nth| !done[*nth])));
        }
        done[nth] = true;
        sorted.push(circle[nth]);
        for (waiting, required) in &wanted_by[nth] {
            let (needs, wishes) = &mut lacks[*waiting];
            *(if *required { needs } else { wishes }) -= 1;
            if !done[*waiting] {
                heap.push(Reverse((lacks[*waiting], *waiting)));
            }
        }
    }
    Ok(sorted)
}

/// Returns entities of which each requires the next one, found by following required relations until an entity repeats.
fn need(circle: &[usize], links: &[Vec<Link>], is_left: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let mut way: Vec<usize> = circle.iter().copied().find(|at| is_left(*at)).into_iter().collect();
    while let Some(last) = way.last() {
        let next = links[*last].iter().find(|link| link.required && link.to != *last && is_left(link.to));
        let Some(next) = next.map(|link| link.to) else { break };
        if let Some(start) = way.iter().position(|at| *at == next) {
            return way.split_off(start);
        }
        way.push(next);
    }
    way
}

/// Returns Tarjan's strongly connected components, targets first. It does not recurse, since chains of entities may be
/// long.
fn circles(links: &[Vec<Link>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let (mut seen, mut low, mut open) = (vec![UNSEEN; links.len()], vec![0; links.len()], vec![false; links.len()]);
    let (mut stack, mut circles, mut counter) = (Vec::new(), Vec::new(), 0);
    for start in 0..links.len() {
        if seen[start] != UNSEEN {
            continue;
        }
        let mut way = vec![(start, 0)];
        while let Some((at, next)) = way.pop() {
            if next == 0 {
                (seen[at], low[at], open[at]) = (counter, counter, true);
                counter += 1;
                stack.push(at);
            } else {
                low[at] = low[at].min(low[links[at][next - 1].to]);
            }
            let mut next = next;
            let mut deeper = None;
            while let Some(link) = links[at].get(next) {
                next += 1;
                if seen[link.to] == UNSEEN {
                    deeper = Some(link.to);
                    break;
                }
                if open[link.to] {
                    low[at] = low[at].min(seen[link.to]);
                }
            }
            if let Some(to) = deeper {
                way.push((at, next));
                way.push((to, 0));
                continue;
            }
            if low[at] == seen[at] {
                let from = stack.iter().rposition(|open| *open == at).unwrap_or_default();
                let mut circle = stack.split_off(from);
                circle.iter().for_each(|at| open[*at] = false);
                circle.sort_unstable();
                circles.push(circle);
            }
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a>b` relates, `a!b` needs.
    fn links(text: &str) -> Vec<Vec<Link>> {
        let number = |name: &str| usize::from(name.as_bytes()[0] - b'a');
        let pairs = || text.split(' ').filter(|pair| !pair.is_empty());
        let most = pairs().flat_map(|pair| [number(&pair[..1]), number(&pair[2..])]).max().unwrap_or_default();
        let mut links = vec![Vec::new(); most + 1];
        for pair in pairs() {
            let link = Link { to: number(&pair[2..]), relation: pair.to_owned(), required: &pair[1..2] == "!" };
            links[number(&pair[..1])].push(link);
        }
        links
    }

    fn ordered(text: &str) -> (Vec<Vec<usize>>, Vec<String>) {
        let order = order(&links(text)).expect("there is an order");
        (order.waves, order.deferred.into_values().flatten().collect())
    }

    #[test]
    fn targets_come_first() {
        assert_eq!(ordered("a>b b>c a>c d>c"), (vec![vec![2], vec![1, 3], vec![0]], vec![]));
    }

    #[test]
    fn one_optional_relation_of_a_cycle_is_deferred() {
        assert_eq!(ordered("a>b b>a c>a").1, ["a>b"]);
        assert_eq!(ordered("a!b b>a"), (vec![vec![1], vec![0]], vec!["b>a".to_owned()]));
        assert_eq!(ordered("a>b b!c c!a").1, ["a>b"]);
        assert_eq!(ordered("a>a").1, ["a>a"]);
        assert_eq!(ordered("a!a"), (vec![vec![0]], vec![]));
    }

    #[test]
    fn a_cycle_of_required_relations_is_reported() {
        assert_eq!(order(&links("a!b b!c c!b d>a a>d")), Err(vec![1, 2]));
    }

    #[test]
    fn long_chains_and_cycles_do_not_overflow_the_stack() {
        let next = |at: usize, of: usize| Link { to: (at + 1) % of, relation: "r".to_owned(), required: false };
        let ring: Vec<Vec<Link>> = (0..50_000).map(|at| vec![next(at, 50_000)]).collect();
        let order = order(&ring).expect("there is an order");
        assert_eq!((order.deferred.len(), order.waves.len()), (1, 50_000));
    }
}
