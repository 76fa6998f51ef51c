//! The colours of charts (`style/tokens.css`) can be told apart, also with colour blindness.

#![cfg(not(target_arch = "wasm32"))]

use std::path::Path;

/// Linear RGB, each from 0 to 1.
type Linear = [f64; 3];

/// How eyes mix linear RGB: Machado, Oliveira and Fernandes 2009, at full strength.
const VISION: [(&str, [Linear; 3]); 3] = [
    (
        "normal vision",
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
];

/// The least difference between two colours (CIE76).
const LEAST_DIFFERENCE: f64 = 10.0;
/// The least contrast of a colour with the page (WCAG 2.2, 1.4.11).
const LEAST_CONTRAST: f64 = 3.0;

/// A token's colours in the light and in the dark theme.
fn token(css: &str, name: &str) -> [Linear; 2] {
    let start = css
        .find(&format!("{name}: light-dark("))
        .expect("the token is there");
    let value = &css[start..start + css[start..].find(';').expect("it ends")];
    let mut colours = value.split('#').skip(1).map(|hex| linear(&hex[..6]));
    let mut next = || colours.next().expect("two colours");
    [next(), next()]
}

fn linear(hex: &str) -> Linear {
    [0, 2, 4].map(|at| {
        let byte = u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits");
        let part = f64::from(byte) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn seen(colour: Linear, vision: &[Linear; 3]) -> Linear {
    vision.map(|row| {
        let sum: f64 = row
            .iter()
            .zip(colour)
            .map(|(part, light)| part * light)
            .sum();
        sum.clamp(0.0, 1.0)
    })
}

/// CIELAB under D65.
fn lab([red, green, blue]: Linear) -> [f64; 3] {
    let root = |part: f64| {
        if part > 216.0 / 24_389.0 {
            part.cbrt()
        } else {
            part.mul_add(24_389.0 / 27.0, 16.0) / 116.0
        }
    };
    let x = root((0.412_456 * red + 0.357_576 * green + 0.180_437 * blue) / 0.950_47);
    let y = root(luminance([red, green, blue]));
    let z = root((0.019_334 * red + 0.119_192 * green + 0.950_304 * blue) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn luminance([red, green, blue]: Linear) -> f64 {
    0.212_673 * red + 0.715_152 * green + 0.072_175 * blue
}

fn difference(one: Linear, other: Linear) -> f64 {
    let pairs = lab(one).into_iter().zip(lab(other));
    pairs
        .map(|(one, other)| (one - other).powi(2))
        .sum::<f64>()
        .sqrt()
}

fn contrast(one: Linear, other: Linear) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

#[test]
fn series_can_be_told_apart_and_seen() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../style/tokens.css");
    let css = std::fs::read_to_string(path).expect("the style sheet can be read");
    let names = ["--s1", "--s2", "--s3", "--s4", "--s5", "--rest"];
    for (theme, theme_name) in ["light", "dark"].into_iter().enumerate() {
        let surface = token(&css, "--surface")[theme];
        let colours = names.map(|name| token(&css, name)[theme]);
        for (at, one) in colours.iter().enumerate() {
            let found = contrast(*one, surface);
            let name = names[at];
            assert!(found >= LEAST_CONTRAST, "{theme_name} {name}: {found:.2}");
            for (behind, other) in colours.iter().enumerate().skip(at + 1) {
                for (vision, matrix) in &VISION {
                    let found = difference(seen(*one, matrix), seen(*other, matrix));
                    let pair = (name, names[behind]);
                    assert!(
                        found >= LEAST_DIFFERENCE,
                        "{theme_name} {pair:?} with {vision}: {found:.1}"
                    );
                }
            }
        }
    }
}
