//! The words that names of users and files are made of, in many scripts.

use crate::random::Random;

const NAMES: &[(&[&str], &[&str])] = &[
    (
        &[
            "Alice", "Bob", "Carol", "David", "Erin", "Frank", "Grace", "Heidi", "Ivan", "Judy",
        ],
        &[
            "Smith",
            "Jones",
            "Miller",
            "Taylor",
            "Brown",
            "Davies",
            "Evans",
            "Walker",
            "O’Neill",
        ],
    ),
    (
        &[
            "José", "Élodie", "Zoë", "Łukasz", "Søren", "Dvořák", "Günther", "Ağca", "Noël",
        ],
        &[
            "Núñez",
            "Lefèvre",
            "Straße",
            "Żółć",
            "Ångström",
            "Çelik",
            "Ībele",
            "Šťastný",
        ],
    ),
    (
        &["Иван", "Мария", "Олексій", "Дарья"],
        &["Петров", "Иванова", "Шевченко", "Ёлкина"],
    ),
    (
        &["Σίσυφος", "Ελένη", "Νίκος"],
        &["Παπαδόπουλος", "Οδυσσεύς", "Ρήγας"],
    ),
    (&["محمد", "فاطمة", "علي"], &["الأحمد", "حسن", "كريم"]),
    (&["דוד", "שרה", "יעל"], &["כהן", "לוי", "מזרחי"]),
    (
        &["王", "李", "张", "佐藤", "김"],
        &["伟", "秀英", "さくら", "민준", "太郎"],
    ),
    (&["अर्जुन", "สมชาย", "தமிழ்"], &["शर्मा", "ใจดี", "செல்வி"]),
    (&["🦊", "👩‍🚀", "🏳️‍🌈", "☕"], &["Fox", "Ada", "Kim", "Café"]),
];

const LOCALPARTS: &[&str] = &[
    "alice",
    "bob",
    "carol",
    "dave",
    "erin.s",
    "frank_j",
    "grace-h",
    "h.e.i.d.i",
    "ivan=2e",
    "j/d",
    "kilo+tag",
    "lima_",
    "mike",
    "november",
    "oscar",
    "papa.",
    "quebec",
    "romeo",
    "sierra-1",
];

/// A display name; most are in Latin letters, and many users share one.
pub fn displayname(random: &mut Random) -> String {
    let (first, last) = match random.below(10) {
        0..5 => &NAMES[0],
        _ => random.pick(NAMES),
    };
    let (first, last) = (random.pick(first), random.pick(last));
    match random.below(12) {
        0 => (*first).to_owned(),
        1 => format!("{last}, {first}"),
        _ => format!("{first} {last}"),
    }
}

/// The beginning of a localpart, to be made unique by a number.
pub fn localpart(random: &mut Random) -> String {
    (*random.pick(LOCALPARTS)).to_owned()
}

/// Content types, with the ending of a file's name.
pub const TYPES: &[(&str, &str)] = &[
    ("image/jpeg", "jpg"),
    ("image/jpeg", "jpg"),
    ("image/png", "png"),
    ("image/webp", "webp"),
    ("video/mp4", "mp4"),
    ("audio/ogg", "ogg"),
    ("application/pdf", "pdf"),
    ("application/octet-stream", "bin"),
];

/// What files are called.
pub const FILES: &[&str] = &[
    "IMG",
    "Screenshot",
    "Отчёт",
    "写真",
    "فاتورة",
    "Übersicht",
    "voice message",
    "<b>bold</b>",
];
