//! Chance that nobody can foresee.

/// A name that nobody can guess: 128 bits in hexadecimal digits.
pub fn random_name() -> String {
    let mut bytes = [0; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Fails for more than 65,536 bytes.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let both = |byte: u8| [digit(byte >> 4), digit(byte & 15)];
    bytes.into_iter().flat_map(both).collect()
}
