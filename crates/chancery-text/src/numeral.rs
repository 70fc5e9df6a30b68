//! Chinese numerals: 二十五, 廿五, 一百二十, 二〇二六, 两. In: folded characters. Out: the value, or none.
//! Units of measure, hedges and decimals belong to `chancery-values`.

/// The value of a whole numeral in folded characters, `None` where it is none.
pub fn parse_integer(chars: &[char]) -> Option<u64> {
    if chars.is_empty() || chars.len() > 24 {
        return None;
    }
    if let Some(value) = chars.iter().try_fold(0u64, |sum, &c| sum.checked_mul(10)?.checked_add(digit(c)?)) {
        return Some(value);
    }
    let (mut total, mut section, mut current) = (0u64, 0u64, None::<u64>);
    for &c in chars {
        if let Some(d) = digit(c) {
            current = Some(current.filter(|_| c.is_ascii_digit()).unwrap_or(0).checked_mul(10)?.checked_add(d)?);
        } else if let Some(unit) = small_unit(c) {
            section = section.checked_add(current.take().unwrap_or(1).checked_mul(unit)?)?;
        } else if c == '廿' || c == '卅' {
            section = section.checked_add(if c == '廿' { 20 } else { 30 })?;
        } else if let Some(unit) = large_unit(c) {
            section = section.checked_add(current.take().unwrap_or(0))?;
            total = total.checked_add(section)?.checked_mul(unit)?;
            section = 0;
        } else {
            return None;
        }
    }
    total.checked_add(section)?.checked_add(current.unwrap_or(0))
}

fn digit(c: char) -> Option<u64> {
    Some(match c {
        '0'..='9' => c as u64 - 48,
        '〇' | '零' | '○' | 'o' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn small_unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

fn large_unit(c: char) -> Option<u64> {
    Some(match c {
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_whole_numerals() {
        for (text, value) in [("二十五", 25), ("廿五", 25), ("十", 10), ("一百二十", 120), ("二〇二六", 2026), ("三万五千", 35000), ("2000", 2000)]
        {
            assert_eq!(parse_integer(&text.chars().collect::<Vec<_>>()), Some(value), "{text}");
        }
        assert_eq!(parse_integer(&['条']), None);
    }
}
