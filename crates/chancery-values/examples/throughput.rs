//! Megabytes of UTF-8 per second on the `text` fields of JSON Lines files: `throughput FILE…`.

use std::time::Instant;

use chancery_text::fold_text;
use chancery_values::{Region, find_quantities, find_times};

fn main() {
    for path in std::env::args().skip(1) {
        let Ok(file) = std::fs::read_to_string(&path) else { continue };
        let texts: Vec<String> =
            file.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned)).collect();
        let bytes: usize = texts.iter().map(String::len).sum();
        let folded: Vec<Vec<char>> = texts.iter().map(|text| fold_text(text).chars().collect()).collect();
        for round in 0..3 {
            let start = Instant::now();
            let times: Vec<_> = folded.iter().map(|text| find_times(text)).collect();
            let after_times = start.elapsed();
            let count: usize = folded.iter().zip(&times).map(|(text, times)| find_quantities(text, times, Region::Mainland).len()).sum();
            let all = start.elapsed();
            if round == 2 {
                let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
                println!(
                    "{path}: {:.1} MB, {} times, {count} quantities; times {:.0} MB/s, both {:.0} MB/s",
                    bytes as f64 / 1e6,
                    times.iter().map(Vec::len).sum::<usize>(),
                    speed(after_times.as_secs_f64()),
                    speed(all.as_secs_f64())
                );
            }
        }
    }
}
